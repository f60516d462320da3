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
  /** Whether the lock may be tried where files are not conclusive. */
  readonly mayTry: boolean;
  /** Whether it is tried even where the holder is known, to get the id. @default false */
  readonly needsId?: boolean;
}

/** Lock of a stage. Read from files where these are conclusive; otherwise the lock is tried, see {@link tryLock}. */
export function stageLock(unit: StageUnit, terraform: TerraformCli, props: StageLockProps): Promise<StageLock> {
  return unit.store.localFile !== undefined
    ? lockOfFile(unit, terraform, props)
    : lockOfBackend(unit, terraform, props);
}

/** Lock file that Terraform writes for a local state: `.a.tfstate.lock.info` next to `a.tfstate`. */
export function lockFileOf(unit: StageUnit): string {
  const state = unit.store.localFile as string;
  return path.join(path.dirname(state), `.${path.basename(state)}.lock.info`);
}

/** Lock of a local state. It ends with its process, so that the holder of a held lock is alive. */
async function lockOfFile(unit: StageUnit, terraform: TerraformCli, { mayTry }: StageLockProps): Promise<StageLock> {
  const info = readLockFile(unit);
  if (info === undefined) {
    return { stage: unit.name, status: 'free' };
  }
  const lock = toStageLock(unit, info);
  const apply = runningApply(unit, terraform);
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

/** Content of the lock file of a local state; undefined when it does not exist, empty when it is damaged. */
function readLockFile(unit: StageUnit): LockInfo | undefined {
  const text = readTextFile(lockFileOf(unit));
  return text === undefined ? undefined : (lockInFile(text) ?? {});
}

async function lockOfBackend(unit: StageUnit, terraform: TerraformCli, props: StageLockProps): Promise<StageLock> {
  const apply = runningApply(unit, terraform);
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
  return { ...toStageLock(unit, lock), status: 'locked', ...check };
}

function toStageLock(unit: StageUnit, { id, who, created, operation }: LockInfo): Omit<StageLock, 'status'> {
  return { stage: unit.name, id, who, since: created, operation: describeOperation(operation) };
}

/** Running apply of a stage. Other commands that azstage starts may not lock the state, such as a preview. */
function runningApply(
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
