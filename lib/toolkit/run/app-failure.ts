import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type AppExit } from './app-process';
import { fileTrouble } from '../host/file-trouble';
import { type Project } from '../assembly/project';
import { type Frame, readUncaughtError } from './uncaught-error';
import { formatDuration } from '../host/duration';
import { ToolkitError } from '../toolkit-error';
import { shellWord } from '../host/shell-word';

/** Run of the app's command that failed. */
export interface FailedApp {
  readonly project: Project;
  readonly exit: AppExit;
  /** Duration of the run. */
  readonly milliseconds: number;
  /** Whether its output is shown in full. */
  readonly debug: boolean;
}

/** Exit code of a shell that does not find a command: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02 */
const NOT_FOUND = 127;
/** Exit code of Node.js for an `await` at the top level that never settles: https://nodejs.org/api/process.html#exit-codes */
const UNSETTLED_AWAIT = 13;

/** Output of a shell about a command that a signal has ended. */
const KILLED = /^(?:Killed|Terminated|Aborted|Segmentation fault)(?: \(core dumped\))?$/;

/** Error for an app that failed: what it said, where in its code, and what to do. */
export function appFailure(failed: FailedApp): ToolkitError {
  const { project, exit, debug } = failed;
  const said = [exit.errors, exit.output].map((text) => text.trim()).find((text) => text !== '');
  if (said === undefined || KILLED.test(said)) {
    return silentFailure(failed);
  }
  if (debug) {
    return new ToolkitError('APP_FAILED', said);
  }
  const { text, frame, hadTrace } = readUncaughtError(said);
  const trouble = troubleOf(text, project.directory);
  if (trouble !== undefined) {
    return new ToolkitError('APP_FAILED', `The app failed: ${trouble.message}`, trouble.fix);
  }
  const where = frame === undefined ? '' : `\n    at ${describeFrame(frame, project)}`;
  const message = `${project.showPathsIn(text === '' ? said : text)}${where}`;
  return new ToolkitError('APP_FAILED', message, fixOf(text, failed) ?? fixOfTrace(hadTrace && frame === undefined));
}

/** Error for an app that ended as if it had succeeded, and did not write its output. */
export function endedEarly({ project, exit, milliseconds }: FailedApp, file: string): ToolkitError {
  const message = [
    `The app ended after ${formatDuration(milliseconds)} without writing ${project.show(file)}: ${project.appCommand}.`,
    describeOutput(exit),
  ].join('\n');
  return new ToolkitError(
    'APP_FAILED',
    message,
    [
      'It must call app.synth() as its last step, with new StagedApp() or with new App() and no outdir of its own.',
      'Look for an early return, an error that is caught, or a promise that is not awaited.',
      alone(project),
    ].join(' '),
  );
}

/**
 * Error for an app that was stopped at its time limit.
 *
 * @param seconds the limit
 */
export function limitReached({ project, exit }: FailedApp, seconds = 0): ToolkitError {
  const limit = `${formatDuration(seconds * 1000)}, the limit of --app-timeout`;
  const message = `The app was stopped after ${limit}: ${project.appCommand}.\n${describeOutput(exit)}`;
  return new ToolkitError('APP_FAILED', message, alone(project));
}

/** Sentence about what the app printed last. */
export function describeOutput(printed: Pick<AppExit, 'errors' | 'output'>): string {
  const last = lastLine(printed);
  return last === undefined ? 'It printed nothing.' : `It printed last: ${last}`;
}

/** Command that shows all that the app prints. */
export function alone(project: Project): string {
  const directory = project.show(project.directory);
  return `To run it alone: ${directory === '.' ? '' : `cd ${shellWord(directory)} && `}${project.appCommand}`;
}

/** Last line that the app printed, if any. */
export function lastLine({ errors, output }: Pick<AppExit, 'errors' | 'output'>): string | undefined {
  const last = [errors, output].map((text) => text.trimEnd().split('\n').at(-1)?.trim() ?? '');
  return last.find((line) => line !== '');
}

function silentFailure({ project, exit, milliseconds }: FailedApp): ToolkitError {
  const { result } = exit;
  const signal = signalOf(result);
  const ended = signal === undefined ? `failed with exit code ${result}` : `was killed by ${signal}`;
  const message = `The app ${ended} after ${formatDuration(milliseconds)} and printed nothing: ${project.appCommand}.`;
  return new ToolkitError('APP_FAILED', message, `${reasonOf(signal ?? result)}${alone(project)}`);
}

/** Signal that ended a command, or what its shell ran: shells add its number to 128. */
function signalOf(result: number | string): string | undefined {
  if (typeof result === 'string') {
    return result;
  }
  return Object.entries(os.constants.signals).find(([, number]) => number + 128 === result)?.[0];
}

function reasonOf(result: number | string): string {
  switch (result) {
    case UNSETTLED_AWAIT:
      return 'This exit code of Node.js means that an await at the top level was never settled. ';
    case 'SIGKILL':
      return 'The operating system kills a process like this when memory runs out. ';
    default:
      return '';
  }
}

/** Error for an uncaught error of the file system in the app: `Error: EISDIR: ..., open 'cdktf.out/a'`. */
function troubleOf(said: string, directory: string): ToolkitError | undefined {
  const [, code, syscall, file] = /^Error: (E[A-Z]+): [^\n]*, (\w+)(?: '([^'\n]+)')?$/.exec(said) ?? [];
  return fileTrouble({ code, syscall, errno: 0 }, path.resolve(directory, file ?? ''));
}

function describeFrame({ caller, file, position }: Frame, project: Project): string {
  const place = `${project.show(file)}:${position}`;
  return caller === undefined ? place : `${caller} (${place})`;
}

/** Instruction that solves a failure which is common with a new project. */
function fixOf(said: string, { project, exit }: FailedApp): string | undefined {
  const [, missing] = /Cannot find (?:module|package) '([^'./][^']*)'/.exec(said) ?? [];
  if (missing !== undefined && !path.isAbsolute(missing)) {
    return fs.existsSync(path.join(project.directory, 'node_modules'))
      ? `Install it: npm install ${packageOf(missing)}`
      : `The packages of the project are not installed: run npm install in ${project.directory}.`;
  }
  if (exit.result === NOT_FOUND) {
    return `The command of the app was not found: ${project.appCommand}. Install what it needs, or correct "app" in cdktf.json.`;
  }
  if (said.includes('JavaScript heap out of memory')) {
    return 'Allow the app more memory: NODE_OPTIONS=--max-old-space-size=8192';
  }
  return /ERR_UNKNOWN_FILE_EXTENSION|Unknown file extension "\.ts"|Cannot use import statement outside a module/.test(
    said,
  )
    ? 'Node.js cannot run this TypeScript by itself: npm install --save-dev tsx, and "app": "npx tsx main.ts" in cdktf.json.'
    : undefined;
}

function fixOfTrace(isNeeded: boolean): string | undefined {
  return isNeeded ? 'Add --debug for the stack trace.' : undefined;
}

function packageOf(module: string): string {
  return module.split('/', module.startsWith('@') ? 2 : 1).join('/');
}
