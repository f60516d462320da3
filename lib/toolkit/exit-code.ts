/** Exit codes of the process. */
export enum ExitCode {
  DONE = 0,
  FAILED = 1,
  /** `plan --detailed-exitcode` found changes, or `drift --detailed-exitcode` drift. */
  CHANGES = 2,
  /** The user declined, or the run was not interactive. */
  DECLINED = 3,
  /** Another run is active, or the lock of a state is held. */
  LOCKED = 4,
  /** A plan differs from the approved one. */
  STALE = 5,
  /** `cost --fail-over-budget` found a stage over its budget. */
  OVER_BUDGET = 6,
  /** `check` has open findings of the severity that fails it. */
  FINDINGS = 7,
  /** The command line is not valid. */
  USAGE = 64,
  INTERRUPTED = 130,
}
