import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { skipAloud } from './terraform';

/** Directory of Debian's PostgreSQL, by major versions. */
const DEBIAN = '/usr/lib/postgresql';

/** Directory of the programs of PostgreSQL; undefined where there is none. */
export const POSTGRESQL = postgresqlPrograms();

/** Tests against a real Redis with TLS; skipped, aloud, where there is none. */
export const describeWithRedis =
  spawnSync('redis-server', ['--version']).status === 0 ? describe : skipAloud('no redis-server on the PATH');

/** Tests against a real PostgreSQL; skipped, aloud, where there is none. */
export const describeWithPostgresql = POSTGRESQL === undefined ? skipAloud('no PostgreSQL server') : describe;

/** A test that needs pgvector in that PostgreSQL; skipped, aloud, where there is none. */
export const itWithPgvector: (name: string, test: () => Promise<void>) => void = hasPgvector()
  ? it
  : (name, test) => it.skip(`${name} (no pgvector)`, test);

/** Extensions are files below the directory that PostgreSQL's own `pg_config` names; Debian has it beside `postgres`. */
function hasPgvector(): boolean {
  if (POSTGRESQL === undefined) {
    return false;
  }
  const { stdout } = spawnSync(path.join(POSTGRESQL, 'pg_config'), ['--sharedir'], { encoding: 'utf8' });
  return typeof stdout === 'string' && fs.existsSync(path.join(stdout.trim(), 'extension/vector.control'));
}

function postgresqlPrograms(): string | undefined {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...versions.map((version) => path.join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  return places.find((place) => ['initdb', 'postgres'].every((program) => fs.existsSync(path.join(place, program))));
}
