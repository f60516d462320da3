import { type Assembly } from '../assembly/assembly';
import { type AppCosts } from '../cost/app-costs';
import { costsOf, isPriced } from '../cost/costs-of';
import { deploymentOf } from '../unit/deployment';
import { type HistoryResult, type ShownStage, type ShowResult } from '../io/results';
import { inTurn } from '../host/give-way';
import { Journal } from '../run/journal';
import { type Session } from '../run/session';
import { StageRun } from '../run/stage-run';
import { type StageSelection } from '../unit/stage-filter';
import { selectUnits } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { findDrift } from './drift';
import { shownOutputs } from './outputs';

/** Most stages that are down whose costs are told: that reads the Terraform JSON of each. */
const MOST_SAVINGS = 50;

/** The deployed stages with their resources and outputs, read from the states. Works while another run is active. */
export async function show(session: Session, selection: StageSelection = {}): Promise<ShowResult> {
  const assembly = await session.synthesizeOrRead('show');
  return describe(session, assembly, session.unitsOf(assembly), selection);
}

/**
 * The deployed stages, and their drift.
 *
 * @throws ToolkitError when another run is active
 */
export async function showWithDrift(session: Session, selection: StageSelection = {}): Promise<ShowResult> {
  let shown: ShowResult | undefined;
  const drift = await StageRun.perform(session, 'show', async (run) => {
    shown = await describe(session, run.assembly, run.units, selection);
    return findDrift(run, selection);
  });
  return { ...(shown as ShowResult), drift };
}

/** The runs in this directory. */
export function history(session: Session): HistoryResult {
  return { runs: Journal.readAll(session.project.dataDirectory) };
}

async function describe(
  session: Session,
  assembly: Assembly,
  all: readonly StageUnit[],
  selection: StageSelection,
): Promise<ShowResult> {
  const units = selectUnits(all, selection);
  session.details?.describe(all);
  await session.details?.keepSecrets(units);
  const stages = await inTurn(units, (unit) => showStage(unit, all));
  const down = stages.filter(({ status, lifecycle }) => status === 'not deployed' && lifecycle !== 'permanent');
  const isTold = down.length > 0 && down.length <= MOST_SAVINGS;
  const costs = !isTold ? undefined : costsOf(session.project, assembly, session.report);
  const shown = await inTurn(stages, (stage) =>
    Promise.resolve(costs === undefined || !down.includes(stage) ? stage : withSaving(stage, costs)),
  );
  return { ...session.describe(assembly), stages: shown };
}

/** A stage that is down, with what that saves. */
function withSaving(stage: ShownStage, costs: AppCosts): ShownStage {
  const cost = costs.of(stage.name);
  return isPriced(cost) ? { ...stage, savedPerMonth: { ...cost.monthly, currency: costs.book.currency } } : stage;
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
