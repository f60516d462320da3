import { type ToolkitErrorCode, ToolkitError } from '../toolkit/toolkit-error';

/** What Azure said of a request that failed. */
export interface AzureFailure {
  /** HTTP status; undefined where there was no answer. */
  readonly status?: number;
  /** Code of Azure, such as `AuthorizationFailed`, or of the connection, such as `ECONNREFUSED`. */
  readonly reason?: string;
}

/** A request to Azure that was refused or had no answer. */
export class AzureError extends ToolkitError {
  public readonly status?: number;
  public readonly reason?: string;

  constructor(failure: AzureFailure, message: string, fix?: string, code: ToolkitErrorCode = 'AZURE_FAILED') {
    super(code, message, fix);
    this.status = failure.status;
    this.reason = failure.reason;
  }
}
