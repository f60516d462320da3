import { type Session } from '../session';
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
}

/** What `list` found. */
export interface ListResult extends Pick<SynthResult, 'app' | 'environment' | 'project' | 'location'> {
  /** Upstream first. */
  readonly stages: readonly ListedStage[];
}

/** The stages of the app, upstream first. */
export async function list(session: Session): Promise<ListResult> {
  const assembly = await session.synthesize();
  return {
    ...describeApp(assembly),
    stages: assembly.inDeploymentOrder.map((stage) => ({
      name: stage.name,
      title: stage.metadata?.title,
      purpose: stage.metadata?.purpose,
      lifecycle: stage.metadata?.lifecycle,
      sharing: stage.metadata?.sharing,
      resources: stage.resourceCount,
      dependencies: stage.dependencies,
    })),
  };
}
