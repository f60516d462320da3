import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { repository } from './markdown';

/** Files of the package beside what is built; package.json says which of them go in. */
const FILES = ['bin/azstage.js', 'docs', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'package.json'];

/**
 * The tarball of the sources, built and packed once for all test files of a run, which may be at work at the same time.
 *
 * The `dist` of the checkout is left alone: other tests read it meanwhile.
 */
export async function packedPackage(): Promise<string> {
  const directory = path.join(os.tmpdir(), 'packed-package');
  const tarball = path.join(directory, 'azstage.tgz');
  const failure = path.join(directory, 'failed');
  try {
    fs.mkdirSync(directory);
  } catch {
    while (!fs.existsSync(tarball)) {
      if (fs.existsSync(failure)) {
        assert.fail(`The package could not be built: ${fs.readFileSync(failure, 'utf8')}`);
      }
      await setTimeout(100);
    }
    return tarball;
  }
  try {
    pack(directory, tarball);
  } catch (error) {
    fs.writeFileSync(failure, String(error));
    throw error;
  }
  return tarball;
}

function pack(directory: string, tarball: string): void {
  const stage = path.join(directory, 'stage');
  const run = (cwd: string, command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  run(repository, process.execPath, 'scripts/build.mjs', path.join(stage, 'dist'));
  FILES.forEach((file) => fs.cpSync(path.join(repository, file), path.join(stage, file), { recursive: true }));
  const packed = run(stage, 'npm', 'pack', '--silent', '--pack-destination', directory);
  // Its name appears once the file is whole.
  fs.renameSync(path.join(directory, packed), tarball);
}

/**
 * Makes a project with the packed package and the packages of this repository, as if they were installed: seconds instead of minutes.
 *
 * @param without packages or scopes that the project lacks
 * @param files of the project, by path
 */
export function consumerOf(
  tarball: string,
  without: readonly string[],
  files: Readonly<Record<string, string>>,
): string {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-consumer-')));
  const modules = path.join(directory, 'node_modules');
  const installed = path.join(repository, 'node_modules');
  fs.mkdirSync(path.join(modules, 'azstage'), { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', path.join(modules, 'azstage'), '--strip-components=1']);
  for (const name of fs.readdirSync(installed).filter((each) => !each.startsWith('.') && !without.includes(each))) {
    fs.symlinkSync(path.join(installed, name), path.join(modules, name));
  }
  for (const [file, content] of Object.entries({ 'package.json': '{}', ...files })) {
    fs.writeFileSync(path.join(directory, file), content);
  }
  return directory;
}
