import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { type RecordedProcess, recordedProcessSchema } from './recorded-process';
import { type StageFiles } from './stage-files';
import { ToolkitError } from '../toolkit-error';

/** Terraform process that runs on a stage, as recorded when azstage started it. */
export interface RunningTerraform extends RecordedProcess {
  /** `init`, `plan` or `apply` */
  readonly command: string;
}

const FORMAT = new JsonFormat<RunningTerraform>('running.json', recordedProcessSchema.extend({ command: z.string() }));

/**
 * Records the Terraform process of a stage, for concurrent runs and for later ones if azstage is killed. The process is already running: where the
 * disk is full, it continues without a record and must be waited for.
 */
export function recordRunning(files: StageFiles, running: RunningTerraform): void {
  try {
    writeAtomically(files.running, JSON.stringify(running));
  } catch (error) {
    if (!(error instanceof ToolkitError)) {
      throw error;
    }
  }
}

/** Recorded Terraform process of a stage, which runs or did when azstage was killed. */
export function readRunning(files: StageFiles): RunningTerraform | undefined {
  return readOwnJson(files.running, FORMAT);
}

/** Removes the record; to be called when the process has ended. */
export function forgetRunning(files: StageFiles): void {
  fs.rmSync(files.running, { force: true });
}
