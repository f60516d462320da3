import { setImmediate } from 'node:timers/promises';
import { ExitCode } from '../toolkit/exit-code';
import { type CliDeps } from './cli-deps';

/** Commands that do something, and have done it whether or not their result could be printed. */
const DOING: ReadonlySet<string> = new Set(['deploy', 'up', 'down', 'unlock', 'synth', 'init']);

/**
 * Standard output and standard error where they cannot be written to: on a full disk, or into a pipe that nobody reads any more. What is at
 * work goes on, as it must not be left in the middle for that.
 */
export class WatchedOutput {
  private lost?: NodeJS.ErrnoException;

  constructor(private readonly deps: CliDeps) {
    deps.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // `azstage list | head` closes the pipe early: who reads has enough.
      this.lost ??= error.code === 'EPIPE' ? undefined : error;
    });
    // There is nowhere left to say that standard error cannot be written to.
    deps.stderr.on('error', () => undefined);
  }

  /**
   * How the process ends: what could not be printed is no success of a command that does nothing else.
   *
   * @param command its name; undefined where there is none, as with `--help`
   */
  public async exitCode(exitCode: number, command: string | undefined): Promise<number> {
    await setImmediate();
    if (this.lost === undefined) {
      return exitCode;
    }
    this.deps.stderr.write(`The result could not be written to standard output: ${this.lost.message}.\n`);
    const isDone = exitCode === ExitCode.DONE || exitCode === ExitCode.CHANGES;
    return isDone && (command === undefined || !DOING.has(command)) ? ExitCode.FAILED : exitCode;
  }
}
