import { makeLocalStatesPrivate } from '../unit/local-states';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';

/**
 * Makes the local states of stages private, before anything is written to them.
 *
 * @throws ToolkitError when one is a link, or is owned by another user
 */
export function protectStates({ session }: RunContext, units: readonly StageUnit[]): void {
  makeLocalStatesPrivate(units, session.project.directory);
}

/** Reads the states of stages concurrently. An unreadable one fails the stages that need it. */
export async function readStates(units: readonly StageUnit[]): Promise<void> {
  await Promise.allSettled(units.map((unit) => unit.state()));
}
