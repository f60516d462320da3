import dockerignore, { type Ignore } from '@balena/dockerignore';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { quote, ValueError } from '../errors';

/** File or symbolic link that is sent to the builder of an image. */
export interface ContextEntry {
  /** Path relative to the context, with `/` on every system. */
  readonly path: string;
  /** Size in bytes; 0 for a link. */
  readonly size: number;
  readonly isExecutable: boolean;
  /** SHA-256 of the content, in hexadecimal; of a link, undefined. */
  readonly sha256?: string;
  /** Where a link points to, as it is written in it. */
  readonly target?: string;
}

/** Build context of an image: the files that its Dockerfile can copy. */
export interface BuildContext {
  /** Absolute path of its directory. */
  readonly directory: string;
  /** Sorted by path. */
  readonly entries: readonly ContextEntry[];
  /** Sum of the sizes in bytes. */
  readonly size: number;
}

/** Place of a build context in a project. */
export interface ContextPlace {
  /** Directory of the project. */
  readonly projectDirectory: string;
  /** Path of the context, relative to the project. */
  readonly context: string;
  /** Path of the Dockerfile, relative to the context. */
  readonly dockerfile: string;
}

/** Size of a context at most, in bytes: each synth reads all of it. */
const LARGEST = 512 * 1024 * 1024;
/** Number of files and links of a context at most. */
const MOST_ENTRIES = 50_000;
/** Part of a file that is read at once, in bytes. */
const CHUNK = 1024 * 1024;

/**
 * Reads the build context of an image: names, contents and executable bits of its files, without times and owners. Links are not followed, and
 * directories are left out unless something is in them, as git does not keep them.
 *
 * As in Docker, `<Dockerfile>.dockerignore` replaces `.dockerignore`, and the Dockerfile and that file are sent although they are ignored.
 *
 * Source: https://docs.docker.com/build/concepts/context/#dockerignore-files
 *
 * @throws ValueError when it is missing, outside of the project, too large or without a Dockerfile
 */
export function readBuildContext({ projectDirectory, context, dockerfile }: ContextPlace): BuildContext {
  const directory = directoryOf(projectDirectory, context);
  if (fs.statSync(path.join(directory, dockerfile), { throwIfNoEntry: false })?.isFile() !== true) {
    throw new ValueError({
      message: `there is no ${quote(dockerfile)} in ${quote(context)}`,
      fix: 'Add a Dockerfile, or set dockerfile to its path within the context.',
    });
  }
  const ignoreFile = [`${dockerfile}.dockerignore`, '.dockerignore'].find((file) =>
    fs.existsSync(path.join(directory, file)),
  );
  const ignored = new IgnoredFiles(
    ignoreFile === undefined ? '' : fs.readFileSync(path.join(directory, ignoreFile), 'utf8'),
    [dockerfile, ...(ignoreFile === undefined ? [] : [ignoreFile])],
  );
  const entries = new ContextReader(directory, context, ignored).read();
  return { directory, entries, size: entries.reduce((sum, { size }) => sum + size, 0) };
}

/** Absolute path of a context, once it is known to be within the project, through links too. */
function directoryOf(projectDirectory: string, context: string): string {
  const directory = path.resolve(projectDirectory, context);
  if (fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new ValueError({
      message: `there is no directory ${quote(context)}`,
      allowed: 'a directory within that of cdktf.json, relative to it',
    });
  }
  if (!isWithin(fs.realpathSync(projectDirectory), fs.realpathSync(directory))) {
    throw new ValueError({
      message: `the build context ${quote(context)} is a link that leads out of the project`,
      allowed: 'a directory within that of cdktf.json, relative to it',
    });
  }
  return directory;
}

