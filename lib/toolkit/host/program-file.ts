import fs from 'node:fs';
import path from 'node:path';
import { valueOf } from './environment-variables';

/** Endings of programs; the latter two on Windows. */
const ENDINGS = ['', '.exe', '.cmd'];

/** File that a program name or path starts; undefined where there is none. */
export function programFile(binary: string, env: NodeJS.ProcessEnv): string | undefined {
  const isPath = path.basename(binary) !== binary;
  const files = isPath ? [binary] : directoriesOnPath(env).map((directory) => path.join(directory, binary));
  return files.flatMap((file) => ENDINGS.map((ending) => file + ending)).find(isFile);
}

/** Directories in which programs are looked for, in order. */
export function directoriesOnPath(env: NodeJS.ProcessEnv): string[] {
  return (valueOf(env, 'PATH') ?? '').split(path.delimiter);
}

/** Whether there is a regular file. */
export function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Identity of a compiled program: its file, when that was changed, and its size. Undefined for a script, which may start another program each
 * time, as those of version managers do.
 */
export function compiledProgram(binary: string, env: NodeJS.ProcessEnv): string | undefined {
  const file = programFile(binary, env);
  if (file === undefined || isScript(file)) {
    return undefined;
  }
  const { ino, mtimeMs, size } = fs.statSync(file);
  return [fs.realpathSync(file), ino, mtimeMs, size].join(':');
}

function isScript(file: string): boolean {
  const start = Buffer.alloc(2);
  const descriptor = fs.openSync(file, 'r');
  try {
    fs.readSync(descriptor, start);
  } finally {
    fs.closeSync(descriptor);
  }
  return start.toString() === '#!' || file.endsWith('.cmd');
}
