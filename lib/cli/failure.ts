import { CommanderError } from 'commander';
import { AzstageError } from '../errors';
import { ExitCode } from '../toolkit/exit-code';
import { fileTrouble } from '../toolkit/host/file-trouble';
import { Reporter } from '../toolkit/io/io-host';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type CliDeps } from './cli-deps';
import { ConsoleIoHost } from './console-io-host';

/** Prints the error of a failed command, with a stack trace only under `--debug`, and returns the exit code. */
export function reportFailure(error: unknown, args: readonly string[], deps: CliDeps): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? ExitCode.DONE : ExitCode.USAGE;
  }
  const debug = args.includes('--debug');
  const known = fileTrouble(error) ?? error;
  const failure = known instanceof Error ? known : new Error(String(known));
  const code = failure instanceof AzstageError ? failure.code : 'UNEXPECTED';
  const fix =
    failure instanceof ToolkitError
      ? failure.fix
      : code === 'UNEXPECTED'
        ? 'This is a bug in azstage: please report it with the output of --debug.'
        : undefined;
  const stack = debug ? failure.stack : undefined;
  const text = [failure.message, fix, stack].filter((part) => part !== undefined).join('\n');
  new Reporter(new ConsoleIoHost(deps, { json: args.includes('--json'), debug }), deps.clock).say(
    'error',
    'command.failed',
    text,
    {
      code,
      fix,
      stack,
    },
  );
  return failure instanceof ToolkitError ? failure.exitCode : ExitCode.FAILED;
}
