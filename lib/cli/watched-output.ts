import { setImmediate } from 'node:timers/promises';
import { ExitCode } from '../toolkit/exit-code';
import { type CliDeps } from './cli-deps';
import { Output } from './output';

/** Commands with side effects, which have succeeded even if their result could not be printed. */
const WITH_SIDE_EFFECTS: ReadonlySet<string> = new Set(['deploy', 'up', 'down', 'unlock', 'synth', 'init']);

/**
 * Write errors of standard output and standard error: a full disk or a closed pipe. They never end a run: it must not stop in the middle
 * of an apply.
 */
export class WatchedOutput {
  private writeError?: NodeJS.ErrnoException;

  constructor(private readonly deps: CliDeps) {
    deps.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // `azstage list | head` closes the pipe early: that is no error.
      this.writeError ??= error.code === 'EPIPE' ? undefined : error;
    });
    // An error of standard error cannot be reported anywhere.
    deps.stderr.on('error', () => undefined);
  }

  /**
   * Exit code of the process: a write error fails a command that only prints.
   *
   * @param command name of the command; undefined without one, as with `--help`
   */
  public async exitCode(exitCode: number, command: string | undefined): Promise<number> {
    await setImmediate();
    if (this.writeError === undefined) {
      return exitCode;
    }
    new Output(this.deps.stderr, this.deps.env).print(
      `The result could not be written to standard output: ${this.writeError.message}.\n`,
    );
    const isDone = exitCode === ExitCode.DONE || exitCode === ExitCode.CHANGES;
    return isDone && (command === undefined || !WITH_SIDE_EFFECTS.has(command)) ? ExitCode.FAILED : exitCode;
  }
}
