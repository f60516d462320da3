/** Exit code of the process, set by the command. */
export interface Outcome {
  exitCode: number;
  /** Name of the command, set before its action runs. */
  command?: string;
}
