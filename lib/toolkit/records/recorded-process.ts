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

/** Record of a process, by which a later run, maybe on another machine, checks whether it is alive. */
export interface RecordedProcess extends ProcessIdentity {
  /** @default this machine: older versions did not record it */
  readonly host?: string;
  readonly user?: string;
  /** Time of the record, in ISO 8601. */
  readonly since?: string;
  /** The CI run that started it. */
  readonly ci?: CiRun;
}

/** Schema of a {@link RecordedProcess} in a file. A CI run in the format of a newer version is ignored; the process still counts. */
export const recordedProcessSchema = z.object({
  pid: z.number(),
  startTime: z.string().optional(),
  host: z.string().optional(),
  user: z.string().optional(),
  since: z.string().optional(),
  ci: ciRunSchema.optional().catch(undefined),
}) satisfies z.ZodType<RecordedProcess>;

/** Whether the holder of a lock is alive. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** Whether the holder of a lock is alive, with the evidence. */
export interface ProcessCheck {
  readonly holder: Liveness;
  /** Evidence as a clause, for people. */
  readonly why: string;
  /** CI run of the holder, where it was recorded. */
  readonly ci?: CiRun;
}

/** Machine, user and CI run of this process. */
export function hostOf(env: NodeJS.ProcessEnv): Host {
  return { name: os.hostname(), user: userName(), ci: ciRunOf(env) };
}

/** Name of the user; the uid where the system has no name for it, as in a container that runs with an arbitrary uid. */
export function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}

/** Record of a process of this machine. */
export function recordProcess(pid: number, { name: host, user, ci }: Host, now: Date): RecordedProcess {
  return { ...identityOf(pid), host, user, since: now.toISOString(), ci };
}

/** Checks whether a recorded process is alive. */
export function checkProcess(recorded: RecordedProcess, current: Host): ProcessCheck {
  const { pid, host = current.name, ci } = recorded;
  if (host === current.name) {
    return isAlive(recorded)
      ? { holder: 'alive', why: `process ${pid} is running on this machine`, ci }
      : { holder: 'dead', why: `process ${pid} has ended`, ci };
  }
  if (ci !== undefined && isOver(ci, current.ci)) {
    return { holder: 'dead', why: `${describeCiRun(ci)}, is over: this is attempt ${current.ci?.attempt}`, ci };
  }
  return { holder: 'unknown', why: `process ${pid} runs on ${host}, which cannot be checked from ${current.name}`, ci };
}
