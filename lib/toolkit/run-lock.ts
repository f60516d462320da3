import fs from 'node:fs';
import path from 'node:path';
import { describeCiRun } from './ci-run';
import { makePrivateDirectory, readOwnJson } from './private-files';
import { type Here, hereOf, judgeProcess, type RecordedProcess, recordProcess } from './recorded-process';
import { ToolkitError } from './toolkit-error';

/** The run that is at work in a directory. */
export interface RunHolder extends RecordedProcess {
  /** The command of azstage. */
  readonly command: string;
}

/** Keeps a second run out of a project while one is at work. */
export class RunLock {
  /**
   * Takes the lock. One that a process left behind which is no longer there is taken over. Where that cannot be told, as of another
   * machine, it counts as held.
   *
   * @throws ToolkitError when another run holds it
   */
  public static acquire(dataDirectory: string, command: string, now: Date, here: Here = hereOf({})): RunLock {
    const file = fileIn(dataDirectory);
    makePrivateDirectory(dataDirectory);
    const holder: RunHolder = { ...recordProcess(process.pid, here, now), command };
    for (;;) {
      if (created(file, JSON.stringify(holder))) {
        return new RunLock(file);
      }
      const other = RunLock.holder(dataDirectory);
      const { holder: liveness } = other === undefined ? { holder: 'dead' } : judgeProcess(other, here);
      if (other !== undefined && liveness !== 'dead') {
        const isSure = liveness === 'lives';
        throw new ToolkitError(
          'LOCKED',
          `${describeRun(other)}${isSure ? '' : `, as far as can be told from ${here.host}`}.`,
          isSure
            ? 'Wait for it. To look meanwhile at what it works on, add --skip-synth.'
            : `Wait for it. If it is gone for good, delete ${file}.`,
        );
      }
      removeStale(file, other);
    }
  }

  /** Who holds the lock, or left it behind. */
  public static holder(dataDirectory: string): RunHolder | undefined {
    return readOwnJson<RunHolder>(fileIn(dataDirectory));
  }

  private constructor(private readonly file: string) {}

  public release(): void {
    fs.rmSync(this.file, { force: true });
  }
}

/** `ann on laptop runs azstage deploy here since 2026-01-02T03:04:05.678Z (process 4711)` */
export function describeRun({ user, host, command, since, pid, ci }: RunHolder): string {
  const run = ci === undefined ? '' : `, ${describeCiRun(ci)}`;
  return `${user} on ${host} runs azstage ${command} here since ${since} (process ${pid}${run})`;
}

function fileIn(dataDirectory: string): string {
  return path.join(dataDirectory, 'run.lock');
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
function removeStale(file: string, stale: RunHolder | undefined): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (JSON.stringify(readOwnJson<RunHolder>(aside)) !== JSON.stringify(stale)) {
    fs.linkSync(aside, file);
  }
  fs.rmSync(aside, { force: true });
}
