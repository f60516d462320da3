import { AzstageError } from '../../errors';

/** A value that cannot be worked out before the stage is applied. */
export class UnknownValue extends AzstageError {
  public readonly code = 'UNKNOWN_VALUE';

  /**
   * @param message reason, as a clause
   * @param isMissing whether it is the value of a resource that Azure does not have, so that what has it cannot exist either
   */
  constructor(
    message: string,
    public readonly isMissing = false,
  ) {
    super(message);
  }
}
