import { didYouMean } from '../errors';
import { type Assembly } from './assembly';
import { type StageArtifact } from './stage-artifact';
import { type StageUnit } from './stage-unit';
import { ToolkitError } from './toolkit-error';

interface Named {
  readonly name: string;
}

/** Which stages a command is about. */
export interface Selection {
  /** Names. */
  readonly stages: readonly string[];
  /** Whether all are meant. @default false */
  readonly all?: boolean;
}

/**
 * The stages of those names, upstream first; all of them when none is named.
 *
 * @throws ToolkitError when a name is none of the app's
 */
export function selectStages(assembly: Assembly, names: readonly string[]): readonly StageArtifact[] {
  return named(assembly.inDeploymentOrder, names);
}

/**
 * The stages that are named, upstream first. To change all of them has to be said.
 *
 * @throws ToolkitError when a name is none of the app's, none is given, or both names and all
 */
export function selectUnits(units: readonly StageUnit[], { stages, all = false }: Selection): readonly StageUnit[] {
  const names = units.map((unit) => unit.name).join(', ');
  if (all && stages.length > 0) {
    throw new ToolkitError('USAGE', `Name stages, or give --all, not both: ${stages.join(', ')}.`);
  }
  if (!all && stages.length === 0) {
    throw new ToolkitError('USAGE', 'Which stages? Name them, or give --all.', `Stages: ${names}.`);
  }
  return named(units, stages);
}

/** The stages and all that they need, directly or not. */
export function withUpstream(selected: readonly StageUnit[], all: readonly StageUnit[]): readonly StageUnit[] {
  return closure(selected, all, (unit, other) => unit.dependencies.includes(other.name));
}

/** The stages and all that need them, directly or not. */
export function withDownstream(selected: readonly StageUnit[], all: readonly StageUnit[]): readonly StageUnit[] {
  return closure(selected, all, (unit, other) => other.dependencies.includes(unit.name));
}

function closure(
  selected: readonly StageUnit[],
  all: readonly StageUnit[],
  follows: (unit: StageUnit, other: StageUnit) => boolean,
): readonly StageUnit[] {
  const reached = new Set(selected);
  for (const unit of reached) {
    all.filter((other) => follows(unit, other)).forEach((other) => reached.add(other));
  }
  return all.filter((unit) => reached.has(unit));
}

function named<T extends Named>(known: readonly T[], names: readonly string[]): readonly T[] {
  const knownNames = known.map((stage) => stage.name);
  const unknown = names.filter((name) => !knownNames.includes(name));
  if (unknown.length > 0) {
    throw new ToolkitError(
      'USAGE',
      unknown.map((name) => [`There is no stage "${name}".`, didYouMean(name, knownNames)].join(' ').trim()).join('\n'),
      `Stages: ${knownNames.join(', ')}.`,
    );
  }
  return names.length === 0 ? known : known.filter((stage) => names.includes(stage.name));
}
