import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { type StageFiles } from './stage-files';

/**
 * State of a stage as it was last seen from this checkout.
 *
 * Proves only that a state was lost or replaced, which the state itself cannot show; it is no evidence of what is deployed.
 */
export interface LastSeen {
  readonly lineage: string;
  readonly serial: number;
  /** Digest of the backend configuration. */
  readonly backend: string;
  /** Id of the apply recorded in the state. */
  readonly apply?: string;
}

/** Format of {@link LastSeen} in a file. */
const LAST_SEEN = new JsonFormat<LastSeen>(
  'last-seen.json',
  z.object({ lineage: z.string(), serial: z.number(), backend: z.string(), apply: z.string().optional() }),
);

/** State of a stage that was last seen from this checkout. */
export function readLastSeen(files: StageFiles): LastSeen | undefined {
  return readOwnJson(files.lastSeen, LAST_SEEN);
}

/** Records the state of a stage as seen. */
export function noteSeen(files: StageFiles, seen: LastSeen): void {
  if (!isDeepStrictEqual(readLastSeen(files), seen)) {
    writeAtomically(files.lastSeen, JSON.stringify(seen));
  }
}

/** Removes the files of a destroyed stage: the last seen state and the applied Terraform JSON. */
export function forgetStage(files: StageFiles): void {
  for (const file of [files.lastSeen, files.appliedTemplate, files.interrupted, files.liftedLocks]) {
    fs.rmSync(file, { force: true });
  }
}
