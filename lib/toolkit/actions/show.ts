import { type Assembly } from '../assembly';
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
export interface ShownStage {
  readonly name: string;
  readonly title?: string;
  readonly lifecycle?: string;
  readonly isDeployed: boolean;
  /** Last apply from here, in ISO 8601. */
  readonly appliedAt?: string;
  readonly subscriptionId?: string;
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
 * What is deployed, read from the states.
 *
 * @param names the stages to show; all when empty
 * @throws ToolkitError when a state cannot be read
 */
export async function show(session: Session, names: readonly string[]): Promise<ShowResult> {
  const assembly = await session.synthesize('show');
  return describe(assembly, session.unitsOf(assembly), names);
}

/**
 * What is deployed, and what of it is not as it should be.
 *
 * @param names the stages to show; all when empty
 * @throws ToolkitError when a state cannot be read, or another run is at work
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
  return { ...describeApp(assembly), stages: await Promise.all(units.map(showStage)) };
}

async function showStage(unit: StageUnit): Promise<ShownStage> {
  const state = await unit.state();
  const { record } = unit;
  const { title, lifecycle, checks = [] } = unit.stage.metadata ?? {};
  const isDeployed = await unit.isDeployed();
  return {
    name: unit.name,
    title,
    lifecycle,
    isDeployed,
    appliedAt: isDeployed ? record?.time : undefined,
    subscriptionId: record?.subscriptionId ?? state?.subscriptionId,
    resources: state?.addresses ?? [],
    outputs: shownOutputs(state, false),
    checks,
  };
}
