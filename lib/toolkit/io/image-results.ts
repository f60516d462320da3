import { type AppDescription } from '../assembly/assembly';

/** Presence of an image in its registry. */
export interface ImageStatus {
  readonly status:
    | 'present'
    | 'missing'
    /** The registry is not deployed yet. */
    | 'no-registry'
    /** The registry could not be asked. */
    | 'unknown';
  /** Digest of its manifest. @default not known */
  readonly digest?: string;
  /** Reason of the status. @default the registry said so */
  readonly why?: string;
}

/** Image that is built from sources of the project. */
export interface ListedImage extends ImageStatus {
  readonly repository: string;
  readonly tag: string;
  /** Host name of its registry. @default not known before that is deployed */
  readonly registry?: string;
  /** Directory of its sources, relative to the project. */
  readonly context: string;
  /** Number of files that are sent to the builder. */
  readonly files: number;
  /** Sum of their sizes in bytes. */
  readonly size: number;
  readonly platform: string;
  /** Stages that run it, upstream first. */
  readonly stages: readonly string[];
}

/** Result of `images list`. */
export interface ImagesResult extends AppDescription {
  readonly images: readonly ListedImage[];
}

/** Outcome of an image in `images build` or `images push`. */
export interface BuiltImageResult {
  readonly repository: string;
  readonly tag: string;
  readonly registry?: string;
  readonly stages: readonly string[];
  readonly result: 'built' | 'pushed' | 'present' | 'failed' | 'interrupted' | 'cancelled';
  /** Reason of a failure. */
  readonly error?: string;
  /** Instruction that solves it. */
  readonly fix?: string;
  readonly milliseconds?: number;
}

/** Result of `images build` and `images push`. */
export interface ImageBuildsResult extends AppDescription {
  readonly action: 'build' | 'push';
  readonly images: readonly BuiltImageResult[];
}
