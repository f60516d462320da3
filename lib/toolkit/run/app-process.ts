import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { Excerpt } from '../host/excerpt';

/** How the app's command ended. */
export interface AppExit {
  /** Exit code, or name of the signal that ended it. */
  readonly result: number | string;
  /** What it printed; the middle is left out of what is too long to be read. */
  readonly output: string;
  readonly errors: string;
}

/** How long what the app left behind may keep its output open once it has ended, in milliseconds. */
const LINGER = 1000;

/**
 * The app's command while it runs.
 *
 * It has a process group of its own: a signal reaches it once, and with it all that the shell and package managers put between. Nothing is lost
 * when it is ended, as it does no more than write files that the next run writes anew.
 */
export class AppProcess {
  private readonly child: ChildProcess;
  private wasInterrupted = false;

  /**
   * @param command for the shell
   */
  constructor(command: string, options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }) {
    this.child = spawn(command, {
      ...options,
      shell: true,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /**
   * Waits until it has ended. What it started in the background does not count, even where it keeps the output open.
   *
   * @throws NodeJS.ErrnoException when there is no shell, or no such directory
   */
  public async ended(): Promise<AppExit> {
    const { child } = this;
    const [output, errors] = [excerptOf(child.stdout), excerptOf(child.stderr)];
    const closed = once(child, 'close').catch(() => undefined);
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (this.wasInterrupted) {
      // The shell may be gone while the app is not.
      this.kill();
    }
    const lingering = new AbortController();
    await Promise.race([closed, setTimeout(LINGER, undefined, { signal: lingering.signal }).catch(() => undefined)]);
    lingering.abort();
    child.stdout?.destroy();
    child.stderr?.destroy();
    return { result: exitCode ?? signal ?? 'unknown', output: output.text, errors: errors.text };
  }

  /** Asks it, and all that it started, to end. */
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
    try {
      process.kill(-pid, signal);
    } catch {
      // All of the group has ended meanwhile.
    }
  }
}

function excerptOf(stream: Readable | null): Excerpt {
  const excerpt = new Excerpt();
  stream?.setEncoding('utf8').on('data', (text: string) => excerpt.add(text));
  return excerpt;
}
