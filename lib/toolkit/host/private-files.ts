import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileTrouble, makeDirectory, onFile } from './file-trouble';
import { isAlive } from './process-identity';
import { ToolkitError } from '../toolkit-error';

/** Name of the directory in which azstage keeps what it knows of its runs; in it, no link is followed and no directory is open to others. */
export const DATA_DIRECTORY = '.azstage';

/** Windows has no such flag. */
const NO_FOLLOW = (fs.constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = fs.constants;

/** `applied.json.4711-0a1b2c3d.tmp`: the process that writes it is in the name. */
const TEMPORARY = /\.(\d+)-[0-9a-f]{8}\.tmp$/;

/** Directories that Terraform fills, also with links: of all providers, and in that of each stage. */
const OF_TERRAFORM = /^providers\/root$|^work(\/[^/]+){2,}\/(terraform|preview|preview-terraform|(backend|lock)[^/]*)$/;

/**
 * Writes a file so that a crash leaves either the old content or the new, readable by the user alone. A link in its place is replaced.
 *
 * @throws ToolkitError when it cannot be written; nothing is left behind then
 */
export function writeAtomically(file: string, content: string | Buffer): void {
  const temporary = writeBeside(file, content);
  try {
    onFile(file, () => fs.renameSync(temporary, file));
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/**
 * Makes a file with its content at once, readable by the user alone.
 *
 * @returns false when it is there already
 * @throws ToolkitError when it cannot be written
 */
export function createAtomically(file: string, content: string): boolean {
  const temporary = writeBeside(file, content);
  try {
    return onFile(file, () => isLinked(temporary, file));
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/** A name beside a file that tells which process uses it; {@link removeLeftovers} knows it once that is gone. */
export function temporaryName(file: string): string {
  return `${file}.${process.pid}-${crypto.randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Appends to a file that only the user can read, and waits until it is on the disk.
 *
 * @throws ToolkitError when it cannot be written, or is a link
 */
export function appendPrivately(file: string, content: string): void {
  onFile(file, () => {
    const handle = fs.openSync(file, O_CREAT | O_APPEND | O_WRONLY | NO_FOLLOW, 0o600);
    try {
      fs.writeFileSync(handle, content);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  });
}

/**
 * Opens an empty file that only the user can read, for another process to write to.
 *
 * @returns the descriptor
 * @throws ToolkitError when it cannot be written, or is a link
 */
export function openPrivateLog(file: string): number {
  return onFile(file, () => {
    const handle = fs.openSync(file, O_CREAT | O_TRUNC | O_APPEND | O_WRONLY | NO_FOLLOW, 0o600);
    fs.fchmodSync(handle, 0o600);
    return handle;
  });
}

/**
 * Makes a directory that only the user can look into, also when it was there and open to others.
 *
 * @param from the outermost of the directories that are made so with it; {@link DATA_DIRECTORY}, where it is in one
 * @throws ToolkitError when one of them is a link, a file, or another user's
 */
export function makePrivateDirectory(directory: string, from = dataDirectoryAround(directory)): void {
  const inner = path.relative(from, directory).split(path.sep);
  for (const part of new Set(inner.map((_, depth) => path.join(from, ...inner.slice(0, depth))).concat(directory))) {
    onFile(part, () => {
      if (fs.lstatSync(part, { throwIfNoEntry: false }) === undefined) {
        makeDirectory(part, 0o700);
      }
      makePrivate(part);
    });
  }
}

/**
 * Removes what dead runs had not finished writing.
 *
 * @throws ToolkitError when there is a link, through which something would be written elsewhere
 */
export function removeLeftovers(dataDirectory: string): void {
  for (const file of filesIn(dataDirectory)) {
    const [, pid] = TEMPORARY.exec(file) ?? [];
    if (pid !== undefined && !isAlive({ pid: Number(pid) })) {
      onFile(file, () => fs.rmSync(file, { force: true }));
    }
  }
}

/** Says of a link that nothing is written through it. */
export function linkRefused(file: string): ToolkitError {
  return new ToolkitError(
    'REFUSED',
    `${file} is a symbolic link. States, plans and logs hold secrets, and are not written through links.`,
    'Look at where it leads, and remove it. States are kept elsewhere by the setting backend, not by a link.',
  );
}

/** Files in a directory of azstage's own, without those that Terraform keeps for itself. */
function* filesIn(root: string, within = ''): Generator<string> {
  const directory = path.join(root, within);
  for (const entry of onFile(directory, () => entriesOf(directory))) {
    const place = path.posix.join(within, entry.name);
    if (entry.isSymbolicLink()) {
      throw linkRefused(path.join(root, place));
    }
    if (!entry.isDirectory()) {
      yield path.join(root, place);
    } else if (!OF_TERRAFORM.test(place)) {
      yield* filesIn(root, place);
    }
  }
}

/** None where it is gone: commands that run without the lock, as azstage list, make directories for a moment. */
function entriesOf(directory: string): fs.Dirent[] {
  try {
    return fs.readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

function writeBeside(file: string, content: string | Buffer): string {
  makePrivateDirectory(path.dirname(file));
  const temporary = temporaryName(file);
  return onFile(file, () => {
    const handle = fs.openSync(temporary, 'wx', 0o600);
    try {
      fs.writeFileSync(handle, content);
      fs.fsyncSync(handle);
      return temporary;
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    } finally {
      fs.closeSync(handle);
    }
  });
}

function isLinked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

function dataDirectoryAround(directory: string): string {
  const parts = directory.split(path.sep);
  const at = parts.lastIndexOf(DATA_DIRECTORY);
  return at === -1 ? directory : parts.slice(0, at + 1).join(path.sep);
}

function makePrivate(directory: string): void {
  const stat = fs.lstatSync(directory);
  if (stat.isSymbolicLink()) {
    throw linkRefused(directory);
  }
  if (!stat.isDirectory()) {
    throw fileTrouble({ code: 'ENOTDIR', syscall: 'mkdir', errno: 0 }, directory);
  }
  const user = process.geteuid?.();
  if (user !== undefined && stat.uid !== user) {
    throw new ToolkitError(
      'REFUSED',
      `${directory} belongs to another user (uid ${stat.uid}; this is ${user}), who can read and change what azstage keeps there: states, plans and logs hold secrets.`,
      `Run azstage as that user, or make it yours: sudo chown -R ${user} ${directory}`,
    );
  }
  if (user !== undefined && (stat.mode & 0o077) !== 0) {
    fs.chmodSync(directory, 0o700);
  }
}
