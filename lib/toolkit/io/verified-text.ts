import { type CheckOutcome } from './run-result';

const STATUSES: readonly CheckOutcome['status'][] = ['passed', 'failed', 'unreachable'];

/** Number of checks by their statuses: `18 passed, 1 failed, 2 unreachable`. */
export function describeVerified(checks: readonly CheckOutcome[]): string {
  const counts = STATUSES.map((status) => ({ status, number: checks.filter((each) => each.status === status).length }));
  return counts
    .filter(({ status, number }) => number > 0 || status === 'passed')
    .map(({ status, number }) => `${number} ${status}`)
    .join(', ');
}
