import { type StageOutcome } from '../io/run-result';
import { type StageUnit } from '../unit/stage-unit';

/** Manual checks of the stages that were applied, each with the name of its stage. */
export function manualChecks(units: readonly StageUnit[], outcomes: readonly StageOutcome[]): readonly string[] {
  const applied = outcomes.filter((outcome) => outcome.result === 'applied').map((outcome) => outcome.stage);
  return units
    .filter((unit) => applied.includes(unit.name))
    .flatMap((unit) => (unit.stage.metadata?.checks ?? []).map((check) => `${unit.name}: ${check}`));
}
