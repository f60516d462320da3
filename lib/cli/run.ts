import { type CliDeps } from './cli-deps';
import { createProgram } from './create-program';
import { reportFailure } from './failure';

/** Runs a command line and says how the process ends. It never ends the process itself. */
export async function run(args: readonly string[], deps: CliDeps): Promise<number> {
  const { program, outcome } = createProgram(deps);
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    return reportFailure(error, args, deps);
  }
}
