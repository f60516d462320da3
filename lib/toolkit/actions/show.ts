import { type Assembly, describeApp } from '../assembly/assembly';
import { deploymentOf } from '../unit/deployment';
import { type HistoryResult, type ShownStage, type ShowResult } from '../io/results';
import { inTurn } from '../host/give-way';
import { Journal } from '../run/journal';
import { type Session } from '../run/session';
import { StageRun } from '../run/stage-run';
import { selectUnits } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { findDrift } from './drift';
import { shownOutputs } from './outputs';

/**
 * The deployed stages with their resources and outputs, read from the states. Works while another run is active.
 *
 * @param names the stages to show; all when empty
 */
export async function show(session: Session, names: readonly string[]): Promise<ShowResult> {
  const assembly = await session.synthesizeOrRead('show');
  return describe(assembly, session.unitsOf(assembly), names);
}

/**
 * The deployed stages, and their drift.
 *
 * @param names the stages to show; all when empty
 * @throws ToolkitError when another run is active
 */
export async function showWithDrift(session: Session, names: readonly string[]): Promise<ShowResult> {
  let shown: ShowResult | undefined;
  const drift = await StageRun.perform(session, 'show', async (run) => {
    shown = await describe(run.assembly, run.units, names);
    return findDrift(run, { stages: names });
  });
  return { ...(shown as ShowResult), drift };
}

/** The runs in this directory. */
export function history(session: Session): HistoryResult {
  return { runs: Journal.readAll(session.project.dataDirectory) };
}

async function describe(assembly: Assembly, all: readonly StageUnit[], names: readonly string[]): Promise<ShowResult> {
  const units = selectUnits(all, { stages: names, all: names.length === 0 });
  return { ...describeApp(assembly), stages: await inTurn(units, (unit) => showStage(unit, all)) };
}

async function showStage(unit: StageUnit, all: readonly StageUnit[]): Promise<ShownStage> {
  const deployment = await deploymentOf(unit, all);
  const state = deployment.status === 'unknown' ? undefined : await unit.state();
  const { title, checks = [] } = unit.stage.metadata ?? {};
  return {
    name: unit.name,
    title,
    isDeployed: deployment.status === 'deployed',
    ...deployment,
    resources: state?.addresses ?? [],
    outputs: shownOutputs(state, false),
    checks,
  };
}
