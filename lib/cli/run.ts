import { type CliDeps } from './cli-deps';
import { createProgram } from './create-program';
import { reportFailure } from './failure';

/** Runs a command line and says how the process ends. It never ends the process itself. */
export async function run(args: readonly string[], deps: CliDeps): Promise<number> {
  for (const stream of [deps.stdout, deps.stderr]) {
    stream.on('error', ignoreClosedPipe);
  }
  const { program, outcome } = createProgram(deps, args);
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    return reportFailure(error, args, deps);
  }
}

/** `azstage list | head` closes the pipe early; that is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}
