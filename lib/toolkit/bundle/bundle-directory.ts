import fs from 'node:fs';
import path from 'node:path';
import { onFile, readTextFile } from '../host/file-trouble';
import { temporaryName } from '../host/private-files';
import { sha256 } from '../host/sha256';
import { ToolkitError } from '../toolkit-error';
import { BUNDLE_MANIFEST, type BundleManifest } from './manifest';

/** The files of a bundle by their paths in it. */
export type BundleFiles = ReadonlyMap<string, Buffer>;

/** File that lists the content of a bundle. */
export const MANIFEST = 'manifest.json';

/** File that holds all files of an encrypted bundle. */
export const ENCRYPTED = 'bundle.age';

/** First line of every file that age has encrypted: https://age-encryption.org/v1 */
const AGE_HEADER = 'age-encryption.org/v1\n';

/** The path of a file whose digest differs from the manifest, or that is not in it; undefined when there is none. */
export function wrongFile(files: BundleFiles, manifest: BundleManifest): string | undefined {
  const differs = Object.entries(manifest.files).find(([file, expected]) => {
    const content = files.get(file);
    return content === undefined || sha256(content) !== expected;
  });
  return differs?.[0] ?? [...files.keys()].find((file) => file !== MANIFEST && manifest.files[file] === undefined);
}

/**
 * All files in the directory of a bundle that is not encrypted. Files that the manifest does not name are not read, and links are not
 * followed: both are listed without content.
 */
export function filesIn(directory: string, manifest: BundleManifest): BundleFiles {
  const entries = onFile(directory, () => fs.readdirSync(directory, { withFileTypes: true, recursive: true }));
  const files = entries.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(directory, file).split(path.sep).join('/');
    return { file, name, isFile: entry.isFile(), isDirectory: entry.isDirectory() };
  });
  const known = files.filter(({ name, isDirectory }) => !isDirectory || !isPartOf(name, manifest));
  return new Map(
    known.map(({ file, name, isFile }) => {
      const isRead = isFile && (name === MANIFEST || manifest.files[name] !== undefined);
      return [name, isRead ? onFile(file, () => fs.readFileSync(file)) : Buffer.alloc(0)];
    }),
  );
}

/**
 * Replaces an earlier bundle by a complete one.
 *
 * @throws ToolkitError when the directory holds anything else
 */
export function replaceBundle(directory: string, complete: string): void {
  refuseOtherContent(directory);
  const earlier = temporaryName(directory);
  onFile(directory, () => {
    const isThere = fs.existsSync(directory);
    if (isThere) {
      fs.renameSync(directory, earlier);
    }
    try {
      fs.renameSync(complete, directory);
    } catch (error) {
      if (isThere) {
        fs.renameSync(earlier, directory);
      }
      throw error;
    }
    fs.rmSync(earlier, { recursive: true, force: true });
  });
}

/**
 * Refuses a directory that holds any file which is not part of a bundle: all of it is removed when the bundle is replaced.
 *
 * @throws ToolkitError
 */
export function refuseOtherContent(directory: string): void {
  const otherContent = onFile(directory, () => otherContentIn(directory));
  if (otherContent !== undefined) {
    throw new ToolkitError(
      'USAGE',
      `${directory} ${otherContent}.`,
      'Name a directory that is empty or does not exist: azstage plan --out plans.',
    );
  }
}

/**
 * Refuses a directory that cannot be written to.
 *
 * @throws ToolkitError
 */
export function refuseReadOnly(directory: string): void {
  const parent = nearest(path.dirname(directory));
  onFile(parent, () => fs.accessSync(parent, fs.constants.W_OK));
}

function otherContentIn(directory: string): string | undefined {
  const stat = fs.lstatSync(directory, { throwIfNoEntry: false });
  if (stat === undefined) {
    return undefined;
  }
  if (!stat.isDirectory()) {
    return stat.isSymbolicLink() ? 'is a symbolic link, not a directory' : 'is a file, not a directory';
  }
  const names = fs.readdirSync(directory);
  if (names.length === 0 || (names.length === 1 && isAge(path.join(directory, ENCRYPTED)))) {
    return undefined;
  }
  const manifest = names.includes(MANIFEST)
    ? BUNDLE_MANIFEST.tryParse(readTextFile(path.join(directory, MANIFEST)) ?? '')
    : undefined;
  if (manifest === undefined) {
    return `is not empty, and not a bundle of plans: ${names.slice(0, 3).join(', ')}`;
  }
  const wrong = wrongFile(filesIn(directory, manifest), manifest);
  return wrong === undefined
    ? undefined
    : `holds a bundle of plans in which ${wrong} is missing, changed or not listed`;
}

function isAge(file: string): boolean {
  if (fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    return false;
  }
  const start = Buffer.alloc(AGE_HEADER.length);
  const handle = fs.openSync(file, 'r');
  try {
    fs.readSync(handle, start, 0, start.length, 0);
  } finally {
    fs.closeSync(handle);
  }
  return start.toString() === AGE_HEADER;
}

function isPartOf(directory: string, { files }: BundleManifest): boolean {
  return Object.keys(files).some((file) => file.startsWith(`${directory}/`));
}

function nearest(directory: string): string {
  const parent = path.dirname(directory);
  return parent === directory || fs.existsSync(directory) ? directory : nearest(parent);
}
