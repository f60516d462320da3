import fs from 'node:fs';
import path from 'node:path';
import { appFailure, endedEarly, limitReached } from './app-failure';
import { AppProcess } from './app-process';
import { AppWatch } from './app-watch';
import { formatDuration } from '../host/duration';
import { childEnvironment } from '../host/environment-variables';
import { makeDirectory, onFile } from '../host/file-trouble';
import { type Interruption } from './interruption';
import { type Reporter } from '../io/io-host';
import { type Project } from '../assembly/project';
import { SOURCE_LINES_CONTEXT } from '../../manifest/app-metadata';
import { MANIFEST_FILE } from '../../manifest/cdktf-manifest';
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
  /** Whether the app is asked for the lines of its code that make resources. @default false */
  readonly sourceLines?: boolean;
  /** Time after which the app is stopped, in seconds. @default never */
  readonly timeLimit?: number;
  /** Times between reports that the app is still running, in seconds; the last one is repeated. @default 30, 60, 120, 300 */
  readonly notices?: readonly number[];
}

/**
 * Runs the command that writes the Terraform JSON as the cdktf CLI does: through the shell, in the project's directory, with the output directory and
 * the context in environment variables.
 *
 * Output of the app is shown only with `--debug`; when it fails, its standard error is the message. It is stopped only by an interruption, or by a time
 * limit that was asked for.
 *
 * @throws ToolkitError when the command fails, cannot be run, is interrupted or ends without writing its output
 */
export async function runApp(props: AppCommandProps): Promise<void> {
  const { project, report, env, interruption, debug = false } = props;
  const command = project.appCommand;
  const elapsed = stopwatch();
  report.say('debug', 'app.started', `Running ${command}`, { command });
  refuseUnwritable(project.outputDirectory);
  const manifest = path.join(project.outputDirectory, MANIFEST_FILE);
  const before = versionOf(manifest);
  const app = new AppProcess(command, {
    cwd: project.directory,
    env: environmentOf(props, childEnvironment(env)),
  });
  const watch = new AppWatch(app, props, () => versionOf(manifest) !== before);
  const exit = await interruption.stopping(app, app.ended()).finally(() => watch.end());
  const failed = { project, exit, milliseconds: elapsed(), debug };
  if (interruption.happened) {
    throw new ToolkitError('INTERRUPTED', `Interrupted after ${formatDuration(failed.milliseconds)} of synth.`);
  }
  if (watch.wasLimitReached) {
    throw limitReached(failed, props.timeLimit);
  }
  if (exit.result !== 0) {
    throw appFailure(failed);
  }
  for (const line of [...lines(exit.output), ...lines(exit.errors)]) {
    report.say('debug', 'app.output', line, { line });
  }
  if (versionOf(manifest) === before) {
    throw endedEarly(failed, manifest);
  }
  const { milliseconds } = failed;
  report.say('debug', 'app.finished', `${command} took ${formatDuration(milliseconds)}`, { milliseconds });
}

/** Variables of the app. Compiled apps say lines of their sources with source maps alone. */
function environmentOf({ project, debug, sourceLines }: AppCommandProps, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const context = sourceLines === true ? { ...project.context, [SOURCE_LINES_CONTEXT]: true } : project.context;
  const nodeOptions = `${env['NODE_OPTIONS'] ?? ''} --enable-source-maps`.trim();
  return {
    ...env,
    CDKTF_OUTDIR: project.output,
    CDKTF_CONTEXT_JSON: JSON.stringify(context),
    ...(debug === true ? { AZSTAGE_DEBUG: '1' } : {}),
    ...(sourceLines === true ? { NODE_OPTIONS: nodeOptions } : {}),
  };
}

/** Text that differs whenever a file was written in between; undefined where there is none. */
function versionOf(file: string): string | undefined {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.ino} ${stat.mtimeNs} ${stat.ctimeNs}`;
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
