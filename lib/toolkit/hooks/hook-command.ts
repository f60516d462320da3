import fs from 'node:fs';
import path from 'node:path';
import { type Hook } from '../../manifest/hook';
import { childEnvironment } from '../host/environment-variables';
import { formatDuration } from '../host/duration';
import { oneLine } from '../io/printable';
import { AppProcess, type AppExit } from '../run/app-process';
import { type Session } from '../run/session';
import { ToolkitError } from '../toolkit-error';

/** Largest output of a hook, in bytes. */
const LARGEST = 20_000_000;

/** Default for the time limit of a hook, in seconds. */
const TIME_LIMIT = 300;

/** Seconds between the request to end and the end by force. */
const GRACE = 5;

/** Characters of what a hook said in an error. */
const MOST_SAID = 400;

/** Place in which a hook runs. */
export interface HookCommandProps {
  readonly session: Session;
  readonly hook: Hook;
  /** Working directory. */
  readonly cwd: string;
  /** Directories by the placeholders that stand for them in arguments: `{output}` is for its files. */
  readonly directories: Readonly<Record<'output' | 'plans', string | undefined>>;
  /** Variables beside those of the process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Name of a hook in messages. */
export function nameOfHook({ name, command, shell }: Hook): string {
  const program = typeof command === 'string' ? command.trim().split(/\s/)[0] : command[0];
  return name ?? (oneLine(shell === true ? 'script' : path.basename(program ?? '')).slice(0, 40) || 'hook');
}

/**
 * Runs a hook in a process group of its own, until it ends or its time is over.
 *
 * @returns what it wrote: its file, or its standard output
 * @throws ToolkitError HOOK_FAILED when it cannot be run, is stopped, or writes nothing that can be read
 */
export async function runHook(props: HookCommandProps): Promise<{ readonly text: string; readonly exit: AppExit }> {
  const { session, hook, cwd, directories } = props;
  const { interruption } = session;
  const { timeLimit = TIME_LIMIT, output } = hook;
  const stdout = new Output();
  const child = new AppProcess(commandOf(props), { cwd, env: environmentOf(props) }, stdout);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.interrupt();
    setTimeout(() => child.kill(), GRACE * 1000).unref();
  }, timeLimit * 1000);
  let exit: AppExit;
  try {
    exit = await interruption.stopping(child, child.ended());
  } catch (error) {
    throw notStarted(hook, error as NodeJS.ErrnoException);
  } finally {
    clearTimeout(timer);
  }
  if (interruption.happened) {
    throw new ToolkitError('INTERRUPTED', 'Interrupted.');
  }
  if (isLate) {
    const time = formatDuration(timeLimit * 1000);
    throw failed(hook, `did not end within ${time}, and was stopped`, 'Give it more time with timeLimit, in seconds.');
  }
  if (stdout.isTooLarge) {
    throw failed(hook, `wrote more than ${LARGEST / 1_000_000} MB`);
  }
  const text = output === undefined ? stdout.text : readOutput(hook, path.join(directories.output ?? '', output), exit);
  return { text, exit };
}

/** Error of a hook, with what to do. */
export function failed(hook: Hook, why: string, fix?: string): ToolkitError {
  return new ToolkitError('HOOK_FAILED', `The hook ${nameOfHook(hook)} ${why}.`, fix);
}

/** Last thing that a process said, as a clause; nothing where it was silent. */
export function said({ errors, output }: Pick<AppExit, 'errors' | 'output'>): string {
  const text = oneLine(errors.trim() === '' ? output.slice(-MOST_SAID) : errors.slice(-2 * MOST_SAID)).trim();
  return text === '' ? '' : `: ${text.slice(-MOST_SAID)}`;
}

/** Standard output as a whole, up to a limit. */
class Output {
  public text = '';
  public isTooLarge = false;

  public add(part: string): void {
    this.isTooLarge ||= this.text.length + part.length > LARGEST;
    this.text += this.isTooLarge ? '' : part;
  }
}

function commandOf({ hook: { command, shell }, directories }: HookCommandProps): string | readonly string[] {
  if (shell === true) {
    return String(command);
  }
  const words = typeof command === 'string' ? command.trim().split(/ +/) : command;
  return words.map((word) =>
    word.replace(/\{(output|plans)\}/g, (all, name: 'output' | 'plans') => directories[name] ?? all),
  );
}

function environmentOf({ session, env, directories }: HookCommandProps): NodeJS.ProcessEnv {
  const places = {
    AZSTAGE_HOOK_OUTPUT: directories.output,
    AZSTAGE_HOOK_PLANS: directories.plans,
  };
  return { ...childEnvironment(session.env), ...env, ...places };
}

function notStarted(hook: Hook, { code, message }: NodeJS.ErrnoException): ToolkitError {
  return code === 'ENOENT'
    ? failed(
        hook,
        'is not installed: there is no such program',
        'Install it, put it on the PATH, or take it out of the setting hooks.',
      )
    : failed(hook, `could not be run: ${oneLine(message)}`, 'Check the setting hooks.');
}

function readOutput(hook: Hook, file: string, exit: AppExit): string {
  const status = fs.lstatSync(file, { throwIfNoEntry: false });
  if (status?.isFile() !== true) {
    throw failed(
      hook,
      `ended with ${exit.result} and wrote no ${hook.output}${said(exit)}`,
      'Let it write into the directory {output}, which AZSTAGE_HOOK_OUTPUT names too.',
    );
  }
  if (status.size > LARGEST) {
    throw failed(hook, `wrote more than ${LARGEST / 1_000_000} MB`);
  }
  return fs.readFileSync(file, 'utf8');
}
