import fs from 'node:fs';

/** A process of this machine, told from a later one that has the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in ticks of the kernel; absent where there is no /proc. */
  readonly born?: string;
}

/** Identity of a process that is there. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, born: birth(pid) };
}

/** Whether a process is still there. */
export function isAlive({ pid, born }: ProcessIdentity): boolean {
  return exists(pid) && (born === undefined || birth(pid) === born);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function birth(pid: number): string | undefined {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
  } catch {
    return undefined;
  }
}
