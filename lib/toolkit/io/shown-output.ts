/** Output of a stage. */
export interface ShownOutput {
  readonly name: string;
  readonly sensitive: boolean;
  /** Value; absent when it is hidden. */
  readonly value?: unknown;
}

/** Outputs of a stage. */
export interface StageOutputs {
  readonly name: string;
  readonly outputs: readonly ShownOutput[];
}
