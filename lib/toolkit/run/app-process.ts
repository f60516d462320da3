import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Excerpt } from '../host/excerpt';
import { signalGroup } from '../host/process-group';

/** Exit of the app's command. */
export interface AppExit {
  /** Exit code, or name of the signal that ended it. */
  readonly result: number | string;
  /** Standard output, with its middle omitted when it is too long. */
  readonly output: string;
  readonly errors: string;
}

/** Receiver of the output of a process. */
export interface ProcessOutput {
  readonly text: string;
  add(part: string): void;
}

/** Longest time for which background processes may keep the output open once the app has ended, in milliseconds. */
const LINGER = 1000;

/**
 * Running process of the app's command, or of a hook.
 *
 * It has a process group of its own: a signal reaches it once, together with the shell and package managers that started it. It can be killed without
 * loss, as it only writes files that the next run writes again.
 */
export class AppProcess {
  private readonly child: ChildProcess;
  private readonly errors: Excerpt;
  private wasInterrupted = false;

  /**
   * @param command for the shell, or a program and its arguments
   * @param output receiver of standard output. @default its beginning and end are kept
   */
  constructor(
    command: string | readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
    private readonly output: ProcessOutput = new Excerpt(),
  ) {
    const [program = '', ...args] = typeof command === 'string' ? [command] : command;
    this.child = spawn(program, args, {
      ...options,
      shell: typeof command === 'string',
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.errors = new Excerpt();
    follow(this.child.stdout, this.output);
    follow(this.child.stderr, this.errors);
  }

  /** Output so far. */
  public get printed(): Pick<AppExit, 'output' | 'errors'> {
    return { output: this.output.text, errors: this.errors.text };
  }

  /**
   * Waits until the process has ended, but not for its background processes, even where they keep the output open.
   *
   * @throws NodeJS.ErrnoException when the shell or the directory does not exist
   */
  public async ended(): Promise<AppExit> {
    const { child } = this;
    const closed = once(child, 'close').catch(() => undefined);
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (this.wasInterrupted) {
      // The shell may have ended while the app is still running.
      this.kill();
    }
    const lingering = new AbortController();
    await Promise.race([closed, setTimeout(LINGER, undefined, { signal: lingering.signal }).catch(() => undefined)]);
    lingering.abort();
    child.stdout?.destroy();
    child.stderr?.destroy();
    return { result: exitCode ?? signal ?? 'unknown', ...this.printed };
  }

  /** Sends SIGTERM to the process group. */
  public interrupt(): void {
    this.wasInterrupted = true;
    this.signal('SIGTERM');
  }

  public kill(): void {
    this.signal('SIGKILL');
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined || process.platform === 'win32') {
      this.child.kill(signal);
      return;
    }
    signalGroup(pid, signal);
  }
}

function follow(stream: Readable | null, output: ProcessOutput): void {
  stream?.setEncoding('utf8').on('data', (text: string) => output.add(text));
}
