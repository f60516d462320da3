import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { type StageFiles } from './stage-files';

/**
 * The state of a stage as it was seen last from here.
 *
 * It says nothing about what is deployed, but that a state is no longer the one that it was: nobody could tell that of the state alone.
 */
export interface LastSeen {
  readonly lineage: string;
  readonly serial: number;
  /** Digest of the backend that it was in. */
  readonly backend: string;
  /** Id of the apply that the state told of. */
  readonly apply?: string;
}

/** Form of {@link LastSeen} in a file. */
const LAST_SEEN = new JsonFormat<LastSeen>(
  'last-seen.json',
  z.object({ lineage: z.string(), serial: z.number(), backend: z.string(), apply: z.string().optional() }),
);

/** The state of a stage that was seen last from here. */
export function readLastSeen(files: StageFiles): LastSeen | undefined {
  return readOwnJson(files.lastSeen, LAST_SEEN);
}

/** Notes the state of a stage. */
export function noteSeen(files: StageFiles, seen: LastSeen): void {
  if (!isDeepStrictEqual(readLastSeen(files), seen)) {
    writeAtomically(files.lastSeen, JSON.stringify(seen));
  }
}

/** Forgets a stage that was destroyed, and its Terraform JSON. */
export function forgetStage(files: StageFiles): void {
  for (const file of [files.lastSeen, files.appliedTemplate, files.interrupted, files.liftedLocks]) {
    fs.rmSync(file, { force: true });
  }
}
