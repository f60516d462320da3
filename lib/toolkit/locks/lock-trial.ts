import fs from 'node:fs';
import path from 'node:path';
import { makePrivateDirectory } from '../host/private-files';
import { type StageFiles } from '../records/stage-files';
import { type StageUnit } from '../unit/stage-unit';
import { terraformError } from '../terraform/backend-root';
import { type LockInfo, lockInText } from '../terraform/lock-info';
import { type TerraformCli, type TerraformOutput } from '../terraform/terraform-cli';
import { ToolkitError } from '../toolkit-error';

/** Result of trying the lock of a state. */
export type LockTrial =
  | { readonly result: 'free' }
  | { readonly result: 'held'; readonly lock: LockInfo }
  /** The lock could not be acquired, and no holder was reported. */
  | { readonly result: 'unclear'; readonly why: string };

/**
 * Arguments that taint a resource which does not exist: Terraform acquires the lock, reads the state, writes nothing, and releases the lock. Needs
 * neither a plan nor a provider: https://developer.hashicorp.com/terraform/cli/commands/taint
 */
const TRY_LOCK = ['taint', '-no-color', '-allow-missing', 'terraform_data.azstage_tries_the_lock'];

/**
 * Tries to acquire the lock of a stage. Where it is free, it is held for a moment, in which another Terraform is refused.
 *
 * Terraform runs in a separate directory, so that a run in progress on the stage is not affected, and no provider is needed.
 */
export function tryLock(unit: StageUnit, cli: TerraformCli): Promise<LockTrial> {
  const { localFile } = unit.store;
  return localFile !== undefined ? tryFileLock(localFile, unit.files, cli) : tryBackend(unit);
}

/**
 * Releases the lock of a stage in its backend, if it still has that id.
 *
 * @returns reason why it was not released; undefined when it was
 */
export async function releaseLock(unit: StageUnit, id: string): Promise<string | undefined> {
  const trial = await tryBackend(unit);
  if (trial.result !== 'held' || trial.lock.id !== id) {
    return 'the lock has changed in the meantime';
  }
  const { exitCode, stdout, stderr } = await unit.store.backend.run('force-unlock', '-force', id);
  return exitCode === 0 ? undefined : terraformError(`${stderr}\n${stdout}`);
}

/**
 * Tries the lock of a local state through a symbolic link to it: Terraform locks the target, but writes its lock file next to the link, so that the
 * lock file of a dead process next to the state is preserved.
 */
export async function tryFileLock(file: string, files: StageFiles, cli: TerraformCli): Promise<LockTrial> {
  if (!fs.existsSync(file)) {
    return { result: 'free' };
  }
  makePrivateDirectory(files.directory);
  const directory = fs.mkdtempSync(path.join(files.directory, 'lock-'));
  try {
    fs.symlinkSync(file, path.join(directory, 'terraform.tfstate'));
    const dataDirectory = path.join(directory, 'terraform');
    return trialOf(await cli.capture({ args: TRY_LOCK, workingDirectory: directory, dataDirectory }));
  } catch (error) {
    if (error instanceof ToolkitError) {
      throw error;
    }
    return { result: 'unclear', why: (error as Error).message };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function tryBackend(unit: StageUnit): Promise<LockTrial> {
  let output: TerraformOutput;
  try {
    output = await unit.store.backend.run(...TRY_LOCK);
  } catch (error) {
    if (error instanceof ToolkitError && error.code === 'STATE_UNUSABLE') {
      return { result: 'unclear', why: error.message };
    }
    throw error;
  }
  const trial = trialOf(output);
  return trial.result === 'held' && isOwn(trial.lock) ? { result: 'held', lock: {} } : trial;
}

function trialOf({ exitCode, stdout, stderr }: TerraformOutput): LockTrial {
  const lock = lockInText(stderr);
  if (lock !== undefined) {
    return { result: 'held', lock };
  }
  return exitCode === 0 ? { result: 'free' } : { result: 'unclear', why: terraformError(`${stderr}\n${stdout}`) };
}

/** Whether a lock is the requested one and not the conflicting one, as some backends report it. Only this trial locks in order to taint. */
function isOwn({ operation }: LockInfo): boolean {
  return operation === 'taint';
}
