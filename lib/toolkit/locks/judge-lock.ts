import { type Here, type Judgement, judgeProcess } from '../records/recorded-process';
import { type RunningTerraform } from '../records/running-terraform';
import { type LockInfo } from '../terraform/lock-info';
import { type LeftLock } from './left-lock';
import { type TerraformProcess } from './terraform-processes';

/** What there is to judge by whether the holder of a lock is still there. */
export interface LockEvidence {
  readonly here: Here;
  /** The Terraform that azstage started on the stage and has not seen end. */
  readonly running?: RunningTerraform;
  /** The lock that a Terraform left which azstage saw killed. */
  readonly left?: LeftLock;
  /** Terraforms of this machine that may hold the lock of any stage; undefined where they cannot be known. */
  readonly processes: () => readonly TerraformProcess[] | undefined;
}

/** Terraform takes the lock in the seconds after it was started; a slow backend gets a minute. In milliseconds. */
const TIME_TO_LOCK = 60_000;

/** How far the clock may have been set between the start of a process and now, in milliseconds. */
const CLOCK_TOLERANCE = 60_000;

const OPERATIONS: Readonly<Record<string, string>> = { OperationTypeApply: 'apply', OperationTypePlan: 'plan' };

/** `OperationTypeApply` in words: `apply` */
export function operationInWords(operation: string | undefined): string | undefined {
  return OPERATIONS[operation ?? ''] ?? operation;
}

/**
 * Whether the holder of a lock that a backend keeps is still there. Nothing is guessed: where nothing proves either, it is unknown.
 *
 * 1. A lock that was there when azstage saw its Terraform killed is dead, by its id.
 * 2. A lock that fits what azstage wrote down when it started Terraform on the stage lives or is dead with that process.
 * 3. A lock that this user took on this machine is held by a Terraform that was started before. If none is there, it is dead.
 *    Machines of CI share names, so this says nothing of them.
 */
export function judgeLock(lock: LockInfo, evidence: LockEvidence): Judgement {
  const { here, left, running } = evidence;
  if (left !== undefined && left.id === lock.id) {
    return { holder: 'dead', why: 'the Terraform that held it was killed here' };
  }
  const byRecord = running === undefined ? undefined : judgeByRecord(lock, running, here);
  return byRecord ?? judgeByMachine(lock, evidence);
}

function judgeByRecord(lock: LockInfo, running: RunningTerraform, here: Here): Judgement | undefined {
  const judgement = judgeProcess(running, here);
  const mayBeIt = lock.who === undefined || lock.who === `${running.user}@${running.host}`;
  if (judgement.holder === 'lives') {
    return mayBeIt ? judgement : undefined;
  }
  return isOf(lock, running) ? judgement : undefined;
}

/** Whether the lock was taken by that user, on that machine, for that operation, right after the process was started. */
function isOf({ who, operation, created }: LockInfo, { user, host, command, since }: RunningTerraform): boolean {
  const passed = Date.parse(created ?? '') - Date.parse(since ?? '');
  return (
    who === `${user}@${host}` && operationInWords(operation) === command && passed >= -1000 && passed <= TIME_TO_LOCK
  );
}

function judgeByMachine({ who, created }: LockInfo, { here, processes }: LockEvidence): Judgement {
  const [, user, host] = /^(.*)@([^@]*)$/.exec(who ?? '') ?? [];
  if (host === undefined) {
    return unknown('the backend does not say who took it');
  }
  if (host !== here.host) {
    return unknown(`it was taken on ${host}, and this is ${here.host}`);
  }
  if (here.isCi) {
    return unknown(`machines of CI share names: it may be another ${host}`);
  }
  if (user !== here.user) {
    return unknown(`it was taken by ${user}, whose processes ${here.user} may not see`);
  }
  const all = processes();
  if (all === undefined) {
    return unknown('not all processes of this machine can be seen from here');
  }
  const latest = created === undefined ? Infinity : Date.parse(created) + CLOCK_TOLERANCE;
  const candidates = all.filter(({ started }) => started.getTime() <= latest).map(({ pid }) => pid);
  return candidates.length === 0
    ? { holder: 'dead', why: 'no Terraform is left on this machine that could have taken it' }
    : unknown(`it may be held by process ${candidates.join(' or ')} of this machine`);
}

function unknown(why: string): Judgement {
  return { holder: 'unknown', why };
}
