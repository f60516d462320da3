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
import { shellWord } from '../host/shell-word';

/** Stale lock of a Terraform process that azstage saw killed. */
export interface StaleLock {
  readonly id: string;
}

const FORMAT = new JsonFormat<StaleLock>('stale-lock.json', z.object({ id: z.string() }));

type Failed = Omit<StageOutcome, 'milliseconds'>;

/**
 * Adds to a failure of Terraform on a stage whether its state is still locked.
 *
 * When a Terraform process that held the lock was killed, the lock is tried immediately and its id recorded: later, its holder could not be
 * identified, as some backends store no more of a lock than its id.
 */
export async function withLockStatus(
  unit: StageUnit,
  failure: TerraformFailure,
  failed: Failed,
  cli: TerraformCli,
): Promise<Failed> {
  const { lock, wasKilled, hadLock } = failure;
  if (lock?.id !== undefined && lock.id === readStaleLock(unit.files)?.id) {
    return {
      ...failed,
      fix: `Its Terraform process was killed in this checkout. Release it with azstage unlock ${shellWord(unit.name)}.`,
    };
  }
  if (unit.store.localFile !== undefined) {
    // The lock of a local state ends with its process.
    return { ...failed, mayBeLocked: undefined };
  }
  if (!wasKilled || !hadLock) {
    return failed;
  }
  switch (await recordStaleLock(unit, cli)) {
    case 'held':
      return {
        ...failed,
        fix: `Its last changes may be missing from the state, which is still locked. Run azstage unlock ${shellWord(unit.name)}, then check azstage plan ${shellWord(unit.name)}.`,
      };
    case 'free':
      return { ...failed, mayBeLocked: undefined };
    case 'unclear':
      return failed;
  }
}

/** Recorded stale lock of a stage. */
export function readStaleLock(files: StageFiles): StaleLock | undefined {
  return readOwnJson(files.staleLock, FORMAT);
}

/** Removes the record; to be called when the lock is released. */
export function forgetStaleLock(files: StageFiles): void {
  fs.rmSync(files.staleLock, { force: true });
}

async function recordStaleLock(unit: StageUnit, cli: TerraformCli): Promise<LockTrial['result']> {
  // Where even this fails, the failure of the stage is still what has to be reported.
  const trial = await tryLock(unit, cli).catch((error: Error): LockTrial => ({
    result: 'unclear',
    why: error.message,
  }));
  if (trial.result === 'held' && trial.lock.id !== undefined) {
    const stale: StaleLock = { id: trial.lock.id };
    writeAtomically(unit.files.staleLock, JSON.stringify(stale));
  }
  return trial.result;
}
