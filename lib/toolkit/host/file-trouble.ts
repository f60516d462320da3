import fs from 'node:fs';
import path from 'node:path';
import { ToolkitError } from '../toolkit-error';
import { shellWords } from './shell-word';

/** Fields of an error of the file system. */
interface FileError {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
  /** Destination, of calls with two paths such as rename. */
  readonly dest?: string;
}

/** Describes an error of the file system: the problem with the file, and how to fix it. */
type Trouble = (file: string, error: FileError) => readonly [message: string, fix: string];

const AGAIN = 'then run the command again';

const noRight: Trouble = (file, { syscall }) => [
  `${file} cannot be accessed: permission denied (${syscall}).`,
  `Run azstage as the user who owns it, or grant yourself access: ls -ld ${shellWords([path.dirname(file), file])}`,
];

const full: Trouble = (file) => [
  `The disk is full: ${file} cannot be written.`,
  `Free some space, ${AGAIN}: what was completed is kept and not repeated.`,
];

const tooManyFiles: Trouble = (file) => [
  `${file} cannot be opened: too many files are open.`,
  `Raise the limit with ulimit -n 4096, or lower --parallelism, ${AGAIN}.`,
];

const isDirectory: Trouble = (file) => [`${file} is a directory, but a file is expected.`, `Move it away, ${AGAIN}.`];

const isNoDirectory: Trouble = (file) => [
  `${existingPart(file)} is a file, but a directory is expected.`,
  `Move it away, ${AGAIN}.`,
];

/** Errors of the file system that users meet, by code: https://man7.org/linux/man-pages/man3/errno.3.html */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  EACCES: noRight,
  EPERM: noRight,
  EROFS: (file) => [
    `${file} cannot be written: its file system is mounted read-only.`,
    'azstage keeps .azstage and cdktf.out in the directory of the project: work in a writable copy.',
  ],
  ENOSPC: full,
  EDQUOT: (file) => [
    `Your quota on the disk is used up: ${file} cannot be written.`,
    `Free some space, ${AGAIN}: what was completed is kept and not repeated.`,
  ],
  ENOENT: (file) => [`${file} does not exist.`, `The file or its directory was removed. Restore it, ${AGAIN}.`],
  EISDIR: isDirectory,
  ERR_FS_EISDIR: isDirectory,
  ENOTDIR: isNoDirectory,
  EEXIST: isNoDirectory,
  ENOTEMPTY: (file) => [`${file} cannot be replaced: it is a directory with files in it.`, `Move it away, ${AGAIN}.`],
  ELOOP: (file) => [
    `${file} is a symbolic link. Files of azstage hold secrets and are not written through links.`,
    `Remove the link, ${AGAIN}.`,
  ],
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENAMETOOLONG: (file) => [`${file} is too long for a path.`, 'Move the project to a shorter path, or shorten names.'],
  EBUSY: (file) => [`${file} is in use by another program.`, `End that program, ${AGAIN}.`],
  EIO: (file) => [`${file} cannot be read or written: the disk reports an error.`, 'Check the disk.'],
};

/**
 * ToolkitError for an error of the file system, with the path in its message; undefined for any other error.
 *
 * @param file the file that was accessed, as Node.js names no file in errors of read and write calls
 */
export function fileTrouble(error: unknown, file?: string): ToolkitError | undefined {
  if (!isFileError(error)) {
    return undefined;
  }
  const [message, fix] = TROUBLES[error.code]?.(file ?? error.dest ?? error.path ?? 'A file', error) ?? [];
  return message === undefined ? undefined : new ToolkitError('FILE_UNUSABLE', message, fix);
}

/**
 * Calls a function that accesses a file.
 *
 * @throws ToolkitError that names the file, when it cannot be used
 */
export function onFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileTrouble(error, file) ?? error;
  }
}

/**
 * Reads a text file; undefined when it does not exist.
 *
 * @throws ToolkitError when it exists and cannot be read
 */
export function readTextFile(file: string): string | undefined {
  return onFile(file, () => {
    try {
      return fs.readFileSync(file, 'utf8');
    } catch (error) {
      if (isFileError(error) && error.code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  });
}

/**
 * Creates a directory and its parents, unless they exist. One level at a time: with `recursive`, Node.js reports ENOENT instead of EROFS on a
 * read-only file system.
 *
 * @param mode permissions of the directories that are created
 * @throws ToolkitError when it cannot be created
 */
export function makeDirectory(directory: string, mode = 0o777): void {
  onFile(directory, () => {
    if (!isThere(path.dirname(directory))) {
      makeDirectory(path.dirname(directory), mode);
    }
    try {
      fs.mkdirSync(directory, { mode });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !fs.statSync(directory).isDirectory()) {
        throw error;
      }
    }
  });
}

/** Whether an error is one of the file system: errors of processes and connections have the same fields. */
function isFileError(error: unknown): error is FileError {
  const { code, syscall, errno } = (error ?? {}) as NodeJS.ErrnoException;
  const isSystem = typeof code === 'string' && typeof syscall === 'string' && typeof errno === 'number';
  return isSystem && !/^(spawn|kill|connect|listen|bind|getaddrinfo)/.test(syscall);
}

/** Longest part of a path that exists: a file, where the path cannot be created. */
function existingPart(file: string): string {
  const parent = path.dirname(file);
  return parent === file || isThere(file) ? file : existingPart(parent);
}

function isThere(file: string): boolean {
  try {
    fs.lstatSync(file);
    return true;
  } catch {
    return false;
  }
}