function isWithin(parent: string, child: string): boolean {
  const relative = path.relative(parent, child);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Files that a `.dockerignore` leaves out of a context. */
class IgnoredFiles {
  private readonly rules: Ignore;
  /** Patterns that take files back, by segments. */
  private readonly exceptions: readonly (readonly string[])[];

  /**
   * @param text content of the `.dockerignore`
   * @param sent files that are sent in any case
   */
  constructor(
    text: string,
    private readonly sent: readonly string[],
  ) {
    const lines = text
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.trim());
    try {
      this.rules = dockerignore().add(lines);
      this.rules.ignores('probe');
    } catch {
      throw new ValueError({
        message: 'the .dockerignore has a pattern that is not valid',
        fix: 'Check its brackets: docs.docker.com/build/concepts/context lists what a pattern may be.',
      });
    }
    const taken = lines
      .filter((line) => line.startsWith('!'))
      .map((line) => path.posix.normalize(line.slice(1).trim()));
    this.exceptions = [...taken, ...sent].map((pattern) => pattern.split('/').filter((segment) => segment !== ''));
  }

  public has(file: string): boolean {
    return !this.sent.includes(file) && this.rules.ignores(file);
  }

  /** Whether nothing below a directory can be sent, so that it need not be read. */
  public hasAllOf(directory: string): boolean {
    return this.has(directory) && !this.exceptions.some((segments) => mayMatchBelow(segments, directory.split('/')));
  }
}

/** Whether a pattern may match something below a directory. */
function mayMatchBelow(pattern: readonly string[], directory: readonly string[]): boolean {
  for (const [index, name] of directory.entries()) {
    const segment = pattern[index];
    if (segment === undefined || segment.includes('**')) {
      return segment !== undefined;
    }
    if (segment !== name && !/[*?[\\]/.test(segment)) {
      return false;
    }
  }
  return pattern.length > directory.length;
}

/** Reader of the files of one context. */
class ContextReader {
  private readonly entries: ContextEntry[] = [];
  private size = 0;

  constructor(
    private readonly directory: string,
    /** Path of the context for messages. */
    private readonly context: string,
    private readonly ignored: IgnoredFiles,
  ) {}

  public read(): readonly ContextEntry[] {
    this.readDirectory('');
    return this.entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private readDirectory(parent: string): void {
    for (const entry of fs.readdirSync(path.join(this.directory, parent), { withFileTypes: true })) {
      const file = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!this.ignored.hasAllOf(file)) {
          this.readDirectory(file);
        }
      } else if (!this.ignored.has(file)) {
        this.add(file, entry);
      }
    }
  }

  private add(file: string, entry: fs.Dirent): void {
    const place = path.join(this.directory, file);
    if (entry.isSymbolicLink()) {
      const target = fs.readlinkSync(place).split(path.sep).join('/');
      this.entries.push({ path: file, size: 0, isExecutable: false, target });
    } else if (entry.isFile()) {
      const { mode, size } = fs.statSync(place);
      this.size += size;
      this.refuseTooLarge();
      this.entries.push({ path: file, size, isExecutable: (mode & 0o111) !== 0, sha256: hashOf(place) });
    } else {
      throw new ValueError({
        message: `${quote(file)} in ${quote(this.context)} is neither a file nor a directory nor a link`,
        fix: 'Name it in the .dockerignore.',
      });
    }
    this.refuseTooLarge();
  }

  private refuseTooLarge(): void {
    if (this.size > LARGEST || this.entries.length > MOST_ENTRIES) {
      const what = this.size > LARGEST ? `${LARGEST / 1024 / 1024} MiB` : `${MOST_ENTRIES.toLocaleString('en')} files`;
      throw new ValueError({
        message: `the build context ${quote(this.context)} has more than ${what}`,
        fix: 'Name what the image does not need in a .dockerignore, such as node_modules, .venv or data.',
      });
    }
  }
}

function hashOf(file: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK);
  const descriptor = fs.openSync(file, 'r');
  try {
    for (let read = fs.readSync(descriptor, buffer); read > 0; read = fs.readSync(descriptor, buffer)) {
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    fs.closeSync(descriptor);
  }
  return hash.digest('hex');
}
