import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readTextFile } from '../host/file-trouble';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { readRunning, type RunningTerraform } from '../records/running-terraform';
import { type StageFiles } from '../records/stage-files';
import { parseEvent } from './terraform-events';

/** An apply whose Terraform was killed: nobody knows how far it came. */
export type InterruptedApply = Pick<RunningTerraform, 'since' | 'pid'>;

/** Form of an {@link InterruptedApply} in a file. */
const INTERRUPTED = new JsonFormat<InterruptedApply>(
  'interrupted.json',
  z.object({ since: z.string().optional(), pid: z.number() }),
);

/**
 * Notes, of the Terraform that is gone and worked on a stage last, whether it was killed during an apply: what it was making may be in no
 * state.
 */
export function noteInterrupted(files: StageFiles): void {
  const { command, since, pid } = readRunning(files) ?? {};
  if (command === 'apply' && pid !== undefined && !cameToItsEnd(readTextFile(files.log(command)))) {
    const interrupted: InterruptedApply = { since, pid };
    writeAtomically(files.interrupted, JSON.stringify(interrupted));
  }
}

/** The apply of a stage that was killed, unless a later one succeeded. */
export function readInterrupted(files: StageFiles): InterruptedApply | undefined {
  return readOwnJson(files.interrupted, INTERRUPTED);
}

/** To be called when a later apply succeeded. */
export function forgetInterrupted(files: StageFiles): void {
  fs.rmSync(files.interrupted, { force: true });
}

/** Whether Terraform printed what it ends with: a summary, or errors. */
function cameToItsEnd(log = ''): boolean {
  return log.split('\n').some((line) => {
    const event = parseEvent(line);
    return (
      (event?.type === 'summary' && event.operation !== 'plan') ||
      (event?.type === 'diagnostic' && event.diagnostic.severity === 'error')
    );
  });
}
