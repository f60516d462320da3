import os from 'node:os';
import { z } from 'zod';
import { type CiRun, ciRunOf, ciRunSchema, describeCiRun, isOver } from './ci-run';
import { identityOf, isAlive, type ProcessIdentity } from '../host/process-identity';

/** Machine, user and CI run of a process of azstage. */
export interface Host {
  readonly name: string;
  readonly user: string;
  readonly ci?: CiRun;
}

/** A process as azstage writes it down, so that a later run, maybe on another machine, can check whether it is alive. */
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
  startTime: z.string().optional(),
  host: z.string().optional(),
  user: z.string().optional(),
  since: z.string().optional(),
  ci: ciRunSchema.optional().catch(undefined),
}) satisfies z.ZodType<RecordedProcess>;

/** Whether who holds something is still there. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** Whether who holds something is still there, and what says so. */
export interface ProcessCheck {
  readonly holder: Liveness;
  /** As the rest of a sentence, for people. */
  readonly why: string;
  /** The CI run of who holds it, where that was written down. */
  readonly ci?: CiRun;
}

/** Machine, user and CI run of this process. */
export function hostOf(env: NodeJS.ProcessEnv): Host {
  return { name: os.hostname(), user: userName(), ci: ciRunOf(env) };
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
export function recordProcess(pid: number, { name: host, user, ci }: Host, now: Date): RecordedProcess {
  return { ...identityOf(pid), host, user, since: now.toISOString(), ci };
}

/** Checks whether a recorded process is alive. */
export function checkProcess(recorded: RecordedProcess, current: Host): ProcessCheck {
  const { pid, host = current.name, ci } = recorded;
  if (host === current.name) {
    return isAlive(recorded)
      ? { holder: 'alive', why: `process ${pid} is at work on this machine`, ci }
      : { holder: 'dead', why: `process ${pid} is no longer there`, ci };
  }
  if (ci !== undefined && isOver(ci, current.ci)) {
    return { holder: 'dead', why: `${describeCiRun(ci)}, is over: this is attempt ${current.ci?.attempt}`, ci };
  }
  return { holder: 'unknown', why: `process ${pid} is one of ${host}, and this is ${current.name}`, ci };
}
