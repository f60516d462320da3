import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { type RecordedProcess, recordedProcessSchema } from './recorded-process';
import { type StageFiles } from './stage-files';
import { ToolkitError } from '../toolkit-error';

/** The Terraform that works on a stage, as azstage wrote it down when it started it. */
export interface RunningTerraform extends RecordedProcess {
  /** `init`, `plan` or `apply` */
  readonly command: string;
}

const FORMAT = new JsonFormat<RunningTerraform>('running.json', recordedProcessSchema.extend({ command: z.string() }));

/**
 * Writes down what works on a stage, for runs that come while it does, or after azstage was killed. It is at work already: where the disk
 * is full it goes on all the same, and must be waited for.
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

/** What works on a stage, or did when azstage was killed. */
export function readRunning(files: StageFiles): RunningTerraform | undefined {
  return readOwnJson(files.running, FORMAT);
}

/** To be called when it has ended. */
export function forgetRunning(files: StageFiles): void {
  fs.rmSync(files.running, { force: true });
}
