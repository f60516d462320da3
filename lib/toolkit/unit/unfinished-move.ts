import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { shellWords } from '../host/shell-word';
import { ToolkitError } from '../toolkit-error';
import { type StageUnit } from './stage-unit';

/** Move of resources to another stage that has begun. */
export interface UnfinishedMove {
  /** Name of the other stage. */
  readonly to: string;
  /** Addresses of the resources. */
  readonly addresses: readonly string[];
}

const MOVING = new JsonFormat<UnfinishedMove>(
  'moving.json',
  z.object({ to: z.string(), addresses: z.array(z.string()) }),
);

/** Records that resources of a stage are being moved: until it has ended they may be in both states. */
export function recordMove(unit: StageUnit, move: UnfinishedMove): void {
  writeAtomically(unit.files.moving, JSON.stringify(move));
}

/** Removes the record of a move that has ended. */
export function forgetMove(unit: StageUnit): void {
  fs.rmSync(unit.files.moving, { force: true });
}

/**
 * Refuses a stage whose resources were being moved when azstage was killed: its plan would delete what is in the other stage by now.
 *
 * @throws ToolkitError
 */
export function refuseUnfinishedMove(unit: StageUnit): void {
  const move = readOwnJson(unit.files.moving, MOVING);
  if (move !== undefined) {
    const words = shellWords([...move.addresses, '--from', unit.name, '--to', move.to]);
    throw new ToolkitError(
      'REFUSED',
      `A move of resources from ${unit.name} to ${move.to} has not ended: they may be in both states.`,
      `Finish it: azstage move ${words}`,
    );
  }
}
