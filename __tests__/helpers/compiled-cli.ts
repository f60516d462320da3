import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repository } from './markdown';

/** The command line as the sources have it at the start of the run, compiled: `node <this> list`. */
export const COMPILED_CLI = path.join(os.tmpdir(), 'azstage/bin/azstage.js');

/**
 * Compiles the command line once for a run: tsx takes longer to load, and to look up every file in its cache, than most commands to run.
 *
 * @param directory temporary directory of the run
 */
export function compileCli(directory: string): void {
  compileFolders(path.join(directory, 'azstage'), ['bin', 'lib']);
}

/** Compiles folders of the repository, as the build does, into a directory in which they find its packages. */
export function compileFolders(target: string, folders: readonly string[]): void {
  execFileSync(process.execPath, ['scripts/build-js.mjs', target, ...folders], { cwd: repository });
  fs.copyFileSync(path.join(repository, 'package.json'), path.join(target, 'package.json'));
  fs.symlinkSync(path.join(repository, 'node_modules'), path.join(target, 'node_modules'));
}
