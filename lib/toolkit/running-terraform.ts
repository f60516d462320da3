import fs from 'node:fs';
import { readOwnJson, writeAtomically } from './private-files';
import { type RecordedProcess } from './recorded-process';
import { type StageFiles } from './stage-files';

/** The Terraform that works on a stage, as azstage wrote it down when it started it. */
export interface RunningTerraform extends RecordedProcess {
  /** `init`, `plan` or `apply` */
  readonly command: string;
}

/** Writes down what works on a stage, for runs that come while it does, or after azstage was killed. */
export function recordRunning(files: StageFiles, running: RunningTerraform): void {
  writeAtomically(files.running, JSON.stringify(running));
}

/** What works on a stage, or did when azstage was killed. */
export function readRunning(files: StageFiles): RunningTerraform | undefined {
  return readOwnJson<RunningTerraform>(files.running);
}

/** To be called when it has ended. */
export function forgetRunning(files: StageFiles): void {
  fs.rmSync(files.running, { force: true });
}
