import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../../../../lib/toolkit/host/process-identity';
import { type RunningCli, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

/** A project whose app is a script that says that it was reached. */
function projectWith(script: string): TestProject {
  const project = TestProject.empty();
  const app = project.script('app.sh', `touch reached\n${script}`);
  project.write('cdktf.json', { language: 'typescript', app });
  return project;
}

/** The time that a command line takes to end after a signal, in milliseconds. */
async function untilEnd(cli: RunningCli): Promise<number> {
  const signalled = performance.now();
  await cli.ended;
  return performance.now() - signalled;
}

describe('an app that hangs', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is ended by %s with all that it has started', async (signal) => {
    const project = projectWith('sleep 600 &\necho $! > pid\nwait');
    const cli = project.start('list');
    await project.until('pid');
    process.kill(cli.pid, signal);
    expect(await cli.ended).toBe(130);
    expect(cli.output()).toContain('Interrupted');
    expect(isAlive({ pid: Number(project.read('pid')) })).toBe(false);
    expect(project.exists('.azstage/run.lock')).toBe(false);
  });

  it('is killed at once by the second one where it does not listen to the first', async () => {
    const project = TestProject.withApp('trap "touch asked" TERM; touch reached; while :; do sleep 0.1; done');
    const cli = project.start('deploy', '--all', '--yes');
    await project.until('reached');
    process.kill(cli.pid, 'SIGINT');
    await project.until('asked');
    process.kill(cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    expect(cli.output()).toContain('Killed what was running.');
    expect(cli.output()).not.toContain('Kill Terraform?');
  });
});

describe('an app that outlives its shell', () => {
  it('is killed with what it has started when it is interrupted', async () => {
    const project = projectWith('trap "" TERM\necho $$ > pid\nwhile :; do sleep 0.1; done');
    const cli = project.start('list');
    await project.until('pid');
    process.kill(cli.pid, 'SIGINT');
    expect(await cli.ended).toBe(130);
    expect(isAlive({ pid: Number(project.read('pid')) })).toBe(false);
  });
});

/** What the kernel counts of a process: https://man7.org/linux/man-pages/man5/proc_pid_io.5.html */
function figureOf({ pid }: RunningCli, file: string, name: string): number {
  const text = fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await setTimeout(20);
  }
}

const itOnLinux = process.platform === 'linux' ? it : it.skip;

describe('an app that prints without end', () => {
  itOnLinux('is ended by a signal in a moment, and its output does not fill the memory', async () => {
    const project = projectWith('exec yes "a line of an app that says the same again and again, and at some length"');
    const cli = project.start('list');
    await project.until('reached');
    await until(() => figureOf(cli, 'io', 'rchar') > 400_000_000);
    expect(figureOf(cli, 'status', 'VmRSS')).toBeLessThan(300_000);
    process.kill(cli.pid, 'SIGINT');
    expect(await untilEnd(cli)).toBeLessThan(5000);
    expect(await cli.ended).toBe(130);
  });

  it('is told of by the beginning and the end of what it printed where it fails', async () => {
    const project = projectWith('echo first >&2\nseq 1 100000 >&2\necho last >&2\nexit 7');
    const { exitCode, stderr } = await project.azstage('list');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^first\n1\n2\n/);
    expect(stderr).toMatch(/\n\.\.\. \(\d+ characters are omitted\) \.\.\.\n/);
    expect(stderr).toMatch(/\n99999\n100000\nlast\n$/);
    expect(stderr.length).toBeLessThan(140_000);
  });
});

describe('an app that leaves something running', () => {
  it('has ended all the same, though its output is still open', async () => {
    const project = projectWith('sleep 600 &\necho $! > pid\necho "it failed" >&2\nexit 1');
    const started = performance.now();
    expect(await project.azstage('list')).toMatchObject({ exitCode: 1, stderr: 'it failed\n' });
    expect(performance.now() - started).toBeLessThan(10_000);
    process.kill(Number(project.read('pid')));
  });
});
