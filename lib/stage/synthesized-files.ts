import fs from 'node:fs';
import path from 'node:path';
import { type Problem, quote, ValidationError } from '../errors';
import { type SynthesizedFile } from '../manifest/app-metadata';
import { ENVIRONMENT_SCHEMA_FILE } from '../manifest/file-names';
import { sha256 } from '../values/sha256';

/** Entries of the output directory that cdktf or azstage writes itself. */
const RESERVED: readonly string[] = ['stacks', 'manifest.json', 'azstage.json', ENVIRONMENT_SCHEMA_FILE, '.azstage'];
const SEGMENT = /^[A-Za-z0-9._-]{1,255}$/;

/**
 * Files that an app writes at synth beside the Terraform JSON, such as manifests that Terraform does not apply.
 *
 * Nothing is written before {@link write}. The metadata file lists what was written, with digests, so that the next synth removes the files that are no longer
 * made and were not changed, and leaves alone what others put between them.
 */
export class SynthesizedFiles {
  private readonly files = new Map<string, { readonly content: string; readonly sha256: string }>();
  /** Paths as file systems compare them that do not distinguish case: of files, and of the directories that these are in. */
  private readonly taken = { files: new Map<string, string>(), directories: new Map<string, string>() };

  /**
   * Adds files.
   *
   * @param files texts by path relative to the output directory, with `/` on every system
   * @throws ValidationError for all paths that lead out of the directory, are reserved, or collide with each other or with files added before
   */
  public add(files: Readonly<Record<string, string>>): void {
    const problems: Problem[] = [];
    for (const [file, content] of Object.entries(files)) {
      const problem = problemOf(file) ?? this.collisionOf(file);
      if (problem === undefined) {
        this.files.set(file, { content, sha256: digest(content) });
        this.take(file);
      } else {
        problems.push({ path: `file ${quote(file)}`, ...problem });
      }
    }
    if (problems.length > 0) {
      throw new ValidationError(problems);
    }
  }

  /** Paths and digests, sorted by path. */
  public get all(): readonly SynthesizedFile[] {
    return [...this.files]
      .map(([file, { sha256: expected }]) => ({ path: file, sha256: expected }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * Problems that keep files from being written: a link on the way, or a file there that synth did not write.
   *
   * @param previous files of the last synth into the same directory
   */
  public problems(outdir: string, previous: readonly SynthesizedFile[]): readonly Problem[] {
    const known = new Set(previous.map((file) => file.path));
    return this.all.flatMap(({ path: file, sha256: expected }) => {
      const message =
        obstacle(outdir, file) ?? foreign(path.join(outdir, file), known.has(file) ? undefined : expected);
      return message === undefined
        ? []
        : [{ path: path.join(outdir, file), message, fix: 'Move it away, or choose another output directory.' }];
    });
  }

  /** Removes the unchanged files of the last synth that are no longer made, with the directories that this leaves empty. */
  public removeStale(outdir: string, previous: readonly SynthesizedFile[]): void {
    const stale = previous.filter((file) => !this.files.has(file.path) && problemOf(file.path) === undefined);
    for (const { path: file, sha256: written } of stale) {
      const target = path.join(outdir, file);
      if (obstacle(outdir, file) === undefined && digestOf(target) === written) {
        fs.rmSync(target);
        removeEmptyParents(outdir, file);
      }
    }
  }

  /** Writes the files; unchanged ones keep their time. */
  public write(outdir: string): void {
    for (const [file, { content, sha256: expected }] of this.files) {
      const target = path.join(outdir, file);
      if (digestOf(target) !== expected) {
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.writeFileSync(target, content);
      }
    }
  }

  private take(file: string): void {
    const { files, directories } = this.taken;
    files.set(file.toLowerCase(), file);
    directoriesOf(file.toLowerCase()).forEach((directory) => directories.set(directory, file));
  }

  private collisionOf(file: string): Omit<Problem, 'path'> | undefined {
    const { files, directories } = this.taken;
    const lower = file.toLowerCase();
    const parent = directoriesOf(lower).find((directory) => files.has(directory));
    const other = files.get(lower) ?? directories.get(lower) ?? files.get(parent ?? '');
    return other === undefined
      ? undefined
      : {
          message: other === file ? 'is added twice' : `collides with ${quote(other)}`,
          fix: 'Some file systems do not distinguish case, and a file cannot be a directory too.',
        };
  }
}

function problemOf(file: string): Omit<Problem, 'path'> | undefined {
  const segments = file.split('/');
  if (segments.some((segment) => !SEGMENT.test(segment) || segment === '.' || segment === '..')) {
    return {
      message: 'is not a path within the output directory',
      allowed: 'names of letters, digits, dots, hyphens and underscores, separated by /, such as manifests/api.yaml',
    };
  }
  const [first = ''] = segments;
  return RESERVED.includes(first.toLowerCase())
    ? { message: `${quote(first)} belongs to synth`, allowed: 'another name', fix: 'Put it into a folder of its own.' }
    : undefined;
}

/** Obstacle in the directories that lead to a file: a link, which could lead anywhere, or a file. */
function obstacle(outdir: string, file: string): string | undefined {
  const parents = directoriesOf(file).map((directory) => path.join(outdir, directory));
  const blocked = parents.find((parent) => {
    const entry = fs.lstatSync(parent, { throwIfNoEntry: false });
    return entry !== undefined && !entry.isDirectory();
  });
  return blocked === undefined ? undefined : `${blocked} is not a directory`;
}

/** Reason not to write over an entry: it is no file, or one with other content that the last synth did not write. */
function foreign(target: string, expected: string | undefined): string | undefined {
  const entry = fs.lstatSync(target, { throwIfNoEntry: false });
  if (entry === undefined) {
    return undefined;
  }
  if (!entry.isFile()) {
    return 'is not a file';
  }
  return expected === undefined || digestOf(target) === expected ? undefined : 'was not written by synth';
}

function removeEmptyParents(outdir: string, file: string): void {
  for (const parent of directoriesOf(file).toReversed()) {
    const directory = path.join(outdir, parent);
    if (fs.readdirSync(directory).length > 0) {
      return;
    }
    fs.rmdirSync(directory);
  }
}

/** Directories that a path is in, the outermost first. */
function directoriesOf(file: string): string[] {
  const segments = file.split('/').slice(0, -1);
  return segments.map((_segment, index) => segments.slice(0, index + 1).join('/'));
}

function digestOf(target: string): string | undefined {
  const isFile = fs.lstatSync(target, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? digest(fs.readFileSync(target, 'utf8')) : undefined;
}

function digest(content: string): string {
  return sha256(content).toString('hex');
}
