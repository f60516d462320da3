import fs from 'node:fs';
import path from 'node:path';
import { giveWay } from './give-way';
import { sha256, sha256OfLargeFile } from './sha256';

/** The largest file that is read at once, in bytes. */
const SMALL = 1_000_000;

/**
 * SHA-256 over the paths and contents of the files in a directory and below it; links are left out. Yields to the event loop between files, as a
 * directory may be large, such as the root of a repository that contains a module.
 *
 * @param isLeftOut gets the path relative to the directory
 * @returns `missing` when there is no such directory
 */
export async function directoryHash(directory: string, isLeftOut: (file: string) => boolean): Promise<string> {
  if (!fs.existsSync(directory)) {
    return 'missing';
  }
  const hashes: string[] = [];
  for (const file of (await filesIn(directory)).sort()) {
    const relative = path.relative(directory, file);
    if (!isLeftOut(relative)) {
      hashes.push(`${relative} ${await fileHash(file)}`);
    }
  }
  return sha256(hashes.join('\n'));
}

async function filesIn(directory: string): Promise<string[]> {
  const files: string[] = [];
  const open = [directory];
  for (const each of open) {
    await giveWay();
    for (const entry of fs.readdirSync(each, { withFileTypes: true })) {
      const file = path.join(each, entry.name);
      if (entry.isDirectory()) {
        open.push(file);
      } else if (entry.isFile()) {
        files.push(file);
      }
    }
  }
  return files;
}

/** SHA-256 of the content of a file. */
export async function fileHash(file: string): Promise<string> {
  await giveWay();
  return fs.statSync(file).size <= SMALL ? sha256(fs.readFileSync(file)) : sha256OfLargeFile(file);
}
