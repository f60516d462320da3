import { type CliDeps } from './cli-deps';
import { createProgram } from './create-program';
import { reportFailure } from './failure';
import { commandFirst } from './leading-options';
import { WatchedOutput } from './watched-output';

/** Runs a command line and returns the exit code. It never ends the process itself. */
export async function run(given: readonly string[], deps: CliDeps): Promise<number> {
  const args = commandFirst(given);
  const output = new WatchedOutput(deps);
  const { program, outcome } = createProgram(deps, args);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    outcome.exitCode = reportFailure(error, args, deps);
  }
  return output.exitCode(outcome.exitCode, outcome.command);
}
