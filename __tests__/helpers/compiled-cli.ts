import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { transformFileSync } from '@swc/core';
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

/** Compiles folders of the repository into a directory, in which they find its packages. */
export function compileFolders(target: string, folders: readonly string[]): void {
  for (const folder of folders) {
    fs.cpSync(path.join(repository, folder), path.join(target, folder), { recursive: true });
    const files = fs.readdirSync(path.join(target, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const source = path.join(target, folder, file);
      const { code } = transformFileSync(source, {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        swcrc: false,
      });
      fs.writeFileSync(source.replace(/ts$/, 'js'), code);
    }
  }
  fs.copyFileSync(path.join(repository, 'package.json'), path.join(target, 'package.json'));
  fs.symlinkSync(path.join(repository, 'node_modules'), path.join(target, 'node_modules'));
}
