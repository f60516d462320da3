import path from 'node:path';
import { type Assembly } from '../assembly';
import { type Session } from '../session';
import { selectStages } from '../stage-selection';

/** One stage that was synthesized. */
export interface SynthesizedStage {
  readonly name: string;
  readonly title?: string;
  readonly resources: number;
  readonly dependencies: readonly string[];
  /** Its Terraform JSON, from the project's directory. */
  readonly file: string;
  /** What must have been done by hand before it is applied. */
  readonly prerequisites: readonly string[];
  readonly warnings: readonly { readonly path: string; readonly message: string }[];
}

/** What `synth` made. */
export interface SynthResult {
  /** Name of the system; absent where the app knows nothing of azstage. */
  readonly app?: string;
  readonly environment?: string;
  readonly project?: string;
  readonly location?: string;
  /** From the project's directory. */
  readonly directory: string;
  /** Upstream first. */
  readonly stages: readonly SynthesizedStage[];
  /** The command that one would run next. */
  readonly next?: string;
}

/**
 * Writes the Terraform JSON.
 *
 * @param names the stages to tell about; all when empty
 */
export async function synth(session: Session, names: readonly string[]): Promise<SynthResult> {
  const assembly = await session.synthesizeAlone('synth');
  const { project } = session;
  const stages = selectStages(assembly, names).map((stage) => ({
    name: stage.name,
    title: stage.metadata?.title,
    resources: stage.resourceCount,
    dependencies: stage.dependencies,
    file: path.relative(project.directory, stage.templateFile),
    prerequisites: stage.metadata?.prerequisites ?? [],
    warnings: stage.warnings.map(({ constructPath, message }) => ({ path: constructPath, message })),
  }));
  return {
    ...describeApp(assembly),
    directory: path.relative(project.directory, assembly.directory) || '.',
    stages,
    next: stages[0] === undefined ? undefined : `npx azstage deploy ${stages[0].name}${project.optionsInWords}`,
  };
}

/** What of the settings every listing starts with. */
export function describeApp(assembly: Assembly): Pick<SynthResult, 'app' | 'environment' | 'project' | 'location'> {
  const { app, environment, project, location } = assembly.metadata ?? {};
  return { app, environment, project, location };
}
