import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Problem } from '../errors';
import { duplicateKeyProblems } from '../json/duplicate-keys';
import { JsonError, JsonFormat } from '../json/json-format';
import { outlineOf } from '../json/json-outline';
import { type Tenant } from './tenant';
import { isTenantId, TENANT_ID_RULE, TENANTS_DIRECTORY } from './tenant-id';
import { problemsOf, shown } from './tenant-problems';
import { problemsOfTier } from './tenant-rules';
import { tenantOf, tenantSchema } from './tenant-schema';

/** Largest file of a tenant: far more than its fields need. */
const MOST_KILOBYTES = 64;

/** Format of a tenant's file. Its fields are checked by a schema of their own, so that all problems are reported at once. */
const TENANT_FILE = new JsonFormat('tenants/<id>.json', z.record(z.string(), z.unknown()));

/** Tenants of a project, and the problems of files that are none. */
export interface TenantFiles {
  /** Tenants, sorted by id. */
  readonly tenants: readonly Tenant[];
  readonly problems: readonly Problem[];
}

/** A file with its content. */
interface ReadFile {
  readonly path: string;
  readonly id: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Reads `tenants/*.json` of a project, all problems at once. Without the directory there are no tenants.
 *
 * Hidden files and Markdown are ignored; links are not followed.
 */
export function readTenantFiles(projectDirectory: string): TenantFiles {
  const directory = path.join(projectDirectory, TENANTS_DIRECTORY);
  const problems: Problem[] = [];
  const names = attempt(TENANTS_DIRECTORY, problems, () => entriesOf(directory)) ?? [];
  const files = names.flatMap((name) => readFile(directory, name, problems));
  const tenants = files.flatMap((file) => readTenant(file, files, problems));
  return { tenants, problems };
}

function entriesOf(directory: string): string[] {
  if (!fs.existsSync(directory)) {
    return [];
  }
  return fs
    .readdirSync(directory)
    .filter((name) => !name.startsWith('.') && !name.endsWith('.md'))
    .sort();
}

function readFile(directory: string, name: string, problems: Problem[]): ReadFile[] {
  const file = `${TENANTS_DIRECTORY}/${name}`;
  const id = name.replace(/\.json$/, '');
  const before = problems.length;
  const text = attempt(file, problems, () => {
    const problem = problemOfEntry(path.join(directory, name), name, id);
    if (problem !== undefined) {
      problems.push({ path: file, ...problem });
      return undefined;
    }
    return decoded(fs.readFileSync(path.join(directory, name)));
  });
  if (problems.length > before) {
    return [];
  }
  if (text === undefined) {
    const fix = 'Save the file as UTF-8.';
    problems.push({ path: file, message: 'is not UTF-8', fix });
    return [];
  }
  return parse(file, id, text, problems);
}

function problemOfEntry(file: string, name: string, id: string): Omit<Problem, 'path'> | undefined {
  const entry = fs.lstatSync(file);
  if (entry.isSymbolicLink()) {
    return { message: 'is a symbolic link', allowed: 'a file', fix: 'Links are not followed: copy the file here.' };
  }
  if (!entry.isFile()) {
    return { message: entry.isDirectory() ? 'is a directory' : 'is not a file', allowed: 'a file for each tenant' };
  }
  if (!name.endsWith('.json') || !isTenantId(id)) {
    const allowed = `<id>.json, where the id has ${TENANT_ID_RULE}`;
    return { message: 'does not have the name of a tenant file', allowed, fix: 'Rename it, or move it away.' };
  }
  if (entry.size > MOST_KILOBYTES * 1024) {
    const size = Math.ceil(entry.size / 1024);
    return { message: `has ${size} KB`, allowed: `up to ${MOST_KILOBYTES} KB`, fix: 'It describes one tenant alone.' };
  }
  return undefined;
}

/** Text without byte order mark; undefined when it is not UTF-8. */
function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(file: string, id: string, text: string, problems: Problem[]): ReadFile[] {
  problems.push(...duplicateKeyProblems(file, text, (property) => shown(property).slice(1, -1)));
  try {
    return [{ path: file, id, content: TENANT_FILE.parse(text) }];
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
    const { errorLine } = outlineOf(text);
    const where = errorLine === undefined || text.trim() === '' ? '' : ` (line ${errorLine})`;
    problems.push({ path: file, message: `${error.message}${where}` });
    return [];
  }
}

function readTenant(file: ReadFile, all: readonly ReadFile[], problems: Problem[]): Tenant[] {
  const { success, data, error } = tenantSchema.safeParse(file.content);
  const found: Problem[] = (
    success ? problemsOfTier(data) : error.issues.flatMap((issue) => problemsOf(issue, file.content))
  ).map((problem) => ({ path: file.path, ...problem }));
  const id = file.content['tenant_id'];
  if (typeof id === 'string' && isTenantId(id) && id !== file.id) {
    const other = all.find((each) => each !== file && each.id === id);
    found.push({
      path: file.path,
      property: 'tenant_id',
      message: other === undefined ? `got ${shown(id)}` : `${shown(id)} is the id of ${other.path}`,
      allowed: `${file.id}, as the name of the file`,
    });
  }
  problems.push(...found);
  return success && found.length === 0 ? [tenantOf(data)] : [];
}

/** Result of an access to a file; undefined with a problem when it cannot be read. */
function attempt<T>(name: string, problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) {
      throw error;
    }
    const fix = `${TENANTS_DIRECTORY} is a directory with a file of JSON for each tenant, which this user has to be able to read.`;
    problems.push({ path: name, message: `cannot be read: ${message.replace(/, \w+( '.*')?$/, '')}`, fix });
    return undefined;
  }
}
