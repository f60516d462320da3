import path from 'node:path';
import { type CiRun } from '../ci-run';
import { readTextFile } from '../file-trouble';
import { judgeProcess, type Judgement, type Liveness } from '../recorded-process';
import { readRunning, type RunningTerraform } from '../running-terraform';
import { type Session } from '../session';
import { type StageUnit } from '../stage-unit';
import { lockInFile, type LockInfo } from '../terraform/lock-info';
import { judgeLock, operationInWords } from './judge-lock';
import { readLeftLock } from './left-lock';
import { tryLock } from './lock-trial';
import { type TerraformProcess, terraformProcesses } from './terraform-processes';

/** What is known of the lock of a stage. */
export type LockStatus =
  | 'free'
  | 'locked'
  /** A local state has the note of a lock that its Terraform could not tidy up: it locks nothing. */
  | 'left-over'
  /** A run is at work in this directory, and trying the lock could stand in its way. */
  | 'not-tried'
  /** The lock cannot be tried: the backend is out of reach, or Terraform is. */
  | 'unclear';

/** The lock of one stage. */
export interface StageLock {
  readonly stage: string;
  readonly status: LockStatus;
  /** Id of the lock; absent where nothing tells it. */
  readonly id?: string;
  /** Who took it: `user@host` */
  readonly who?: string;
  /** When, in ISO 8601. */
  readonly since?: string;
  /** For what: `plan`, `apply` or another command of Terraform. */
  readonly operation?: string;
  /** Whether who took it is still there. */
  readonly holder?: Liveness;
  /** What says so. */
  readonly why?: string;
  /** The CI run that took it, where azstage started that Terraform from here. */
  readonly ci?: CiRun;
}

/** How {@link stageLock} goes about it. */
export interface StageLockProps {
  /** Whether the lock is tried where reading is not enough. */
  readonly mayTry: boolean;
  /** Whether it is tried even where the Terraform is known that holds it, to learn the id. @default false */
  readonly needsId?: boolean;
}

/** What is known of the lock of a stage. Files are read where they tell enough; otherwise the lock is tried, as {@link tryLock} says. */
export function stageLock(unit: StageUnit, session: Session, props: StageLockProps): Promise<StageLock> {
  return unit.store.localFile !== undefined ? lockOfFile(unit, session, props) : lockOfBackend(unit, session, props);
}

/** The file in which Terraform notes who locked a local state: `.a.tfstate.lock.info` beside `a.tfstate`. */
export function lockFileOf(unit: StageUnit): string {
  const state = unit.store.localFile as string;
  return path.join(path.dirname(state), `.${path.basename(state)}.lock.info`);
}

/** The lock of a local state ends with its process: held means that the holder lives. */
async function lockOfFile(unit: StageUnit, session: Session, { mayTry }: StageLockProps): Promise<StageLock> {
  const noted = noteOf(unit);
  if (noted === undefined) {
    return { stage: unit.name, status: 'free' };
  }
  const lock = described(unit, noted);
  const apply = livingApply(unit, session);
  if (apply !== undefined) {
    return { ...lock, status: 'locked', ...apply.judgement };
  }
  if (!mayTry) {
    return { ...lock, status: 'not-tried' };
  }
  const trial = await tryLock(unit, session.terraform);
  switch (trial.result) {
    case 'free':
      return { ...lock, status: 'left-over' };
    case 'held':
      return { ...lock, status: 'locked', holder: 'lives', why: 'the lock of a local state ends with its process' };
    case 'unclear':
      return { ...lock, status: 'unclear', why: trial.why };
  }
}

/** What Terraform noted of the lock of a local state; undefined when there is no note, empty when it is damaged. */
function noteOf(unit: StageUnit): LockInfo | undefined {
  const text = readTextFile(lockFileOf(unit));
  return text === undefined ? undefined : (lockInFile(text) ?? {});
}

async function lockOfBackend(unit: StageUnit, session: Session, props: StageLockProps): Promise<StageLock> {
  const apply = livingApply(unit, session);
  if (apply !== undefined && props.needsId !== true) {
    const { command: operation, since, user, host } = apply.running;
    return { stage: unit.name, status: 'locked', who: `${user}@${host}`, since, operation, ...apply.judgement };
  }
  if (!props.mayTry) {
    return { stage: unit.name, status: 'not-tried' };
  }
  const trial = await tryLock(unit, session.terraform);
  if (trial.result !== 'held') {
    return trial.result === 'free'
      ? { stage: unit.name, status: 'free' }
      : { stage: unit.name, status: 'unclear', why: trial.why };
  }
  const { lock } = trial;
  const [running, left] = [readRunning(unit.files), readLeftLock(unit.files)];
  const { here } = session.terraform;
  const judged = judgeLock(lock, { here, running, left, processes: () => otherTerraforms(session) });
  return { ...described(unit, lock), status: 'locked', ...judged };
}

/** All Terraforms of this machine but those of this process. */
function otherTerraforms({ terraform, clock }: Session): readonly TerraformProcess[] | undefined {
  const { binary, here, processes: own } = terraform;
  const all = terraformProcesses({ binary, host: here.host, now: clock() });
  return all?.filter(({ pid }) => !own.includes(pid));
}

function described(unit: StageUnit, { id, who, created, operation }: LockInfo): Omit<StageLock, 'status'> {
  return { stage: unit.name, id, who, since: created, operation: operationInWords(operation) };
}

/** The apply that is at work on a stage. Other commands that azstage starts may do without the lock, as a preview does. */
function livingApply(
  unit: StageUnit,
  session: Session,
): { readonly running: RunningTerraform; readonly judgement: Judgement } | undefined {
  const running = readRunning(unit.files);
  if (running?.command !== 'apply') {
    return undefined;
  }
  const judgement = judgeProcess(running, session.terraform.here);
  return judgement.holder === 'lives' ? { running, judgement } : undefined;
}
