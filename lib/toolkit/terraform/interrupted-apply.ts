import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readTextFile } from '../host/file-trouble';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { readRunning, type RunningTerraform } from '../records/running-terraform';
import { type StageFiles } from '../records/stage-files';
import { parseEvent } from './terraform-events';

/** Apply whose Terraform process was killed: its progress is unknown. */
export type InterruptedApply = Pick<RunningTerraform, 'since' | 'pid'>;

/** Format of an {@link InterruptedApply} in a file. */
const INTERRUPTED = new JsonFormat<InterruptedApply>(
  'interrupted.json',
  z.object({ since: z.string().optional(), pid: z.number() }),
);

/**
 * Records whether the last Terraform process of a stage was killed during an apply: resources that it was creating may be missing from the state.
 */
export function noteInterrupted(files: StageFiles): void {
  const { command, since, pid } = readRunning(files) ?? {};
  if (command === 'apply' && pid !== undefined && !cameToItsEnd(readTextFile(files.log(command)))) {
    const interrupted: InterruptedApply = { since, pid };
    writeAtomically(files.interrupted, JSON.stringify(interrupted));
  }
}

/** Apply of a stage that was killed, unless a later one succeeded. */
export function readInterrupted(files: StageFiles): InterruptedApply | undefined {
  return readOwnJson(files.interrupted, INTERRUPTED);
}

/** Removes the record; to be called when a later apply succeeded. */
export function forgetInterrupted(files: StageFiles): void {
  fs.rmSync(files.interrupted, { force: true });
}

/** Whether Terraform printed its final output: a summary, or errors. */
function cameToItsEnd(log = ''): boolean {
  return log.split('\n').some((line) => {
    const event = parseEvent(line);
    return (
      (event?.type === 'summary' && event.operation !== 'plan') ||
      (event?.type === 'diagnostic' && event.diagnostic.severity === 'error')
    );
  });
}
