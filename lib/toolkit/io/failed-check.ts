import { type FailedCheck } from '../terraform/terraform-state';

/** Description of a failed check: `check.health did not pass: is not y`. */
export function describeFailedCheck({ address, messages }: FailedCheck): string {
  return [`${address} did not pass`, ...messages].join(': ');
}
