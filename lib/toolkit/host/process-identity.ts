import fs from 'node:fs';

/** A process of this machine, told from a later one that has the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in ticks of the kernel; absent where there is no /proc. */
  readonly startTime?: string;
}

/** Identity of a process that is there. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, startTime: statOf(pid)?.startTime };
}

/**
 * Whether a process is still there. One that has ended counts as gone, though its parent has not asked how it ended: in a container
 * without an init process nobody ever does.
 */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  const stat = statOf(pid);
  if (stat === undefined) {
    // There is no /proc, or it hides the processes of others.
    return exists(pid);
  }
  return !stat.hasEnded && (startTime === undefined || stat.startTime === startTime);
}

interface ProcessStat {
  /** Whether it is a zombie, or about to go. */
  readonly hasEnded: boolean;
  readonly startTime?: string;
}

/** Fields of `/proc/<pid>/stat` by their place behind the name, which is the second: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const STATE = 0;
const START_TIME = 19;

/** `Z` is a zombie; `X`, and `x` before Linux 3.13, is dead. */
const ENDED: readonly string[] = ['Z', 'X', 'x'];

function statOf(pid: number): ProcessStat | undefined {
  try {
    return parseStat(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Reads `/proc/<pid>/stat`; the name in it may hold parentheses and blanks of its own. */
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
