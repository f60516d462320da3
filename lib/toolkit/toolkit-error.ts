import { AzstageError } from '../errors';
import { ExitCode } from './exit-code';

/** Exit codes by kind of failure. */
const EXIT_CODES = {
  /** The command that synthesizes the Terraform JSON failed. */
  APP_FAILED: ExitCode.FAILED,
  /** There is no app, or no output of one. */
  NO_APP: ExitCode.FAILED,
  /** The output of the app cannot be read. */
  BAD_OUTPUT: ExitCode.FAILED,
  /** A file or directory cannot be read or written. */
  FILE_UNUSABLE: ExitCode.FAILED,
  /** A stage, an option or a value is unknown. */
  USAGE: ExitCode.USAGE,
  /** Terraform is missing, too old, or another program. */
  TERRAFORM_UNUSABLE: ExitCode.FAILED,
  /** Terraform ran and failed. */
  TERRAFORM_FAILED: ExitCode.FAILED,
  /** A bundle of plans cannot be used. */
  BUNDLE_UNUSABLE: ExitCode.FAILED,
  /** A guard refused the run. */
  REFUSED: ExitCode.FAILED,
  /** The state of a stage cannot be used. */
  STATE_UNUSABLE: ExitCode.FAILED,
  /** Azure refused a request of azstage itself, or did not answer it. */
  AZURE_FAILED: ExitCode.FAILED,
  /** A hook could not be run, or wrote nothing that can be read. */
  HOOK_FAILED: ExitCode.FAILED,
  /** Hooks have findings with which the run fails. */
  FINDINGS: ExitCode.FINDINGS,
  /** The build of an image failed. */
  BUILD_FAILED: ExitCode.FAILED,
  /** Approval was declined, or the run was not interactive. */
  DECLINED: ExitCode.DECLINED,
  /** Another run is active, or a lock is held. */
  LOCKED: ExitCode.LOCKED,
  /** A plan is out of date. */
  STALE: ExitCode.STALE,
  /** The user interrupted. */
  INTERRUPTED: ExitCode.INTERRUPTED,
} as const;

/**
 * Stable identifier of a kind of failure.
 *
 * @useDeclaredType
 */
export type ToolkitErrorCode = keyof typeof EXIT_CODES;

/**
 * Failure of a command that the user can act on.
 */
export class ToolkitError extends AzstageError {
  /**
   * @param message problem, as text that the user can act on
   * @param fix action that solves it, as a sentence
   */
  constructor(
    public readonly code: ToolkitErrorCode,
    message: string,
    public readonly fix?: string,
  ) {
    super(message);
  }

  /** Exit code of the process. */
  public get exitCode(): ExitCode {
    return EXIT_CODES[this.code];
  }
}
