import path from 'node:path';
import { readTextFile } from '../host/file-trouble';
import { type Judgement, judgeProcess } from '../records/recorded-process';
import { readRunning, type RunningTerraform } from '../records/running-terraform';
import { type StageUnit } from '../unit/stage-unit';
import { type TerraformCli } from '../terraform/terraform-cli';
import { lockInFile, type LockInfo } from '../terraform/lock-info';
import { judgeLock, operationInWords } from './judge-lock';
import { readLeftLock } from './left-lock';
import { tryLock } from './lock-trial';
import { type TerraformProcess, terraformProcesses } from './terraform-processes';
import { type StageLock } from '../io/results';

/** What locks are read with; a reader is one. */
export interface LockReader {
  readonly terraform: TerraformCli;
  readonly clock: () => Date;
}

/** Options of {@link stageLock}. */
export interface StageLockProps {
  /** Whether the lock is tried where reading is not enough. */
  readonly mayTry: boolean;
  /** Whether it is tried even where the Terraform is known that holds it, to learn the id. @default false */
  readonly needsId?: boolean;
}

/** What is known of the lock of a stage. Files are read where they tell enough; otherwise the lock is tried, as {@link tryLock} says. */
export function stageLock(unit: StageUnit, reader: LockReader, props: StageLockProps): Promise<StageLock> {
  return unit.store.localFile !== undefined ? lockOfFile(unit, reader, props) : lockOfBackend(unit, reader, props);
}

/** The file in which Terraform notes who locked a local state: `.a.tfstate.lock.info` beside `a.tfstate`. */
export function lockFileOf(unit: StageUnit): string {
  const state = unit.store.localFile as string;
  return path.join(path.dirname(state), `.${path.basename(state)}.lock.info`);
}

/** The lock of a local state ends with its process: held means that the holder lives. */
async function lockOfFile(unit: StageUnit, reader: LockReader, { mayTry }: StageLockProps): Promise<StageLock> {
  const noted = noteOf(unit);
  if (noted === undefined) {
    return { stage: unit.name, status: 'free' };
  }
  const lock = described(unit, noted);
  const apply = livingApply(unit, reader);
  if (apply !== undefined) {
    return { ...lock, status: 'locked', ...apply.judgement };
  }
  if (!mayTry) {
    return { ...lock, status: 'not-tried' };
  }
  const trial = await tryLock(unit, reader.terraform);
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

async function lockOfBackend(unit: StageUnit, reader: LockReader, props: StageLockProps): Promise<StageLock> {
  const apply = livingApply(unit, reader);
  if (apply !== undefined && props.needsId !== true) {
    const { command: operation, since, user, host } = apply.running;
    return { stage: unit.name, status: 'locked', who: `${user}@${host}`, since, operation, ...apply.judgement };
  }
  if (!props.mayTry) {
    return { stage: unit.name, status: 'not-tried' };
  }
  const trial = await tryLock(unit, reader.terraform);
  if (trial.result !== 'held') {
    return trial.result === 'free'
      ? { stage: unit.name, status: 'free' }
      : { stage: unit.name, status: 'unclear', why: trial.why };
  }
  const { lock } = trial;
  const [running, left] = [readRunning(unit.files), readLeftLock(unit.files)];
  const { here } = reader.terraform;
  const judged = judgeLock(lock, { here, running, left, processes: () => otherTerraforms(reader) });
  return { ...described(unit, lock), status: 'locked', ...judged };
}

/** All Terraforms of this machine but those of this process. */
function otherTerraforms({ terraform, clock }: LockReader): readonly TerraformProcess[] | undefined {
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
  reader: LockReader,
): { readonly running: RunningTerraform; readonly judgement: Judgement } | undefined {
  const running = readRunning(unit.files);
  if (running?.command !== 'apply') {
    return undefined;
  }
  const judgement = judgeProcess(running, reader.terraform.here);
  return judgement.holder === 'lives' ? { running, judgement } : undefined;
}
