import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Files by path; a text that begins with `->` is a symbolic link. */
export type SourceFiles = Readonly<Record<string, string>>;

/** Writes files below a directory, and the directories that they are in. */
export function writeSources(directory: string, files: SourceFiles): void {
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(directory, file);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    if (content.startsWith('->')) {
      fs.symlinkSync(content.slice(2), place);
    } else {
      fs.writeFileSync(place, content);
    }
  }
}

/** A new temporary directory with files. */
export function sourceTree(files: SourceFiles): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-sources-'));
  writeSources(directory, files);
  return directory;
}
