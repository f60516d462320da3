import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makePrivateDirectory, readOwnJson } from './private-files';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity';
import { ToolkitError } from './toolkit-error';

interface Holder extends ProcessIdentity {
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
      ...identityOf(process.pid),
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
      if (other !== undefined && mayLive(other)) {
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

/** A holder on another machine may live or not: it counts as alive. */
function mayLive(holder: Holder): boolean {
  return holder.host !== os.hostname() || isAlive(holder);
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
