import { z } from 'zod';
import { JsonFormat } from '../json/json-format';

/** Name of the file in which cdktf and cdktn list the stacks of an app. */
export const MANIFEST_FILE = 'manifest.json';

/** An annotation of a construct, which synth prints. */
export interface StackAnnotation {
  readonly constructPath: string;
  /** `@cdktf/info`, `@cdktf/warn` or `@cdktf/error`. */
  readonly level: string;
  readonly message: string;
}

/** One stack, as cdktf describes it. Paths are relative to the output directory. */
export interface StackManifest {
  readonly name: string;
  readonly constructPath: string;
  readonly synthesizedStackPath: string;
  readonly workingDirectory: string;
  readonly annotations: readonly StackAnnotation[];
  /** Construct paths of the stacks that it needs. */
  readonly dependencies: readonly string[];
}

/** The parts of `manifest.json` that the command line reads. */
export interface CdktfManifest {
  readonly version: string;
  readonly stacks: Readonly<Record<string, StackManifest>>;
}

/** Form of the file, of which cdktf writes more than is read. */
export const CDKTF_MANIFEST = new JsonFormat<CdktfManifest>(
  MANIFEST_FILE,
  z.object({
    version: z.string(),
    stacks: z.record(
      z.string(),
      z.object({
        name: z.string(),
        constructPath: z.string(),
        synthesizedStackPath: z.string(),
        workingDirectory: z.string(),
        annotations: z.array(z.object({ constructPath: z.string(), level: z.string(), message: z.string() })),
        dependencies: z.array(z.string()),
      }),
    ),
  }),
);
