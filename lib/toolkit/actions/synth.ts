import path from 'node:path';
import { describeApp } from '../assembly/assembly';
import { type Session } from '../run/session';
import { selectStages } from '../unit/stage-selection';
import { type SynthResult } from '../io/results';

/**
 * Writes the Terraform JSON.
 *
 * @param names the stages to report; all when empty
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
    next: stages[0] === undefined ? undefined : `npx azstage deploy ${stages[0].name}${project.commandLineOptions}`,
  };
}
