import fs from 'node:fs';
import path from 'node:path';
import { readTextFile } from '../host/file-trouble';
import { count } from '../host/count';
import { shellWord } from '../host/shell-word';
import { makePrivateDirectory, writeAtomically } from '../host/private-files';
import { type LocalState } from '../io/bootstrap-result';
import { type RunResult, type StageOutcome } from '../io/run-result';
import { tryFileLock } from '../locks/lock-trial';
import { refuseRunning } from '../run/guards';
import { type Session } from '../run/session';
import { StageRun } from '../run/stage-run';
import { describeLock } from '../terraform/lock-info';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';
import { type LocalStateFile, localStateOf } from '../unit/local-state';
import { type StageUnit } from '../unit/stage-unit';
import { refuseUnfinishedMove } from '../unit/unfinished-move';

/** States that are in the project's directory and not in the backend that a remote one replaces it with. */
export function localStates({ project }: Session, units: readonly StageUnit[]): readonly LocalState[] {
  return units.flatMap((unit) => {
    const local = unit.isSeenInBackend && unit.store.localFile === undefined ? undefined : found(unit, project);
    return local === undefined
      ? []
      : [{ stage: unit.name, file: project.show(local.file), resources: local.state.addresses.length }];
  });
}

function found(unit: StageUnit, { dataDirectory }: Session['project']): LocalStateFile | undefined {
  return localStateOf(unit, dataDirectory);
}

/**
 * Copies the local states of all stages into the remote backend that the app now has. A local state stays where it is.
 *
 * Terraform itself would overwrite a state that the backend has (`init -migrate-state -force-copy`). `state push` takes the lock of the backend and
 * refuses one of another lineage, or a newer one.
 *
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export function migrateLocalStates(session: Session): Promise<RunResult> {
  const work = (run: StageRun): Promise<readonly StageOutcome[]> =>
    run.each(run.units, {
      parallelism: 4,
      dependencies: run.units.map(({ name }) => ({ name, dependencies: [] })),
      work: (unit) => migrate(run, unit),
    });
  return StageRun.perform(session, 'bootstrap', work);
}

type Outcome = Omit<StageOutcome, 'stage' | 'milliseconds'>;

async function migrate(run: StageRun, unit: StageUnit): Promise<Outcome> {
  const { project, terraform } = run.session;
  if (unit.store.localFile !== undefined) {
    throw new ToolkitError(
      'REFUSED',
      `${unit.name} does not take the backend of its environment: its state is local by its code or the context.`,
      'Remove the other backend, or move its state yourself.',
    );
  }
  refuseRunning(unit, terraform.host);
  refuseUnfinishedMove(unit);
  const local = unit.isSeenInBackend ? undefined : found(unit, project);
  if (local === undefined) {
    return { result: 'no-changes', reason: 'it has no local state to move' };
  }
  const remote = await unit.store.read();
  refuseOther(unit, local, remote);
  const isThere = remote?.lineage === local.state.lineage && remote.serial >= local.state.serial;
  if (!isThere) {
    await push(run, unit, local);
  }
  // Guards that read the states of other stages are left to the next plan: reading a state that is not moved yet takes its lock.
  unit.forgetState();
  await unit.noteSeen(true);
  run.about(unit).say('info', 'stage.note', `the local state is kept in ${project.show(local.file)}`, {});
  const reason = count(local.state.addresses.length, 'resource');
  return isThere
    ? { result: 'no-changes', reason: 'its state is in the backend already' }
    : { result: 'moved', reason: `its state, of ${reason}` };
}

/** Writes a local state to the backend, and reads it back. */
async function push(run: StageRun, unit: StageUnit, { file, state }: LocalStateFile): Promise<void> {
  run.about(unit).say('info', 'stage.started', 'move its state', { doing: 'move' });
  const trial = await tryFileLock(file, unit.files, run.session.terraform);
  if (trial.result === 'held') {
    throw new ToolkitError('LOCKED', describeLock(trial.lock), 'Wait until it is released, and run it again.');
  }
  const copy = path.join(unit.files.directory, 'local.tfstate');
  makePrivateDirectory(unit.files.directory);
  writeAtomically(copy, state.text);
  try {
    const problem = await unit.store.push(copy);
    if (problem !== undefined) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The state of ${unit.name} cannot be written to the backend: ${problem}`,
        `Make the backend reachable, or wait for the run that holds its lock; azstage unlock ${shellWord(unit.name)} releases that of a run that is dead. Then run it again.`,
      );
    }
  } finally {
    fs.rmSync(copy, { force: true });
  }
  const written = await unit.store.read();
  if (written?.isSameAs(state) !== true) {
    throw new ToolkitError(
      'STATE_UNUSABLE',
      `The state of ${unit.name} that was read back from the backend is another one than ${file}.`,
      'Nothing was deleted: compare both before the next deployment.',
    );
  }
  if (readTextFile(file) !== state.text) {
    throw new ToolkitError(
      'STALE',
      `The local state of ${unit.name} was changed while it was copied.`,
      'Run azstage bootstrap --migrate-state again.',
    );
  }
}

/** @throws ToolkitError when the backend has a state that was not made from the local one */
function refuseOther(unit: StageUnit, { file, state }: LocalStateFile, remote: TerraformState | undefined): void {
  if (remote?.isDeployed === true && remote.lineage !== state.lineage) {
    throw new ToolkitError(
      'REFUSED',
      `The backend has another state of ${unit.name} already, of ${count(remote.addresses.length, 'resource')} (lineage ${remote.lineage}, not ${state.lineage}).`,
      `It was not changed. Find out which one is right; to use that of the backend, move ${file} away.`,
    );
  }
}
