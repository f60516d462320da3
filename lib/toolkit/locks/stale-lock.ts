import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { type StageFiles } from '../records/stage-files';
import { type StageOutcome } from '../io/run-result';
import { type StageUnit } from '../unit/stage-unit';
import { type TerraformCli } from '../terraform/terraform-cli';
import { type TerraformFailure } from '../terraform/terraform-failure';
import { type LockTrial, tryLock } from './lock-trial';

/** The lock that a Terraform left which azstage saw killed. */
export interface StaleLock {
  readonly id: string;
}

const FORMAT = new JsonFormat<StaleLock>('stale-lock.json', z.object({ id: z.string() }));

type Failed = Omit<StageOutcome, 'milliseconds'>;

/**
 * Says of a stage at which Terraform failed whether its state is left locked.
 *
 * Right after a Terraform was killed that had the lock, it is looked whether the lock is still held, and its id is noted: later,
 * nobody could tell whose it is, as some backends know no more of a lock than its id.
 */
export async function describeLock(
  unit: StageUnit,
  failure: TerraformFailure,
  failed: Failed,
  cli: TerraformCli,
): Promise<Failed> {
  const { lock, wasKilled, hadLock } = failure;
  if (lock?.id !== undefined && lock.id === readStaleLock(unit.files)?.id) {
    return {
      ...failed,
      fix: `The Terraform that held it was killed here. Release it with azstage unlock ${unit.name}.`,
    };
  }
  if (unit.store.localFile !== undefined) {
    // The lock of a local state ends with the process that held it.
    return { ...failed, mayBeLocked: undefined };
  }
  if (!wasKilled || !hadLock) {
    return failed;
  }
  switch (await noteStaleLock(unit, cli)) {
    case 'held':
      return {
        ...failed,
        fix: `What it had done may be missing in the state, which is still locked. Run azstage unlock ${unit.name}, and look at azstage plan ${unit.name}.`,
      };
    case 'free':
      return { ...failed, mayBeLocked: undefined };
    case 'unclear':
      return failed;
  }
}

/** What was noted when azstage saw a Terraform killed. */
export function readStaleLock(files: StageFiles): StaleLock | undefined {
  return readOwnJson(files.staleLock, FORMAT);
}

/** To be called when the lock is released. */
export function forgetStaleLock(files: StageFiles): void {
  fs.rmSync(files.staleLock, { force: true });
}

async function noteStaleLock(unit: StageUnit, cli: TerraformCli): Promise<LockTrial['result']> {
  // Where even this fails, the failure of the stage is what has to be told.
  const trial = await tryLock(unit, cli).catch((error: Error): LockTrial => ({
    result: 'unclear',
    why: error.message,
  }));
  if (trial.result === 'held' && trial.lock.id !== undefined) {
    const left: StaleLock = { id: trial.lock.id };
    writeAtomically(unit.files.staleLock, JSON.stringify(left));
  }
  return trial.result;
}
