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
import { describeApp } from '../assembly/assembly';

/** How `unlock` goes about it. */
export interface UnlockOptions {
  /** Name of the stage. */
  readonly stage: string;
  /** Id of the lock, typed beforehand: releases it even where its holder is alive or unknown. */
  readonly id?: string;
}

/**
 * Releases the lock of a stage, and takes away what a Terraform that is gone has left there.
 *
 * Two Terraforms on one state destroy it. So the lock is released only when its holder is dead, or when its id is typed.
 *
 * @throws ToolkitError when it is not released
 */
export async function unlock(session: Session, { stage, id }: UnlockOptions): Promise<UnlockResult> {
  const assembly = await session.synthesizeOrRead('unlock');
  const [unit] = selectUnits(session.unitsOf(assembly), { stages: [stage] }) as [StageUnit];
  const lock = await stageLock(unit, session.terraform, { mayTry: true, needsId: true });
  refuseOtherId(lock, id);
  const result = await release(session, unit, lock, id);
  const isCleanedUp = forgetDead(session, unit);
  return {
    ...describeApp(assembly),
    stage,
    result: result === 'not-locked' && isCleanedUp ? 'cleaned-up' : result,
    lock,
    next:
      result !== 'not-locked' || isCleanedUp ? `azstage plan ${stage}${session.project.commandLineOptions}` : undefined,
  };
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
        `Whether ${unit.name} is locked cannot be told: ${lock.why}`,
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
      `${describe(lock)}, but the backend does not tell the id of the lock.`,
      'Release it by the means of the backend itself.',
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
      `${typed} is not the id of the lock of ${stage}, which is ${id ?? 'not known'}.`,
      'Look at azstage locks: another run may hold it by now.',
    );
  }
}

/** Two Terraforms on one state destroy it: whoever wants that has to type the id of the lock. */
async function askForId(session: Session, lock: StageLock, id: string): Promise<void> {
  const alive = lock.holder === 'alive' ? 'The holder is alive' : 'Whether the holder is alive is unknown';
  const state = `${describe(lock)}. ${alive}: ${lock.why}.`;
  const answer = await session.report.ask({
    code: 'approve.unlock',
    text: `${state}\nReleased while its holder is at work, the state may be destroyed. Type the id of the lock, ${id}, to release it`,
    expected: id,
  });
  if (answer === undefined) {
    const fix =
      lock.holder === 'alive' ? 'Wait for it. To release the lock all the same' : 'If you know that it is gone';
    throw new ToolkitError('LOCKED', state, `${fix}, add --id ${id}.`);
  }
  if (!answer) {
    throw new ToolkitError('DECLINED', `That is not the id of the lock. ${lock.stage} stays locked.`);
  }
}

/** Forgets what azstage noted of a Terraform on a stage whose lock is free by now: it has ended, unless it is seen alive. */
function forgetDead(session: Session, unit: StageUnit): boolean {
  const running = readRunning(unit.files);
  if (running === undefined || checkProcess(running, session.terraform.host).holder === 'alive') {
    return false;
  }
  noteInterrupted(unit.files);
  forgetRunning(unit.files);
  return true;
}

/** `stage-data is locked by ann@laptop for apply since 2026-01-02T03:04:05.678Z (lock 4f0e...)` */
function describe({ stage, who, operation, since, id }: StageLock): string {
  return [
    `${stage} is locked`,
    who === undefined ? '' : ` by ${who}`,
    operation === undefined ? '' : ` for ${operation}`,
    since === undefined ? '' : ` since ${since}`,
    id === undefined ? '' : ` (lock ${id})`,
  ].join('');
}
