import { type Session } from '../session';
import { type StageUnit } from '../stage-unit';
import { describeApp, type SynthResult } from './synth';

/** One stage of the app. */
export interface ListedStage {
  readonly name: string;
  readonly title?: string;
  readonly purpose?: string;
  /** `permanent`, `on-demand` or `ephemeral`. */
  readonly lifecycle?: string;
  /** `shared` or `project`. */
  readonly sharing?: string;
  readonly resources: number;
  readonly dependencies: readonly string[];
  /** `deployed`, `not deployed`, or `unknown` where only the backend could tell and the stage was never applied from here. */
  readonly status: 'deployed' | 'not deployed' | 'unknown';
}

/** What `list` found. */
export interface ListResult extends Pick<SynthResult, 'app' | 'environment' | 'project' | 'location'> {
  /** Upstream first. */
  readonly stages: readonly ListedStage[];
}

/** The stages of the app, upstream first. Asks no backend, so that it is quick; `show` does. */
export async function list(session: Session): Promise<ListResult> {
  const assembly = await session.synthesize('list');
  return {
    ...describeApp(assembly),
    stages: await Promise.all(
      session.unitsOf(assembly).map(async (unit) => ({
        name: unit.name,
        title: unit.stage.metadata?.title,
        purpose: unit.stage.metadata?.purpose,
        lifecycle: unit.stage.metadata?.lifecycle,
        sharing: unit.stage.metadata?.sharing,
        resources: unit.stage.resourceCount,
        dependencies: unit.dependencies,
        status: await statusOf(unit),
      })),
    ),
  };
}

async function statusOf(unit: StageUnit): Promise<ListedStage['status']> {
  if (unit.terraform.hasLocalState) {
    return (await unit.isDeployed()) ? 'deployed' : 'not deployed';
  }
  return unit.record === undefined ? 'unknown' : 'deployed';
}
