/** A file of a pipeline. */
export interface PipelineFileResult {
  /** Path relative to the root of the repository, with `/`. */
  readonly path: string;
  /**
   * Outcome or condition of the file: `missing`, `outdated` and `unneeded` are found by `--check`. A file that is no longer needed is one of the same names that
   * an earlier run wrote.
   */
  readonly status: 'written' | 'removed' | 'unchanged' | 'missing' | 'outdated' | 'unneeded' | 'shown';
  /** First line in which a file differs from what it should be. */
  readonly difference?: { readonly line: number; readonly found: string; readonly expected: string };
  /** Text of a file that was only to be shown. */
  readonly content?: string;
}

/** Result of `pipeline`. */
export interface PipelineResult {
  /** `github`, `azure-devops` or `gitlab`. */
  readonly system: string;
  /** Directory of the files: the root of the repository. */
  readonly directory: string;
  /** Environments, in the order in which they are deployed. */
  readonly environments: readonly { readonly name: string; readonly stages: number; readonly jobs: number }[];
  readonly files: readonly PipelineFileResult[];
  /** Things to set up once in the CI system. */
  readonly setup: readonly string[];
}
