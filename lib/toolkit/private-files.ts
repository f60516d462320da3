import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a file so that a crash leaves either the old content or the new, readable by the user alone.
 */
export function writeAtomically(file: string, content: string): void {
  const temporary = `${file}.${crypto.randomBytes(4).toString('hex')}.tmp`;
  makePrivateDirectory(path.dirname(file));
  const handle = fs.openSync(temporary, 'wx', 0o600);
  try {
    fs.writeSync(handle, content);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(temporary, file);
}

/** Makes a directory that only the user can look into. */
export function makePrivateDirectory(directory: string): void {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** Reads a JSON file of azstage's own; undefined when it is missing or damaged, as after a crash of the machine. */
export function readOwnJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
