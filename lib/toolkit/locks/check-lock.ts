import { checkProcess, type Host, type ProcessCheck } from '../records/recorded-process';
import { type RunningTerraform } from '../records/running-terraform';
import { type LockInfo } from '../terraform/lock-info';
import { type StaleLock } from './stale-lock';

/** Evidence for whether the holder of a lock is alive. */
export interface LockEvidence {
  /** This machine. */
  readonly host: Host;
  /** The Terraform that azstage started on the stage and has not seen end. */
  readonly running?: RunningTerraform;
  /** Lock of a Terraform that azstage saw killed. */
  readonly stale?: StaleLock;
}

/** Longest time from the start of Terraform until it acquires the lock, with a slow backend, in milliseconds. */
const TIME_TO_LOCK = 60_000;

const OPERATIONS: Readonly<Record<string, string>> = { OperationTypeApply: 'apply', OperationTypePlan: 'plan' };

/** Command of Terraform that acquired a lock: `apply` for `OperationTypeApply`. */
export function describeOperation(operation: string | undefined): string | undefined {
  return OPERATIONS[operation ?? ''] ?? operation;
}

/**
 * Checks whether the holder of a lock in a backend is alive; unknown without proof.
 *
 * 1. The holder is dead when the lock has the id of one whose Terraform process azstage saw killed.
 * 2. The holder is the process that azstage recorded when it started Terraform on the stage, when the lock matches that record.
 */
export function checkLock(lock: LockInfo, { host, stale, running }: LockEvidence): ProcessCheck {
  if (stale !== undefined && stale.id === lock.id) {
    return { holder: 'dead', why: 'its Terraform process was killed in this checkout' };
  }
  const byRecord = running === undefined ? undefined : checkByRecord(lock, running, host);
  return byRecord ?? { holder: 'unknown', why: describeUnknown(lock) };
}

function checkByRecord(lock: LockInfo, running: RunningTerraform, host: Host): ProcessCheck | undefined {
  const check = checkProcess(running, host);
  const mayBeIt = lock.who === undefined || lock.who === `${running.user}@${running.host}`;
  if (check.holder === 'alive') {
    return mayBeIt ? check : undefined;
  }
  return isOf(lock, running) ? check : undefined;
}

/** Whether the lock was acquired by that user, on that machine, for that operation, right after the process was started. */
function isOf({ who, operation, created }: LockInfo, { user, host, command, since }: RunningTerraform): boolean {
  const passed = Date.parse(created ?? '') - Date.parse(since ?? '');
  return (
    who === `${user}@${host}` && describeOperation(operation) === command && passed >= -1000 && passed <= TIME_TO_LOCK
  );
}

function describeUnknown({ who }: LockInfo): string {
  return who === undefined
    ? 'the backend does not report its holder'
    : `${who} acquired it, and this checkout has no record of that process`;
}
