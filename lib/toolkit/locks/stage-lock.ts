import path from 'node:path';
import { readTextFile } from '../host/file-trouble';
import { type ProcessCheck, checkProcess } from '../records/recorded-process';
import { readRunning, type RunningTerraform } from '../records/running-terraform';
import { type StageUnit } from '../unit/stage-unit';
import { type TerraformCli } from '../terraform/terraform-cli';
import { lockInFile, type LockInfo } from '../terraform/lock-info';
import { checkLock, describeOperation } from './check-lock';
import { readStaleLock } from './stale-lock';
import { tryLock } from './lock-trial';
import { type StageLock } from '../io/results';

/** Options of {@link stageLock}. */
export interface StageLockProps {
  /** Whether the lock is tried where reading is not enough. */
  readonly mayTry: boolean;
  /** Whether it is tried even where the Terraform is known that holds it, to learn the id. @default false */
  readonly needsId?: boolean;
}

/** What is known of the lock of a stage. Files are read where they tell enough; otherwise the lock is tried, as {@link tryLock} says. */
export function stageLock(unit: StageUnit, terraform: TerraformCli, props: StageLockProps): Promise<StageLock> {
  return unit.store.localFile !== undefined
    ? lockOfFile(unit, terraform, props)
    : lockOfBackend(unit, terraform, props);
}

/** The file in which Terraform notes who locked a local state: `.a.tfstate.lock.info` beside `a.tfstate`. */
export function lockFileOf(unit: StageUnit): string {
  const state = unit.store.localFile as string;
  return path.join(path.dirname(state), `.${path.basename(state)}.lock.info`);
}

/** The lock of a local state ends with its process: held means that the holder lives. */
async function lockOfFile(unit: StageUnit, terraform: TerraformCli, { mayTry }: StageLockProps): Promise<StageLock> {
  const noted = noteOf(unit);
  if (noted === undefined) {
    return { stage: unit.name, status: 'free' };
  }
  const lock = described(unit, noted);
  const apply = livingApply(unit, terraform);
  if (apply !== undefined) {
    return { ...lock, status: 'locked', ...apply.check };
  }
  if (!mayTry) {
    return { ...lock, status: 'not-tried' };
  }
  const trial = await tryLock(unit, terraform);
  switch (trial.result) {
    case 'free':
      return { ...lock, status: 'stale' };
    case 'held':
      return { ...lock, status: 'locked', holder: 'alive', why: 'the lock of a local state ends with its process' };
    case 'unclear':
      return { ...lock, status: 'unclear', why: trial.why };
  }
}

/** What Terraform noted of the lock of a local state; undefined when there is no note, empty when it is damaged. */
function noteOf(unit: StageUnit): LockInfo | undefined {
  const text = readTextFile(lockFileOf(unit));
  return text === undefined ? undefined : (lockInFile(text) ?? {});
}

async function lockOfBackend(unit: StageUnit, terraform: TerraformCli, props: StageLockProps): Promise<StageLock> {
  const apply = livingApply(unit, terraform);
  if (apply !== undefined && props.needsId !== true) {
    const { command: operation, since, user, host } = apply.running;
    return { stage: unit.name, status: 'locked', who: `${user}@${host}`, since, operation, ...apply.check };
  }
  if (!props.mayTry) {
    return { stage: unit.name, status: 'not-tried' };
  }
  const trial = await tryLock(unit, terraform);
  if (trial.result !== 'held') {
    return trial.result === 'free'
      ? { stage: unit.name, status: 'free' }
      : { stage: unit.name, status: 'unclear', why: trial.why };
  }
  const { lock } = trial;
  const [running, stale] = [readRunning(unit.files), readStaleLock(unit.files)];
  const check = checkLock(lock, { host: terraform.host, running, stale });
  return { ...described(unit, lock), status: 'locked', ...check };
}

function described(unit: StageUnit, { id, who, created, operation }: LockInfo): Omit<StageLock, 'status'> {
  return { stage: unit.name, id, who, since: created, operation: describeOperation(operation) };
}

/** The apply that is at work on a stage. Other commands that azstage starts may do without the lock, as a preview does. */
function livingApply(
  unit: StageUnit,
  terraform: TerraformCli,
): { readonly running: RunningTerraform; readonly check: ProcessCheck } | undefined {
  const running = readRunning(unit.files);
  if (running?.command !== 'apply') {
    return undefined;
  }
  const check = checkProcess(running, terraform.host);
  return check.holder === 'alive' ? { running, check } : undefined;
}
