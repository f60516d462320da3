import { formatTime } from '../host/local-time';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { describeCiRun } from './ci-run';
import { readOwnJson } from '../host/json-file';
import { createAtomically, makePrivateDirectory, temporaryName } from '../host/private-files';
import {
  type Host,
  hostOf,
  checkProcess,
  type RecordedProcess,
  recordedProcessSchema,
  recordProcess,
} from './recorded-process';
import { ToolkitError } from '../toolkit-error';

/** Run that holds the lock of a project directory. */
export interface RunHolder extends RecordedProcess {
  /** Command of azstage. */
  readonly command: string;
}

const FORMAT = new JsonFormat<RunHolder>('run.lock', recordedProcessSchema.extend({ command: z.string() }));

/** Lock of a project directory: one run at a time. */
export class RunLock {
  /**
   * Acquires the lock. A stale lock, whose process is dead, is replaced. Where that is unknown, as for a process of another machine, it counts as held.
   *
   * @throws ToolkitError when another run holds it
   */
  public static acquire(dataDirectory: string, command: string, now: Date, host: Host = hostOf({})): RunLock {
    const file = fileIn(dataDirectory);
    makePrivateDirectory(dataDirectory);
    const holder: RunHolder = { ...recordProcess(process.pid, host, now), command };
    for (;;) {
      if (createAtomically(file, JSON.stringify(holder))) {
        return new RunLock(file);
      }
      const other = RunLock.holder(dataDirectory);
      const { holder: liveness } = other === undefined ? { holder: 'dead' } : checkProcess(other, host);
      if (other !== undefined && liveness !== 'dead') {
        const isSure = liveness === 'alive';
        throw new ToolkitError(
          'LOCKED',
          `${describeRun(other)}${isSure ? '' : `; this cannot be verified from ${host.name}`}.`,
          isSure
            ? 'Wait for it to end. To read what it works on in the meantime, add --skip-synth.'
            : `Wait for it to end. If it no longer runs, delete ${file}.`,
        );
      }
      removeStale(file, other);
    }
  }

  /** Holder according to the lock file, whether it is alive or not. */
  public static holder(dataDirectory: string): RunHolder | undefined {
    return readOwnJson(fileIn(dataDirectory), FORMAT);
  }

  private constructor(private readonly file: string) {}

  public release(): void {
    fs.rmSync(this.file, { force: true });
  }
}

/** `ann on laptop has been running azstage deploy in this directory since 2026-01-02 04:04:05 +01:00 (process 4711)` */
export function describeRun({ user, host, command, since, pid, ci }: RunHolder): string {
  const run = ci === undefined ? '' : `, ${describeCiRun(ci)}`;
  return `${user} on ${host} has been running azstage ${command} in this directory since ${since === undefined ? 'an unknown time' : formatTime(since)} (process ${pid}${run})`;
}

function fileIn(dataDirectory: string): string {
  return path.join(dataDirectory, 'run.lock');
}

/** Removes a stale lock file; one that another process created in the meantime is restored. */
function removeStale(file: string, stale: RunHolder | undefined): void {
  const aside = temporaryName(file);
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return;
    }
    throw error;
  }
  if (JSON.stringify(readOwnJson(aside, FORMAT)) !== JSON.stringify(stale)) {
    fs.linkSync(aside, file);
  }
  fs.rmSync(aside, { force: true });
}
