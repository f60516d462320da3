import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Runs work beside a process that has ended and whose parent never asks how: the id is still taken. */
export async function besideZombie(work: (pid: number) => void): Promise<void> {
  // The shell becomes `sleep`, which reaps nobody, while its child still reads.
  const parent = spawn('sh', ['-c', 'exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 60'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(parent, 'close');
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await until(() => /^sleep/.test(commandOf(parent.pid as number)));
    parent.stdin.end();
    await until(() => / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')));
    work(pid);
  } finally {
    parent.kill();
    await closed;
  }
}

function commandOf(pid: number): string {
  return fs.readFileSync(`/proc/${pid}/comm`, 'utf8');
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await setTimeout(5);
  }
}
