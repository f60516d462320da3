/** What the process says about a run when it ends. */
export enum ExitCode {
  DONE = 0,
  FAILED = 1,
  /** `plan --detailed-exitcode` found changes, or `drift --detailed-exitcode` drift. */
  CHANGES = 2,
  /** The user declined, or nobody was there to approve. */
  DECLINED = 3,
  /** Another run, or the lock of a state, is in the way. */
  LOCKED = 4,
  /** A plan is no longer what was approved. */
  STALE = 5,
  /** The command line makes no sense. */
  USAGE = 64,
  INTERRUPTED = 130,
}
