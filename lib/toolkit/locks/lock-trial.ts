import fs from 'node:fs';
import path from 'node:path';
import { makePrivateDirectory, writeAtomically } from '../private-files';
import { type StageUnit } from '../stage-unit';
import { type LockInfo, lockInText } from '../terraform/lock-info';
import { type TerraformCli, type TerraformOutput } from '../terraform/terraform-cli';
import { ERROR_IN_TEXT } from '../terraform/terraform-failure';

/** What came of trying the lock of a state. */
export type LockTrial =
  | { readonly result: 'free' }
  | { readonly result: 'held'; readonly lock: LockInfo }
  /** The lock could neither be taken nor is it said to be held. */
  | { readonly result: 'unclear'; readonly why: string };

/**
 * Marks a resource that is not there, and says that it need not be: takes the lock, reads the state, writes nothing, and releases
 * the lock. It needs no plan and no provider: https://developer.hashicorp.com/terraform/cli/commands/taint
 */
const TRY_LOCK = ['taint', '-no-color', '-allow-missing', 'terraform_data.azstage_tries_the_lock'];

/** In which Terraform looks at the lock of a stage. */
interface Place {
  readonly directory: string;
  run(...args: string[]): Promise<TerraformOutput>;
}

/**
 * Tries the lock of a stage. Where it is free, it is held for a moment: a Terraform that starts in that moment is refused.
 *
 * It happens in a directory of its own, so that a run that is at work on the stage is not disturbed, and no provider is needed.
 */
export function tryLock(unit: StageUnit, cli: TerraformCli): Promise<LockTrial> {
  return inPlace(unit, cli, (place) => (unit.terraform.hasLocalState ? tryFile(unit, place) : tryBackend(unit, place)));
}

/**
 * Releases the lock of a stage in its backend, if it is still the one of that id.
 *
 * @returns why it was not released
 */
export function releaseLock(unit: StageUnit, cli: TerraformCli, id: string): Promise<string | undefined> {
  return inPlace(unit, cli, async (place) => {
    const trial = await tryBackend(unit, place);
    if (trial.result !== 'held' || trial.lock.id !== id) {
      return 'the lock has changed meanwhile';
    }
    const { exitCode, stdout, stderr } = await place.run('force-unlock', '-force', id);
    return exitCode === 0 ? undefined : inOneLine(`${stderr}\n${stdout}`);
  });
}

async function inPlace<T>(unit: StageUnit, cli: TerraformCli, work: (place: Place) => Promise<T>): Promise<T> {
  makePrivateDirectory(unit.files.directory);
  const directory = fs.mkdtempSync(path.join(unit.files.directory, 'lock-'));
  const dataDirectory = path.join(directory, 'terraform');
  try {
    return await work({
      directory,
      run: (...args) => cli.capture({ args, workingDirectory: directory, dataDirectory }),
    });
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Terraform locks the file that a link leads to, but keeps what it notes of the lock beside the link: so what a dead one noted
 * beside the state stays there.
 */
async function tryFile(unit: StageUnit, place: Place): Promise<LockTrial> {
  const file = unit.terraform.localStateFile as string;
  if (!fs.existsSync(file)) {
    return { result: 'free' };
  }
  try {
    fs.symlinkSync(file, path.join(place.directory, 'terraform.tfstate'));
  } catch (error) {
    return { result: 'unclear', why: (error as Error).message };
  }
  return trialOf(await place.run(...TRY_LOCK));
}

async function tryBackend(unit: StageUnit, place: Place): Promise<LockTrial> {
  writeAtomically(path.join(place.directory, 'main.tf.json'), JSON.stringify({ terraform: backendOf(unit) }));
  // With nowhere to look for them, no provider is downloaded that the state names. This makes init fail once the backend is ready.
  const nowhere = path.join(place.directory, 'plugins');
  makePrivateDirectory(nowhere);
  const init = await place.run('init', '-input=false', '-no-color', `-plugin-dir=${nowhere}`);
  if (!fs.existsSync(path.join(place.directory, 'terraform', 'terraform.tfstate'))) {
    return { result: 'unclear', why: inOneLine(init.stderr) };
  }
  const trial = trialOf(await place.run(...TRY_LOCK));
  return trial.result === 'held' && isOwn(trial.lock) ? { result: 'held', lock: {} } : trial;
}

/** The backend of a stage, for another directory. */
function backendOf({ stage }: StageUnit): object {
  const { backend = {}, cloud } = stage.template.terraform ?? {};
  const { local, ...others } = backend;
  if (local === undefined) {
    return { backend: others, cloud };
  }
  const absolute = Object.entries(local).map(([key, value]) => [
    key,
    path.resolve(stage.workingDirectory, String(value)),
  ]);
  return { backend: { local: Object.fromEntries(absolute) as object } };
}

function trialOf({ exitCode, stdout, stderr }: TerraformOutput): LockTrial {
  const lock = lockInText(stderr);
  if (lock !== undefined) {
    return { result: 'held', lock };
  }
  return exitCode === 0 ? { result: 'free' } : { result: 'unclear', why: inOneLine(`${stderr}\n${stdout}`) };
}

/** Some backends name the lock that was asked for, not the one in the way. Nobody but a trial holds a lock to mark a resource. */
function isOwn({ operation }: LockInfo): boolean {
  return operation === 'taint';
}

/** What Terraform says, without the breaks of its lines. */
function inOneLine(text: string): string {
  const [first = text] = text.split(ERROR_IN_TEXT).slice(1);
  return first
    .replace(/^[│╵╷] ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}
