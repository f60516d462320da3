import fs from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../host/private-files';
import { type StageRun } from '../run/stage-run';
import { type StatePair } from '../terraform/moved-states';
import { ToolkitError } from '../toolkit-error';
import { forgetMove, recordMove } from '../unit/unfinished-move';
import { type StageWithState } from './resources-to-move';

/** States to write. */
export interface MovedStates {
  readonly from: StageWithState;
  readonly to: StageWithState;
  readonly states: StatePair;
  /** Addresses of the resources that move. */
  readonly blocks: readonly string[];
}

/**
 * Writes the states after a move: first the one that gets the resources, so that they are in a state at any moment. Copies of both states are kept.
 *
 * The record of the move keeps this checkout from deploying the first stage in between, whose plan would delete the resources.
 *
 * @throws ToolkitError when a state has changed, or its backend refuses it; running it again goes on
 */
export async function writeMovedStates(run: StageRun, { from, to, states, blocks }: MovedStates): Promise<void> {
  [from, to].forEach(keep);
  await refuseChanged(from);
  recordMove(from.unit, { to: to.unit.name, addresses: blocks });
  await write(to, states.to);
  await write(from, states.from);
  forgetMove(from.unit);
  for (const { unit, state } of [from, to]) {
    unit.forgetState();
    await unit.noteSeen(true);
    if (state !== undefined) {
      const file = unit.files.stateBeforeMove(state.serial);
      run.about(unit).say('info', 'stage.note', `the state before the move is kept in ${file}`, {});
    }
  }
}

function keep({ unit, state }: StageWithState): void {
  if (state !== undefined) {
    writeAtomically(unit.files.stateBeforeMove(state.serial), state.text);
  }
}

async function write(stage: StageWithState, text: string): Promise<void> {
  const { unit } = stage;
  await refuseChanged(stage);
  const file = path.join(unit.files.directory, 'moved.tfstate');
  writeAtomically(file, text);
  try {
    const problem = await unit.store.push(file);
    if (problem !== undefined) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The state of ${unit.name} cannot be written: ${problem}`,
        'Make the backend reachable, or wait for the run that holds its lock; then run azstage move again.',
      );
    }
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** Terraform refuses a state that is older than the one in the backend, but not one of the same serial. */
async function refuseChanged({ unit, state }: StageWithState): Promise<void> {
  const now = await unit.store.read();
  if (now?.serial !== state?.serial) {
    throw new ToolkitError(
      'STALE',
      `The state of ${unit.name} has changed since the move was planned.`,
      'Run azstage move again.',
    );
  }
}
