import { Assembly } from '../assembly/assembly';
import { GitRepository } from '../host/git';
import { type Session } from '../run/session';
import { type StageArtifact } from '../assembly/stage-artifact';
import { filesHash } from '../unit/stage-inputs';
import { withDownstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';

/** Stages that a change of the code affects. */
export interface ChangedStages {
  /** Stages whose synthesized files differ from the other commit. */
  readonly changed: readonly StageUnit[];
  /** Stages that depend on these, directly or not, and may be affected by their outputs. */
  readonly downstream: readonly StageUnit[];
}

/**
 * The stages that differ from another commit: the app of that commit runs in a temporary worktree, with the same settings and the installed
 * packages.
 *
 * @param ref branch, tag or commit
 * @throws ToolkitError when there is no such commit, or its app fails
 */
export async function stagesChangedSince(
  session: Session,
  ref: string,
  units: readonly StageUnit[],
): Promise<ChangedStages> {
  const repository = await GitRepository.of(session.project.directory, session.env);
  const before = await repository.withWorktree(ref, (directory) => hashesOf(session, ref, directory));
  const now = await filesHashes(units.map(({ stage }) => stage));
  const changed = units.filter(({ name }) => before.get(name) !== now.get(name));
  const downstream = withDownstream(changed, units).filter((unit) => !changed.includes(unit));
  const names = (some: readonly StageUnit[]) => some.map(({ name }) => name);
  const gone = [...before.keys()].filter((name) => units.every((unit) => unit.name !== name));
  session.report.say('info', 'since.found', describe(ref, names(changed), gone), {
    ref,
    changed: names(changed),
    downstream: names(downstream),
    removed: gone,
  });
  return { changed, downstream };
}

/** Hash of the synthesized files by stage. */
async function hashesOf(session: Session, ref: string, directory: string): Promise<ReadonlyMap<string, string>> {
  const project = session.project.at(directory);
  if (!project.hasApp) {
    return new Map();
  }
  try {
    await session.runApp(project);
  } catch (error) {
    if (!(error instanceof ToolkitError) || session.interruption.happened) {
      throw error;
    }
    throw new ToolkitError('APP_FAILED', `The app of ${ref} fails:\n${error.message}`, error.fix);
  }
  const { stages } = Assembly.read(project.outputDirectory);
  return filesHashes(stages);
}

async function filesHashes(stages: readonly StageArtifact[]): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const stage of stages) {
    hashes.set(stage.name, await filesHash(stage));
  }
  return hashes;
}

function describe(ref: string, changed: readonly string[], removed: readonly string[]): string {
  const differ = changed.length === 0 ? `No stage differs from ${ref}` : `Differ from ${ref}: ${changed.join(', ')}`;
  return removed.length === 0 ? differ : `${differ}; removed: ${removed.join(', ')}`;
}
