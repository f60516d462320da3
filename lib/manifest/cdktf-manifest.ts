/** Name of the file in which cdktf and cdktn list the stacks of an app. */
export const MANIFEST_FILE = 'manifest.json';

/** One note that a construct left for whoever runs synth. */
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
