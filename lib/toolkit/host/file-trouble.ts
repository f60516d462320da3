import fs from 'node:fs';
import path from 'node:path';
import { ToolkitError } from '../toolkit-error';

/** What an error of the file system says of itself. */
interface FileError {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
  /** The second file, of those who have two. */
  readonly dest?: string;
}

/** In words: what is wrong with the file, and what to do about it. */
type Trouble = (file: string, error: FileError) => readonly [message: string, fix: string];

const AGAIN = 'then run the command again';

const noRight: Trouble = (file, { syscall }) => [
  `${file} cannot be used: you have no right to it (${syscall}).`,
  `Run azstage as the user that it belongs to, or give yourself the right: ls -ld ${path.dirname(file)} ${file}`,
];

const full: Trouble = (file) => [
  `The disk is full: ${file} cannot be written.`,
  `Make room, ${AGAIN}: what was done stays done, and is not done twice.`,
];

const tooManyFiles: Trouble = (file) => [
  `${file} cannot be opened: too many files are open.`,
  `Raise the limit with ulimit -n 4096, or lower --parallelism, ${AGAIN}.`,
];

const isDirectory: Trouble = (file) => [`${file} is a directory, and a file belongs there.`, `Move it away, ${AGAIN}.`];

const isNoDirectory: Trouble = (file) => [
  `${fileAmong(file)} is a file, and a directory belongs there.`,
  `Move it away, ${AGAIN}.`,
];

/** Errors of the file system that users meet, by code: https://man7.org/linux/man-pages/man3/errno.3.html */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  EACCES: noRight,
  EPERM: noRight,
  EROFS: (file) => [
    `${file} cannot be written: it is on a file system that is mounted read-only.`,
    'azstage keeps .azstage and cdktf.out in the directory of the project: work in a copy that can be written to.',
  ],
  ENOSPC: full,
  EDQUOT: (file) => [
    `Your quota on the disk is used up: ${file} cannot be written.`,
    `Make room, ${AGAIN}: what was done stays done, and is not done twice.`,
  ],
  ENOENT: (file) => [`${file} is not there.`, `Something removed it, or what it is in. Put it back, ${AGAIN}.`],
  EISDIR: isDirectory,
  ERR_FS_EISDIR: isDirectory,
  ENOTDIR: isNoDirectory,
  EEXIST: isNoDirectory,
  ENOTEMPTY: (file) => [`${file} cannot be replaced: it is a directory with files in it.`, `Move it away, ${AGAIN}.`],
  ELOOP: (file) => [
    `${file} is a symbolic link. What azstage keeps holds secrets, and is not written through links.`,
    `Remove the link, ${AGAIN}.`,
  ],
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENAMETOOLONG: (file) => [`${file} is too long for a path.`, 'Move the project to a shorter one, or shorten names.'],
  EBUSY: (file) => [`${file} is in use by another program.`, `End that program, ${AGAIN}.`],
  EIO: (file) => [`${file} cannot be read or written: the disk reports an error.`, 'Look at the disk and its cables.'],
};

/**
 * The trouble that an error of the file system tells of, in words with a path; undefined when it is another error.
 *
 * @param file what the work was about, as Node.js names no file in errors of reading and writing
 */
export function fileTrouble(error: unknown, file?: string): ToolkitError | undefined {
  if (!isFileError(error)) {
    return undefined;
  }
  const [message, fix] = TROUBLES[error.code]?.(file ?? error.dest ?? error.path ?? 'A file', error) ?? [];
  return message === undefined ? undefined : new ToolkitError('FILE_UNUSABLE', message, fix);
}

/**
 * Does work on a file.
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
 * Reads a text file; undefined when it is not there.
 *
 * @throws ToolkitError when it is there and cannot be read
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
 * Makes a directory and those that it is in, unless it is there. Node.js says of one that cannot be made on a file system that is
 * read-only that it is not there, when it is asked to make all at once.
 *
 * @param mode permissions of those that are made
 * @throws ToolkitError when it cannot be made
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

/** Whether an error is one of the file system: those of processes and connections have the same form. */
function isFileError(error: unknown): error is FileError {
  const { code, syscall, errno } = (error ?? {}) as NodeJS.ErrnoException;
  const isSystem = typeof code === 'string' && typeof syscall === 'string' && typeof errno === 'number';
  return isSystem && !/^(spawn|kill|connect|listen|bind|getaddrinfo)/.test(syscall);
}

/** The part of a path that is there and no directory. */
function fileAmong(file: string): string {
  const parent = path.dirname(file);
  return parent === file || isThere(file) ? file : fileAmong(parent);
}

function isThere(file: string): boolean {
  try {
    fs.lstatSync(file);
    return true;
  } catch {
    return false;
  }
}
