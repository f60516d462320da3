import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { giveWay } from './give-way';

/** The largest file that is read at once, in bytes. */
const SMALL = 1_000_000;

/**
 * One hash of the files in a directory and below it, by their paths and contents; links are left out. A directory may be large, such as the root of
 * a repository that a module is in: signals are answered meanwhile.
 *
 * @param isLeftOut told the path from the directory
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
  return hash(hashes.join('\n'));
}

/** Hash of a text. */
export function hash(content: string | Buffer): string {
  return crypto.createHash('sha256').update(content).digest('hex');
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

async function fileHash(file: string): Promise<string> {
  await giveWay();
  if (fs.statSync(file).size <= SMALL) {
    return hash(fs.readFileSync(file));
  }
  const digest = crypto.createHash('sha256');
  for await (const piece of fs.createReadStream(file)) {
    digest.update(piece as Buffer);
  }
  return digest.digest('hex');
}
