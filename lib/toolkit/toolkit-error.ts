import { AzstageError } from '../errors';
import { ExitCode } from './exit-code';

/** Kinds of failure, and how the process ends for each. */
const EXIT_CODES = {
  /** The command that makes the Terraform JSON failed. */
  APP_FAILED: ExitCode.FAILED,
  /** There is no app, or nothing that an app wrote. */
  NO_APP: ExitCode.FAILED,
  /** What the app wrote cannot be read. */
  BAD_OUTPUT: ExitCode.FAILED,
  /** A file or directory cannot be read or written. */
  FILE_UNUSABLE: ExitCode.FAILED,
  /** A stage, an option or a value is unknown. */
  USAGE: ExitCode.USAGE,
  /** Terraform is missing, too old, or no Terraform. */
  TERRAFORM_UNUSABLE: ExitCode.FAILED,
  /** Terraform ran and failed. */
  TERRAFORM_FAILED: ExitCode.FAILED,
  /** A bundle of plans cannot be used. */
  BUNDLE_UNUSABLE: ExitCode.FAILED,
  /** A guard refuses. */
  REFUSED: ExitCode.FAILED,
  /** The state of a stage cannot be used as it is. */
  STATE_UNUSABLE: ExitCode.FAILED,
  /** Approval was refused, or nobody was there to give it. */
  DECLINED: ExitCode.DECLINED,
  /** Another run is in the way. */
  LOCKED: ExitCode.LOCKED,
  /** A plan no longer fits. */
  STALE: ExitCode.STALE,
  /** The user interrupted. */
  INTERRUPTED: ExitCode.INTERRUPTED,
} as const;

/** Stable identifier of a kind of failure. */
export type ToolkitErrorCode = keyof typeof EXIT_CODES;

/**
 * A command cannot do what it was asked to.
 */
export class ToolkitError extends AzstageError {
  /**
   * @param message what is wrong, in words that the user can act on
   * @param fix what to do about it, as a sentence
   */
  constructor(
    public readonly code: ToolkitErrorCode,
    message: string,
    public readonly fix?: string,
  ) {
    super(message);
  }

  /** How the process ends. */
  public get exitCode(): ExitCode {
    return EXIT_CODES[this.code];
  }
}
