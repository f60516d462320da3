/** How the process ends once the command is done. */
export interface Outcome {
  exitCode: number;
  /** Name of the command that was run. */
  command?: string;
}
