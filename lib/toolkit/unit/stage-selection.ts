import { type Assembly } from '../assembly/assembly';
import { dependentsOf } from '../assembly/deployment-order';
import { type StageArtifact } from '../assembly/stage-artifact';
import { chosenStages, type DescribedStage, describeNames, type StageSelection } from './stage-filter';
import { type StageUnit } from './stage-unit';
import { ToolkitError } from '../toolkit-error';

/** Stages that a command selects which changes what is deployed: selecting all must be explicit. */
export interface ExplicitSelection extends StageSelection {
  /** Whether all stages are candidates. @default false */
  readonly all?: boolean;
}

/**
 * Selected stages of an app, upstream first; all of them when nothing is selected.
 *
 * @throws ToolkitError when a name, a pattern or a filter matches no stage
 */
export function selectStages(assembly: Assembly, selection: StageSelection): readonly StageArtifact[] {
  const order = assembly.inDeploymentOrder;
  const chosen = new Set(chosenStages(order.map(describeArtifact), selection));
  return order.filter(({ name }) => chosen.has(name));
}

/**
 * Selected stages, upstream first; all of them when nothing is selected.
 *
 * @throws ToolkitError when a name, a pattern or a filter matches no stage
 */
export function selectUnits(units: readonly StageUnit[], selection: StageSelection): readonly StageUnit[] {
  const known = units.map((unit) => ({ ...describeArtifact(unit.stage), lifecycle: unit.lifecycle }));
  const chosen = new Set(chosenStages(known, selection));
  return units.filter(({ name }) => chosen.has(name));
}

/** Whether a selection consists of names of these stages alone, so that no other stage has to be known. */
export function selectsByName(units: readonly StageUnit[], { stages = [] }: StageSelection): boolean {
  const names = new Set(units.map(({ name }) => name));
  return stages.length > 0 && stages.every((name) => names.has(name));
}

/**
 * Variant of {@link selectUnits} for commands that change what is deployed: nothing but names, patterns, lifecycles, tags or `all` selects.
 *
 * @throws ToolkitError also when nothing is selected, or both names and all
 */
export function selectExplicitly(units: readonly StageUnit[], selection: ExplicitSelection): readonly StageUnit[] {
  const { all = false, stages = [], lifecycles = [], tags = [] } = selection;
  if (all && stages.length > 0) {
    throw new ToolkitError('USAGE', `Name stages, or give --all, not both: ${stages.join(', ')}.`);
  }
  if (!all && [...stages, ...lifecycles, ...tags].length === 0) {
    throw new ToolkitError(
      'USAGE',
      'No stage is selected: name stages, or pass --all, --lifecycle or --tag.',
      describeNames(units.map(({ name }) => name)),
    );
  }
  return selectUnits(units, selection);
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

/** Stages with their transitive dependencies and their direct dependents: a run over stages needs the states of these. */
export function withNeighbours(selected: readonly StageUnit[], all: readonly StageUnit[]): readonly StageUnit[] {
  const dependents = dependentsOf(all);
  const near = new Set(withUpstream(selected, all));
  selected.forEach(({ name }) => dependents.get(name)?.forEach((dependent) => near.add(dependent)));
  return all.filter((unit) => near.has(unit));
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

function describeArtifact({ name, metadata }: StageArtifact): DescribedStage {
  return { name, lifecycle: metadata?.lifecycle, tags: metadata?.tags };
}
