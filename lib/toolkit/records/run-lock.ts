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

/** The run that is at work in a directory. */
export interface RunHolder extends RecordedProcess {
  /** The command of azstage. */
  readonly command: string;
}

const FORMAT = new JsonFormat<RunHolder>('run.lock', recordedProcessSchema.extend({ command: z.string() }));

/** Keeps a second run out of a project while one is at work. */
export class RunLock {
  /**
   * Takes the lock. One that a process left behind which is no longer there is taken over. Where that cannot be told, as of another
   * machine, it counts as held.
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
          `${describeRun(other)}${isSure ? '' : `, as far as can be told from ${host.name}`}.`,
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
    return readOwnJson(fileIn(dataDirectory), FORMAT);
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

/** Takes away what a dead process left; a lock that somebody took in the same moment is put back. */
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
