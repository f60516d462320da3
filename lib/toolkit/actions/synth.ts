import path from 'node:path';
import { type Assembly } from '../assembly/assembly';
import { type Session } from '../run/session';
import { type StageSelection } from '../unit/stage-filter';
import { prerequisitesOf } from '../unit/prerequisites';
import { selectStages } from '../unit/stage-selection';
import { type SynthesizedDirectory, type SynthResult } from '../io/results';
import { shellWord } from '../host/shell-word';

/** Writes the Terraform JSON of all stages, and reports the selected ones. */
export async function synth(session: Session, selection: StageSelection = {}): Promise<SynthResult> {
  const assembly = await session.synthesizeAlone('synth');
  const { project } = session;
  const stages = selectStages(assembly, selection).map((stage) => ({
    name: stage.name,
    title: stage.metadata?.title,
    resources: stage.resourceCount,
    dependencies: stage.dependencies,
    file: path.relative(project.workingDirectory, stage.templateFile),
    prerequisites: prerequisitesOf(stage, project.commandLineOptions),
    warnings: stage.warnings.map(({ constructPath, message }) => ({ path: constructPath, message })),
  }));
  return {
    ...session.describe(assembly),
    directory: path.relative(project.workingDirectory, assembly.directory) || '.',
    stages,
    files: filesOf(assembly, project.workingDirectory),
    next:
      stages[0] === undefined
        ? undefined
        : `npx azstage deploy ${shellWord(stages[0].name)}${project.commandLineOptions}`,
  };
}

/** Files beside the Terraform JSON, counted by the outermost directory that they are in. */
function filesOf({ directory, metadata }: Assembly, base: string): readonly SynthesizedDirectory[] | undefined {
  const counts = new Map<string, number>();
  for (const file of metadata?.files ?? []) {
    const place = path.join(path.relative(base, directory), file.path.split('/')[0] ?? '');
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts.size === 0 ? undefined : [...counts].map(([place, files]) => ({ directory: place, files }));
}
