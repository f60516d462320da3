import { type AppliedRecord, newApplyId, type Peer, recordIn, recordModule } from '../unit/applied-record';
import { type RecordModule } from '../terraform/stage-plan';
import { placeOf } from '../assembly/backend-place';
import { remoteStates } from '../references/remote-states';
import { type StageInputs } from '../unit/stage-inputs';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';

/** Record of an apply that is about to be planned, as Terraform JSON. */
export async function recordOfApply(run: RunContext, unit: StageUnit, inputs: StageInputs): Promise<RecordModule> {
  const { assembly, subscription: subscriptionId, units } = run;
  const { app, environment, project } = assembly.metadata ?? {};
  const state = await unit.state();
  const names = new Set([...remoteStates(unit.stage).values()].map((stage) => stage?.name));
  const upstream: Record<string, string> = {};
  for (const other of units.filter(({ name }) => names.has(name))) {
    const { lineage } = (await other.state()) ?? {};
    if (lineage !== undefined) {
      upstream[other.name] = lineage;
    }
  }
  return recordModule(newApplyId(run.bundle), unit.stage, {
    ...(await run.origin()),
    key: unit.files.key,
    app,
    environment,
    project,
    subscriptionId: subscriptionId ?? state?.subscriptionId,
    inputs,
    state: state === undefined ? undefined : { serial: state.serial, lineage: state.lineage },
    upstream,
    peers: [...peersOf(unit, units), ...orphansOf(run, recordIn(state))],
  });
}

/** Orphaned stages in the last record, which may be in no other record. */
function orphansOf({ orphans }: RunContext, last: AppliedRecord | undefined): readonly Peer[] {
  return (last?.peers ?? []).filter(({ key }) => orphans.found.some(({ files }) => files.key === key));
}

/** Number of stages up to which a record contains all of them. */
const FEW = 50;

/**
 * Other stages of the app. In a large app, the neighbours of the stage in the graph, and for a stage without dependencies all others without
 * dependencies.
 */
function peersOf(unit: StageUnit, all: readonly StageUnit[]): Peer[] {
  const isRoot = ({ dependencies }: StageUnit) => dependencies.length === 0;
  const others = all.filter((other) => other !== unit);
  return (
    all.length <= FEW
      ? others
      : others.filter(
          (other) =>
            unit.dependencies.includes(other.name) ||
            other.dependencies.includes(unit.name) ||
            (isRoot(unit) && isRoot(other)),
        )
  ).map(({ name, dependencies, files, stage }) => ({ name, key: files.key, dependencies, ...placeOf(stage) }));
}
