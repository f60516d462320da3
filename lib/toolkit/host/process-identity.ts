import fs from 'node:fs';

/** A process of this machine. The start time distinguishes it from a later process with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot; absent without /proc. */
  readonly startTime?: string;
}

/** Identity of a running process. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, startTime: statOf(pid)?.startTime };
}

/**
 * Whether a process is running. A zombie is not: in a container without an init process, its exit status is never collected.
 */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  const stat = statOf(pid);
  if (stat === undefined) {
    // There is no /proc, or it hides the processes of other users (hidepid).
    return exists(pid);
  }
  return !stat.hasEnded && (startTime === undefined || stat.startTime === startTime);
}

interface ProcessStat {
  /** Whether it is a zombie or dead. */
  readonly hasEnded: boolean;
  readonly startTime?: string;
}

/** Indexes of fields of `/proc/<pid>/stat` after the name, which is the second: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const STATE = 0;
const START_TIME = 19;

/** States of a process that has ended: `Z` is a zombie; `X`, and `x` before Linux 3.13, is dead. */
const ENDED: readonly string[] = ['Z', 'X', 'x'];

function statOf(pid: number): ProcessStat | undefined {
  try {
    return parseStat(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Parses `/proc/<pid>/stat`; the name in it may contain parentheses and spaces. */
export function parseStat(text: string): ProcessStat {
  const fields = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  return { hasEnded: ENDED.includes(fields[STATE] ?? ''), startTime: fields[START_TIME] };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
