import os from 'node:os';
import { z } from 'zod';
import { type CiRun, ciRunOf, ciRunSchema, describeCiRun, isOver } from './ci-run';
import { identityOf, isAlive, type ProcessIdentity } from '../host/process-identity';

/** The machine and the user that something is started or judged by. */
export interface Here {
  readonly host: string;
  readonly user: string;
  readonly ci?: CiRun;
  /** Whether this is a machine of any CI system. */
  readonly isCi: boolean;
}

/** A process as azstage writes it down, so that a later run, maybe on another machine, can judge whether it is still there. */
export interface RecordedProcess extends ProcessIdentity {
  /** @default this machine: older versions did not write it down */
  readonly host?: string;
  readonly user?: string;
  /** When it was written down, in ISO 8601. */
  readonly since?: string;
  /** The CI run that started it. */
  readonly ci?: CiRun;
}

/** Form of a {@link RecordedProcess} in a file. A CI run that a newer version noted says nothing; the process still does. */
export const recordedProcessSchema = z.object({
  pid: z.number(),
  born: z.string().optional(),
  host: z.string().optional(),
  user: z.string().optional(),
  since: z.string().optional(),
  ci: ciRunSchema.optional().catch(undefined),
}) satisfies z.ZodType<RecordedProcess>;

/** Whether who holds something is still there. */
export type Liveness = 'lives' | 'dead' | 'unknown';

/** Whether who holds something is still there, and what says so. */
export interface Judgement {
  readonly holder: Liveness;
  /** As the rest of a sentence, for people. */
  readonly why: string;
  /** The CI run of who holds it, where that was written down. */
  readonly ci?: CiRun;
}

/** Where this process runs. */
export function hereOf(env: NodeJS.ProcessEnv): Here {
  const ci = ciRunOf(env);
  const isCi = ci !== undefined || env['CI'] !== undefined || env['TF_BUILD'] !== undefined;
  return { host: os.hostname(), user: userName(), ci, isCi };
}

/** Name of the user; its number where the system knows no name, as in a container that runs with any number. */
export function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}

/** What is written down of a process of this machine. */
export function recordProcess(pid: number, { host, user, ci }: Here, now: Date): RecordedProcess {
  return { ...identityOf(pid), host, user, since: now.toISOString(), ci };
}

/** Whether a process that was written down is still there. */
export function judgeProcess(process: RecordedProcess, here: Here): Judgement {
  const { pid, host = here.host, ci } = process;
  if (host === here.host) {
    return isAlive(process)
      ? { holder: 'lives', why: `process ${pid} is at work on this machine`, ci }
      : { holder: 'dead', why: `process ${pid} is no longer there`, ci };
  }
  if (ci !== undefined && isOver(ci, here.ci)) {
    return { holder: 'dead', why: `${describeCiRun(ci)}, is over: this is attempt ${here.ci?.attempt}`, ci };
  }
  return { holder: 'unknown', why: `process ${pid} is one of ${host}, and this is ${here.host}`, ci };
}
