import fs from 'node:fs';
import path from 'node:path';

/** The version in package.json, which is two directories up in the sources and three in the built package. */
export function packageVersion(): string {
  const files = ['../..', '../../..'].map((up) => path.join(__dirname, up, 'package.json'));
  const file = files.find((candidate) => fs.existsSync(candidate));
  return file === undefined ? 'unknown' : (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version;
}
