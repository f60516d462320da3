import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../../lib/toolkit/host/process-identity';
import { BlobServer } from './blob-server';
import { compileCli } from './compiled-cli';
import { HAS_TERRAFORM } from './has-terraform';

const MEMORY = '/dev/shm';
const PREFIX = 'azstage-jest-';
/** Bytes that the temporary files of a run stay far below. */
const ROOM = 2 ** 30;

/** What jest tells of a run. */
interface RunOfJest {
  /** Patterns of the files that were asked for; none when all run. */
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

/**
 * Gives a run of jest a temporary directory of its own, in memory where it can: azstage and Terraform wait for the disk after every record
 * and state that they write. What tests leave behind in it goes with it.
 *
 * Terraform ends before its garbage would fill a machine; not to collect it takes a quarter of its time. Its start, which is most of what it does
 * here, has no use for a second thread: without one it takes a tenth less. Its own parallelism is not of threads, and goes on.
 */
export default async function setUp({ testPathPatterns }: RunOfJest): Promise<void> {
  const parent = takesPrograms(MEMORY) ? MEMORY : os.tmpdir();
  removeLeftovers(parent);
  const directory = fs.mkdtempSync(path.join(parent, `${PREFIX}${process.pid}-`));
  // Some tests run azstage as another user, who must get through to a directory in it.
  fs.chmodSync(directory, 0o711);
  process.env['TMPDIR'] = directory;
  process.env['GOGC'] ??= 'off';
  process.env['GOMAXPROCS'] ??= '1';
  // Times are shown as those of the place.
  process.env['TZ'] = 'UTC';
  compileCli(directory);
  if (HAS_TERRAFORM && testPathPatterns.patterns.length === 0) {
    await BlobServer.share();
  }
}

/** Whether a directory has room, and runs scripts that are put there: containers often mount theirs small and `noexec`. */
function takesPrograms(directory: string): boolean {
  try {
    const { bavail, bsize } = fs.statfsSync(directory);
    if (bavail * bsize < ROOM) {
      return false;
    }
    const own = fs.mkdtempSync(path.join(directory, PREFIX));
    const script = path.join(own, 'script');
    fs.writeFileSync(script, '#!/bin/sh\n', { mode: 0o700 });
    const { status } = spawnSync(script);
    fs.rmSync(own, { recursive: true });
    return status === 0;
  } catch {
    return false;
  }
}

/** Removes the directories of runs that were killed. */
function removeLeftovers(parent: string): void {
  for (const name of fs.readdirSync(parent)) {
    const [, pid] = /^azstage-jest-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive({ pid: Number(pid) })) {
      removeOrLeave(path.join(parent, name));
    }
  }
}

/** Another run may remove the same directory at the same time; what is left goes with the next run. */
function removeOrLeave(directory: string): void {
  try {
    fs.rmSync(directory, { recursive: true, force: true });
  } catch {
    // Left for the next run.
  }
}
