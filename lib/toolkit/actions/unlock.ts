import { formatTime } from '../host/local-time';
import fs from 'node:fs';
import { forgetStaleLock } from '../locks/stale-lock';
import { releaseLock } from '../locks/lock-trial';
import { lockFileOf, stageLock } from '../locks/stage-lock';
import { type StageLock, type UnlockResult } from '../io/results';
import { checkProcess } from '../records/recorded-process';
import { noteInterrupted } from '../terraform/interrupted-apply';
import { forgetRunning, readRunning } from '../records/running-terraform';
import { type Session } from '../run/session';
import { selectUnits } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';
import { shellWord } from '../host/shell-word';

/** Options of `unlock`. */
export interface UnlockOptions {
  /** Name of the stage. */
  readonly stage: string;
  /** Id of the lock: releases it even when its holder is alive or unknown. */
  readonly id?: string;
}

/**
 * Releases the lock of a stage, and removes the records that a Terraform process which has ended left there.
 *
 * Two Terraform processes that write one state corrupt it. So the lock is released only when its holder is dead, or when its id is given.
 *
 * @throws ToolkitError when it is not released
 */
export async function unlock(session: Session, { stage, id }: UnlockOptions): Promise<UnlockResult> {
  const assembly = await session.synthesizeOrRead('unlock');
  session.announce(session.describe(assembly));
  const unit = theStage(session.unitsOf(assembly), stage);
  const lock = await stageLock(unit, session.terraform, { mayTry: true, needsId: true });
  refuseOtherId(lock, id);
  const result = await release(session, unit, lock, id);
  const isCleanedUp = forgetDead(session, unit);
  return {
    ...session.describe(assembly),
    stage: unit.name,
    result: result === 'not-locked' && isCleanedUp ? 'cleaned-up' : result,
    lock,
    next:
      result !== 'not-locked' || isCleanedUp
        ? `azstage plan ${shellWord(unit.name)}${session.project.commandLineOptions}`
        : undefined,
  };
}

/** @throws ToolkitError when no stage, or several stages match */
function theStage(units: readonly StageUnit[], stage: string): StageUnit {
  const [unit, ...others] = selectUnits(units, { stages: [stage] });
  if (unit === undefined || others.length > 0) {
    const names = [unit, ...others].map((each) => each?.name).join(', ');
    throw new ToolkitError('USAGE', `unlock takes one stage, and "${stage}" matches several: ${names}.`);
  }
  return unit;
}

async function release(
  session: Session,
  unit: StageUnit,
  lock: StageLock,
  id: string | undefined,
): Promise<UnlockResult['result']> {
  switch (lock.status) {
    case 'free':
    case 'not-tried':
      return 'not-locked';
    case 'stale':
      fs.rmSync(lockFileOf(unit), { force: true });
      return 'cleaned-up';
    case 'unclear':
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `It is unknown whether ${unit.name} is locked: ${lock.why}`,
        'Make the backend reachable, and run the command again.',
      );
    case 'locked':
      await releaseHeld(session, unit, lock, id);
      return 'released';
  }
}

async function releaseHeld(
  session: Session,
  unit: StageUnit,
  lock: StageLock,
  typed: string | undefined,
): Promise<void> {
  if (unit.store.localFile !== undefined) {
    throw new ToolkitError(
      'LOCKED',
      `${describe(lock)}. The holder is alive: ${lock.why}.`,
      'The lock of a local state ends with its process, and cannot be released by another one. Wait for it.',
    );
  }
  const { id } = lock;
  if (id === undefined) {
    throw new ToolkitError(
      'STATE_UNUSABLE',
      `${describe(lock)}, but the backend does not report the id of the lock.`,
      'Release it with the tools of the backend.',
    );
  }
  if (lock.holder !== 'dead' && typed === undefined) {
    await askForId(session, lock, id);
  }
  const problem = await releaseLock(unit, id);
  if (problem !== undefined) {
    throw new ToolkitError('STATE_UNUSABLE', `The lock of ${unit.name} is not released: ${problem}`);
  }
  forgetStaleLock(unit.files);
}

function refuseOtherId({ stage, status, id }: StageLock, typed: string | undefined): void {
  if (typed !== undefined && (status === 'locked' || status === 'stale') && typed !== id) {
    throw new ToolkitError(
      'REFUSED',
      `${typed} is not the id of the lock of ${stage}, which is ${id ?? 'unknown'}.`,
      'Run azstage locks: another run may hold it now.',
    );
  }
}

/** Asks the user to type the id of the lock: releasing one whose holder still runs can corrupt the state. */
async function askForId(session: Session, lock: StageLock, id: string): Promise<void> {
  const alive = lock.holder === 'alive' ? 'The holder is alive' : 'Whether the holder is alive is unknown';
  const state = `${describe(lock)}. ${alive}: ${lock.why}.`;
  const answer = await session.report.ask({
    code: 'approve.unlock',
    text: `${state}\nReleasing it while its holder is running can corrupt the state. Type the id of the lock, ${id}, to release it`,
    expected: id,
  });
  if (answer === undefined) {
    const fix = lock.holder === 'alive' ? 'Wait for it. To release the lock anyway' : 'If you know that it has ended';
    throw new ToolkitError('LOCKED', state, `${fix}, add --id ${id}.`);
  }
  if (!answer) {
    throw new ToolkitError('DECLINED', `That is not the id of the lock. ${lock.stage} stays locked.`);
  }
}

/** Removes the record of a Terraform process on a stage whose lock is free: it has ended, unless it is found alive. */
function forgetDead(session: Session, unit: StageUnit): boolean {
  const running = readRunning(unit.files);
  if (running === undefined || checkProcess(running, session.terraform.host).holder === 'alive') {
    return false;
  }
  noteInterrupted(unit.files);
  forgetRunning(unit.files);
  return true;
}

/** `stage-data is locked by ann@laptop for apply since 2026-01-02 04:04:05 +01:00 (lock 4f0e...)` */
function describe({ stage, who, operation, since, id }: StageLock): string {
  return [
    `${stage} is locked`,
    who === undefined ? '' : ` by ${who}`,
    operation === undefined ? '' : ` for ${operation}`,
    since === undefined ? '' : ` since ${formatTime(since)}`,
    id === undefined ? '' : ` (lock ${id})`,
  ].join('');
}
