import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makePrivateDirectory, readOwnJson } from './private-files';
import { ToolkitError } from './toolkit-error';

interface Holder {
  readonly pid: number;
  /** Tells the process from a later one with the same id. */
  readonly born?: string;
  readonly host: string;
  readonly user: string;
  readonly command: string;
  readonly since: string;
}

/** Keeps a second run out of a project while one is at work. */
export class RunLock {
  /**
   * Takes the lock. One that a process left behind which is no longer there is taken over.
   *
   * @throws ToolkitError when another run holds it
   */
  public static acquire(dataDirectory: string, command: string, now: Date): RunLock {
    const file = path.join(dataDirectory, 'run.lock');
    makePrivateDirectory(dataDirectory);
    const holder: Holder = {
      pid: process.pid,
      born: birth(process.pid),
      host: os.hostname(),
      user: os.userInfo().username,
      command,
      since: now.toISOString(),
    };
    for (;;) {
      if (created(file, JSON.stringify(holder))) {
        return new RunLock(file);
      }
      const other = readOwnJson<Holder>(file);
      if (other !== undefined && isAlive(other)) {
        throw new ToolkitError(
          'LOCKED',
          `${other.user} on ${other.host} runs azstage ${other.command} here since ${other.since} (process ${other.pid}).`,
          'Wait for it. To look meanwhile at what it works on, add --skip-synth.',
        );
      }
      removeStale(file, other);
    }
  }

  private constructor(private readonly file: string) {}

  public release(): void {
    fs.rmSync(this.file, { force: true });
  }
}

/** Whether a process of this machine is there. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== os.hostname()) {
    return true;
  }
  return isProcessAlive(holder.pid) && (holder.born === undefined || birth(holder.pid) === holder.born);
}

/** Makes the file with its content at once, or not at all when it is there. */
function created(file: string, content: string): boolean {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, content, { mode: 0o600 });
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/** Takes away what a dead process left; a lock that somebody took in the same moment is put back. */
function removeStale(file: string, stale: Holder | undefined): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (JSON.stringify(readOwnJson<Holder>(aside)) !== JSON.stringify(stale)) {
    fs.linkSync(aside, file);
  }
  fs.rmSync(aside, { force: true });
}

/** When a process started, in ticks of the kernel; undefined where there is no /proc. */
function birth(pid: number): string | undefined {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
  } catch {
    return undefined;
  }
}
