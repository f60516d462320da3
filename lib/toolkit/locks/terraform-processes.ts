import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { identityOf, isAlive } from '../host/process-identity';

/** A Terraform or OpenTofu that runs on this machine. */
export interface TerraformProcess {
  readonly pid: number;
  readonly started: Date;
}

/** What {@link terraformProcesses} looks for. */
export interface TerraformProcessesProps {
  /** The binary that azstage runs; another name than Terraform's own counts too. */
  readonly binary: string;
  /** Name of this machine. */
  readonly host: string;
  readonly now: Date;
}

/** Ticks of the kernel in a second, as every Linux shows them to programs: https://man7.org/linux/man-pages/man7/time.7.html */
const TICKS = 100;

/** The kernel keeps the first 15 characters of a name: https://man7.org/linux/man-pages/man5/proc_pid_comm.5.html */
const NAME_LENGTH = 15;

/** The namespace of processes that Linux starts with, `PROC_PID_INIT_INO` in include/linux/proc_ns.h: outside of any container. */
const WHOLE_MACHINE = 'pid:[4026531836]';

/** The name that a container gets by default, which no other machine has. */
const NAME_OF_CONTAINER = /^[0-9a-f]{12}$/;

/**
 * What runs on this machine and may hold the lock of a state, of whichever user.
 *
 * @returns undefined where that cannot be known: a container that has the name of its machine sees a part of it, and without
 * /proc and `ps` nothing is seen
 */
export function terraformProcesses(props: TerraformProcessesProps): readonly TerraformProcess[] | undefined {
  if (process.platform !== 'linux') {
    return processesByPs(props);
  }
  const seesAll = fs.readlinkSync('/proc/self/ns/pid') === WHOLE_MACHINE || NAME_OF_CONTAINER.test(props.host);
  return seesAll ? processesOfLinux(props) : undefined;
}

/**
 * The Terraforms in what `ps -A -o pid=,etime=,stat=,comm=` prints, without those that have ended.
 *
 * @param text lines as ` 4711 01-02:03:04 Ss /usr/local/bin/terraform`: id, days, hours, minutes and seconds since the start, state, program
 */
export function parsePs(text: string, { binary, now }: TerraformProcessesProps): readonly TerraformProcess[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, days = '0', hours = '0', minutes, seconds, state = '', program = ''] =
      /^(\d+)\s+(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s+(\S+)\s+(\S.*)$/.exec(line.trim()) ?? [];
    if (state.startsWith('Z') || !isTerraform(path.basename(program), binary)) {
      return [];
    }
    const age = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    return [{ pid: Number(pid), started: before(now, age) }];
  });
}

function processesOfLinux({ binary, now }: TerraformProcessesProps): readonly TerraformProcess[] {
  const uptime = Number(fs.readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return fs
    .readdirSync('/proc')
    .map(Number)
    .filter((pid) => !Number.isNaN(pid) && isTerraform(nameOf(pid), binary))
    .flatMap((pid) => {
      const process = identityOf(pid);
      return process.born !== undefined && isAlive(process)
        ? [{ pid, started: before(now, uptime - Number(process.born) / TICKS) }]
        : [];
    });
}

function processesByPs(props: TerraformProcessesProps): readonly TerraformProcess[] | undefined {
  const { status, stdout } = spawnSync('ps', ['-A', '-o', 'pid=,etime=,stat=,comm='], { encoding: 'utf8' });
  return status === 0 ? parsePs(stdout, props) : undefined;
}

/** Plugins of Terraform, such as `terraform-provider-azurerm`, hold no lock. */
function isTerraform(name: string, binary: string): boolean {
  const own = path.basename(binary).slice(0, NAME_LENGTH);
  return name === own || (/^(terraform|tofu)/.test(name) && !/^terraform-provi/.test(name));
}

/** Empty when the process has ended meanwhile. */
function nameOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

function before(now: Date, seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000);
}
