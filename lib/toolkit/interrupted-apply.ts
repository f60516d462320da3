import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { readOwnJson } from './json-file';
import { writeAtomically } from './private-files';
import { type RunningTerraform } from './running-terraform';
import { type StageFiles } from './stage-files';

/** An apply whose Terraform ended with nobody there to see how. */
export type InterruptedApply = Pick<RunningTerraform, 'since' | 'pid'>;

/** Form of an {@link InterruptedApply} in a file. */
const INTERRUPTED = new JsonFormat<InterruptedApply>(
  'interrupted.json',
  z.object({ since: z.string().optional(), pid: z.number() }),
);

/** Notes, of a Terraform that is gone, that it was an apply: what it was making may be in no state. */
export function noteInterrupted(files: StageFiles, { command, since, pid }: RunningTerraform): void {
  if (command === 'apply') {
    writeAtomically(files.interrupted, JSON.stringify({ since, pid }));
  }
}

/** The apply of a stage that was killed with all that could have told of it. */
export function readInterrupted(files: StageFiles): InterruptedApply | undefined {
  return readOwnJson(files.interrupted, INTERRUPTED);
}

/** To be called when a later apply succeeded. */
export function forgetInterrupted(files: StageFiles): void {
  fs.rmSync(files.interrupted, { force: true });
}
