import { type Answer } from '../loopback/plane';

/** Refusal of a request, with the error code that Azure answers with: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
export class ArmError extends Error {
  /**
   * @param status HTTP status code
   * @param code error code of Azure, such as `InUseSubnetCannotBeDeleted`
   */
  constructor(
    public readonly status: number,
    public readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ArmError';
  }
}

/** Refusal of a body. */
export function badRequest(code: string, message: string): ArmError {
  return new ArmError(400, code, message);
}

/** Refusal for the state of something else. */
export function conflict(code: string, message: string): ArmError {
  return new ArmError(409, code, message);
}

/** Refusal of what the loopback Azure has no knowledge of; it never answers success for it. */
export function unsupported(what: string): ArmError {
  return new ArmError(501, 'UnsupportedInRehearsal', `A rehearsal does not support ${what}.`);
}

/** Answer of a function, or that for the refusal which it throws. */
export function answerOrRefusal(work: () => Answer, refusal: (error: ArmError) => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof ArmError) {
      return refusal(error);
    }
    throw error;
  }
}
