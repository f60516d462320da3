import { type Assembly } from '../assembly';
import { type Deployment, deploymentOf } from '../deployment';
import { inTurn } from '../give-way';
import { Journal, type JournalRun } from '../journal';
import { type Session } from '../session';
import { type RunResult } from '../stage-outcome';
import { StageRun } from '../stage-run';
import { selectUnits } from '../stage-selection';
import { type StageUnit } from '../stage-unit';
import { findDrift } from './drift';
import { type ShownOutput, shownOutputs } from './outputs';
import { describeApp, type SynthResult } from './synth';

/** One stage as it is deployed. */
export interface ShownStage extends Deployment {
  readonly name: string;
  readonly title?: string;
  readonly isDeployed: boolean;
  /** Addresses of the resources that Terraform made. */
  readonly resources: readonly string[];
  readonly outputs: readonly ShownOutput[];
  /** What to look at once it is deployed. */
  readonly checks: readonly string[];
}

/** What `show` found. */
export interface ShowResult extends Pick<SynthResult, 'app' | 'environment' | 'project' | 'location'> {
  /** Upstream first. */
  readonly stages: readonly ShownStage[];
  /** How the stages differ from what they should be, where it was asked for. */
  readonly drift?: RunResult;
}

/** What `show --history` found. */
export interface HistoryResult {
  /** The latest first. */
  readonly runs: readonly JournalRun[];
}

/**
 * What is deployed, read from the states. Works while a run is under way.
 *
 * @param names the stages to show; all when empty
 */
export async function show(session: Session, names: readonly string[]): Promise<ShowResult> {
  const assembly = await session.synthesizeOrRead('show');
  return describe(assembly, session.unitsOf(assembly), names);
}

/**
 * What is deployed, and what of it is not as it should be.
 *
 * @param names the stages to show; all when empty
 * @throws ToolkitError when another run is at work
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
