import fs from 'node:fs';
import path from 'node:path';
import { AppProcess } from './app-process';
import { childEnvironment } from '../host/environment-variables';
import { fileTrouble, makeDirectory, onFile } from '../host/file-trouble';
import { type Interruption } from './interruption';
import { type Reporter } from '../io/io-host';
import { type Project } from '../assembly/project';
import { stopwatch } from '../host/stopwatch';
import { ToolkitError } from '../toolkit-error';

/** Context of the app's command. */
export interface AppCommandProps {
  readonly project: Project;
  readonly report: Reporter;
  /** Environment variables of the run. */
  readonly env: NodeJS.ProcessEnv;
  /** Interrupts the app. */
  readonly interruption: Interruption;
  /** Whether the app prints stack traces of its errors. @default false */
  readonly debug?: boolean;
}

/**
 * Runs the command that writes the Terraform JSON as the cdktf CLI does: through the shell, in the project's directory, with the output directory and
 * the context in environment variables.
 *
 * Output of the app is shown only with `--debug`; when it fails, its standard error is the message.
 *
 * @throws ToolkitError when the command fails, cannot be run or is interrupted
 */
export async function runApp(props: AppCommandProps): Promise<void> {
  const { project, report, env, interruption, debug = false } = props;
  const command = project.appCommand;
  const elapsed = stopwatch();
  report.say('debug', 'app.started', `Running ${command}`, { command });
  refuseUnwritable(project.outputDirectory);
  const app = new AppProcess(command, {
    cwd: project.directory,
    env: {
      ...childEnvironment(env),
      CDKTF_OUTDIR: project.output,
      CDKTF_CONTEXT_JSON: JSON.stringify(project.context),
      ...(debug ? { AZSTAGE_DEBUG: '1' } : {}),
    },
  });
  const { result, output, errors } = await interruption.stopping(app, app.ended());
  if (result !== 0) {
    throw interruption.happened
      ? new ToolkitError('INTERRUPTED', 'Interrupted while the app was run.')
      : appFailure(command, errors, output, { directory: project.directory, result, debug });
  }
  for (const line of [...lines(output), ...lines(errors)]) {
    report.say('debug', 'app.output', line, { line });
  }
  const milliseconds = elapsed();
  report.say('debug', 'app.finished', `${command} took ${milliseconds} ms`, { milliseconds });
}

/**
 * Refuses an output directory that is not writable, and creates its parents: the message of the app would be only that of the failed call.
 *
 * @throws ToolkitError
 */
function refuseUnwritable(directory: string): void {
  onFile(directory, () => {
    makeDirectory(path.dirname(directory));
    const isThere = fs.existsSync(directory);
    if (isThere) {
      fs.readdirSync(directory);
    }
    fs.accessSync(isThere ? directory : path.dirname(directory), fs.constants.W_OK);
  });
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function appFailure(
  command: string,
  stderr: string,
  stdout: string,
  {
    directory,
    result,
    debug,
  }: { readonly directory: string; readonly result: number | string; readonly debug: boolean },
): ToolkitError {
  const said = [stderr, stdout]
    .map((text) => (debug ? text : withoutStackTrace(text)).trim())
    .find((text) => text !== '');
  if (said === undefined) {
    return new ToolkitError('APP_FAILED', `The app printed nothing and exited with ${result}: ${command}`);
  }
  const trouble = troubleOf(said, directory);
  return trouble === undefined
    ? new ToolkitError('APP_FAILED', said)
    : new ToolkitError('APP_FAILED', `The app failed: ${trouble.message}`, trouble.fix);
}

/** Error for an uncaught error of the file system in the app: `Error: EISDIR: ..., open 'cdktf.out/a'`. */
function troubleOf(said: string, directory: string): ToolkitError | undefined {
  const [, code, syscall, file] = /^Error: (E[A-Z]+): [^\n]*, (\w+)(?: '([^'\n]+)')?$/.exec(said) ?? [];
  return fileTrouble({ code, syscall, errno: 0 }, path.resolve(directory, file ?? ''));
}

/** Output of the app without the parts that Node.js adds to an uncaught error: source line with caret, stack trace, fields, version. */
function withoutStackTrace(text: string): string {
  return text
    .replace(/^\S+:\d+\n.*\n\s*\^+\n/m, '')
    .split('\n')
    .filter((line) => !/^\s+at .+/.test(line) && !/^Node\.js v\d/.test(line) && !/^npm (error|ERR!)/.test(line))
    .filter((line) => !/^ {2}(errno|code|syscall|path|dest): |^\}$/.test(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}
