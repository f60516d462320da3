import { didYouMean } from '../../errors';
import { type Assembly } from '../assembly/assembly';
import { dependentsOf } from '../assembly/deployment-order';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type StageUnit } from './stage-unit';
import { ToolkitError } from '../toolkit-error';

interface Named {
  readonly name: string;
}

/** Stages that a command selects. */
export interface Selection {
  /** Names of stages. */
  readonly stages: readonly string[];
  /** Whether all stages are selected. @default false */
  readonly all?: boolean;
}

/**
 * Stages by name, upstream first; all of them when no name is given.
 *
 * @throws ToolkitError when the app has no stage of a name
 */
export function selectStages(assembly: Assembly, names: readonly string[]): readonly StageArtifact[] {
  return named(assembly.inDeploymentOrder, names);
}

/**
 * Stages by name, upstream first. Selecting all of them must be explicit.
 *
 * @throws ToolkitError when the app has no stage of a name, no name is given, or both names and all
 */
export function selectUnits(units: readonly StageUnit[], { stages, all = false }: Selection): readonly StageUnit[] {
  const names = units.map((unit) => unit.name).join(', ');
  if (all && stages.length > 0) {
    throw new ToolkitError('USAGE', `Name stages, or give --all, not both: ${stages.join(', ')}.`);
  }
  if (!all && stages.length === 0) {
    throw new ToolkitError('USAGE', 'No stage is selected: name stages, or pass --all.', `Stages: ${names}.`);
  }
  return named(units, stages);
}

/** Stages with their transitive dependencies. */
export function withUpstream(selected: readonly StageUnit[], all: readonly StageUnit[]): readonly StageUnit[] {
  const byName = new Map(all.map((unit) => [unit.name, unit]));
  return closure(selected, all, ({ dependencies }) => dependencies.flatMap((name) => byName.get(name) ?? []));
}

/** Stages with their transitive dependents. */
export function withDownstream(selected: readonly StageUnit[], all: readonly StageUnit[]): readonly StageUnit[] {
  const dependents = dependentsOf(all);
  return closure(selected, all, ({ name }) => dependents.get(name) ?? []);
}

function closure(
  selected: readonly StageUnit[],
  all: readonly StageUnit[],
  next: (unit: StageUnit) => readonly StageUnit[],
): readonly StageUnit[] {
  const reached = new Set(selected);
  for (const unit of reached) {
    next(unit).forEach((other) => reached.add(other));
  }
  return all.filter((unit) => reached.has(unit));
}

function named<T extends Named>(known: readonly T[], names: readonly string[]): readonly T[] {
  const knownNames = known.map((stage) => stage.name);
  const [isKnown, isNamed] = [new Set(knownNames), new Set(names)];
  const unknown = names.filter((name) => !isKnown.has(name));
  if (unknown.length > 0) {
    throw new ToolkitError(
      'USAGE',
      unknown.map((name) => [`There is no stage "${name}".`, didYouMean(name, knownNames)].join(' ').trim()).join('\n'),
      `Stages: ${knownNames.join(', ')}.`,
    );
  }
  return names.length === 0 ? known : known.filter((stage) => isNamed.has(stage.name));
}
