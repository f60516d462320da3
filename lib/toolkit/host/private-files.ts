import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileTrouble, makeDirectory, onFile } from './file-trouble';
import { isAlive } from './process-identity';
import { ToolkitError } from '../toolkit-error';
import { shellWord } from './shell-word';

/** Name of azstage's data directory. In it, no link is followed and no directory is accessible to other users. */
export const DATA_DIRECTORY = '.azstage';

/** Flag that refuses symbolic links; 0 on Windows, which has none. */
const NO_FOLLOW = (fs.constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = fs.constants;

/** Name of a temporary file, with the id of the process that writes it: `applied.json.4711-0a1b2c3d.tmp`. */
const TEMPORARY = /\.(\d+)-[0-9a-f]{8}\.tmp$/;

/** Directories that Terraform writes to, links included: that of the providers, and those of each stage. */
const OF_TERRAFORM = /^providers\/root$|^work(\/[^/]+){2,}\/(terraform|preview|preview-terraform|(backend|lock)[^/]*)$/;

/**
 * Writes a file atomically, readable by the user alone: a crash leaves the old content or the new one. A link at its path is replaced.
 *
 * @throws ToolkitError when it cannot be written; no temporary file remains then
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
 * Creates a file with its content atomically, readable by the user alone.
 *
 * @returns false when it exists
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

/** Path of a temporary file next to a file. Contains the id of the process, so that {@link removeTemporaryFiles} finds it once that has ended. */
export function temporaryName(file: string): string {
  return `${file}.${process.pid}-${crypto.randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Creates a directory that only the user can read, for what other programs write. {@link removeTemporaryFiles} removes it with all that is in it once this
 * process has ended.
 *
 * @param directory path that its name begins with
 */
export function makeTemporaryDirectory(directory: string): string {
  makePrivateDirectory(path.dirname(directory));
  const temporary = temporaryName(directory);
  onFile(temporary, () => fs.mkdirSync(temporary, { mode: 0o700 }));
  return temporary;
}

/**
 * Appends to a file that only the user can read, and flushes it to disk.
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
 * Creates a directory that only the user can access; restricts one that exists and is accessible to others.
 *
 * @param from the outermost parent that is restricted too; {@link DATA_DIRECTORY} for a path inside it
 * @throws ToolkitError when one of them is a link, a file, or owned by another user
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
 * Removes temporary files of runs that have ended.
 *
 * @throws ToolkitError when it finds a symbolic link, through which a file outside would be written
 */
export function removeTemporaryFiles(dataDirectory: string): void {
  for (const file of filesIn(dataDirectory)) {
    const [, pid] = TEMPORARY.exec(file) ?? [];
    if (pid !== undefined && !isAlive({ pid: Number(pid) })) {
      onFile(file, () => fs.rmSync(file, { force: true, recursive: true }));
    }
  }
}

/** Error for a symbolic link in azstage's data directory. */
export function linkRefused(file: string): ToolkitError {
  return new ToolkitError(
    'REFUSED',
    `${file} is a symbolic link. States, plans and logs hold secrets and are not written through links.`,
    'Remove the link after checking its target. To keep states elsewhere, use the setting backend instead of a link.',
  );
}

/** Files and temporary directories in the data directory, without those that Terraform manages. */
function* filesIn(root: string, within = ''): Generator<string> {
  const directory = path.join(root, within);
  for (const entry of onFile(directory, () => entriesOf(directory))) {
    const place = path.posix.join(within, entry.name);
    if (entry.isSymbolicLink()) {
      throw linkRefused(path.join(root, place));
    }
    // Other programs write into temporary directories, links too.
    if (!entry.isDirectory() || TEMPORARY.test(entry.name)) {
      yield path.join(root, place);
    } else if (!OF_TERRAFORM.test(place)) {
      yield* filesIn(root, place);
    }
  }
}

/** Entries of a directory; none when it no longer exists, as commands that run without the lock, such as azstage list, create short-lived ones. */
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
      `Run azstage as that user, or make it yours: sudo chown -R ${user} ${shellWord(directory)}`,
    );
  }
  if (user !== undefined && (stat.mode & 0o077) !== 0) {
    fs.chmodSync(directory, 0o700);
  }
}
