import { type Deployment, deploymentOf } from '../deployment';
import { inTurn } from '../give-way';
import { findOrphans } from '../orphans';
import { type Session } from '../session';
import { type StageUnit } from '../stage-unit';
import { describeApp, type SynthResult } from './synth';

/** One stage of the app. */
export interface ListedStage extends Deployment {
  readonly name: string;
  readonly title?: string;
  readonly purpose?: string;
  /** `shared` or `project`. */
  readonly sharing?: string;
  /** Number of resources in the code; of a stage that is not in the code, in its state. */
  readonly resources: number;
  readonly dependencies: readonly string[];
  /** Whether it is deployed, and no longer in the code. @default false */
  readonly isOrphaned?: boolean;
}

/** Result of `list`. */
export interface ListResult extends Pick<SynthResult, 'app' | 'environment' | 'project' | 'location'> {
  /** Upstream first; stages that are no longer in the code at the end. */
  readonly stages: readonly ListedStage[];
}

/**
 * The stages of the app, upstream first, with what their states tell of them, and stages that are deployed and no longer in the code. Works
 * while a run is under way.
 */
export async function list(session: Session): Promise<ListResult> {
  const assembly = await session.synthesizeOrRead('list');
  const units = session.unitsOf(assembly);
  const stages = await inTurn(units, (unit) => listedStage(unit, units));
  const orphans = await findOrphans(session, assembly, units);
  return {
    ...describeApp(assembly),
    stages: [...stages, ...(await Promise.all(orphans.map((unit) => listedOrphan(unit, units))))],
  };
}

async function listedStage(unit: StageUnit, all: readonly StageUnit[]): Promise<ListedStage> {
  const { metadata, resourceCount } = unit.stage;
  return {
    name: unit.name,
    title: metadata?.title,
    purpose: metadata?.purpose,
    sharing: metadata?.sharing,
    resources: resourceCount,
    dependencies: unit.dependencies,
    ...(await deploymentOf(unit, all)),
  };
}

async function listedOrphan(unit: StageUnit, all: readonly StageUnit[]): Promise<ListedStage> {
  const resources = (await unit.state())?.addresses.length ?? 0;
  return { ...(await listedStage(unit, all)), resources, isOrphaned: true };
}
