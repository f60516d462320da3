import { createHash } from 'node:crypto';
import { type BuildContext } from './build-context';

/** What an image is built with, beside its context. */
export interface BuildInstructions {
  /** Path of the Dockerfile, relative to the context. */
  readonly dockerfile: string;
  /** Stage of the Dockerfile that is built. @default the last one */
  readonly target?: string;
  /** Build arguments by name. @default none */
  readonly args?: Readonly<Record<string, string>>;
  /** `linux/amd64` */
  readonly platform: string;
}

/** Number of hexadecimal digits of a tag: 128 bits. */
const LENGTH = 32;

/**
 * Tag of an image: the beginning of the SHA-256 over the files of its context and what it is built with. It is the same on every machine, and another
 * one as soon as something changes that the image could be made of.
 */
export function imageTag({ entries }: BuildContext, instructions: BuildInstructions): string {
  const { dockerfile, target, args = {}, platform } = instructions;
  const sorted = Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  // In one line each: JSON escapes line breaks, so that no name can look like two.
  const add = (...values: readonly unknown[]) => hash.update(`${JSON.stringify(values)}\n`);
  add('azstage-image', 1, dockerfile, target ?? null, sorted, platform);
  for (const { path, isExecutable, sha256, target: link } of entries) {
    add(path, ...(link === undefined ? [isExecutable ? 'executable' : 'file', sha256] : ['link', link]));
  }
  return hash.digest('hex').slice(0, LENGTH);
}
