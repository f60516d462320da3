import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../../../../lib/toolkit/host/process-identity';
import { type IoMessage } from '../../../../lib/toolkit/io/io-host';
import { type AppCommandProps, runApp } from '../../../../lib/toolkit/run/app-command';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
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
    expect(cli.output()).toMatch(
      /^Interrupted: the app is being stopped\. Nothing was changed\.\nInterrupted after \d+\.\d s of synth\.\n$/,
    );
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
    expect(cli.output()).not.toContain('Terraform');
  });
});

describe('an app that takes long', () => {
  const waitingFor = async (script: string, props: Partial<AppCommandProps>) => {
    const project = projectWith(script);
    const host = new RecordingIoHost();
    const session = project.session(host);
    const { project: app, report, env, interruption } = session;
    const running = runApp({ project: app, report, env, interruption, ...props });
    return { project, host, running };
  };
  const waiting = (host: RecordingIoHost) => host.messages.filter(({ code }) => code === 'app.waiting');

  it('is reported again and again, with what it printed last, and is not stopped', async () => {
    const script =
      'echo reading >&2; echo; while [ ! -e go ]; do sleep 0.02; done; mkdir cdktf.out; echo {} > cdktf.out/manifest.json';
    const { project, host, running } = await waitingFor(script, { notices: [0.2, 0.05] });
    while (waiting(host).length < 3) {
      await setTimeout(20);
    }
    project.write('go', '');
    await running;
    const { level, text, data } = waiting(host)[0] as IoMessage<'app.waiting'>;
    expect(level).toBe('warning');
    expect(data).toEqual({ milliseconds: expect.any(Number) as number, lastLine: 'reading' });
    expect(text).toMatch(
      /^The app has been running for \d\.\d s: \S+app\.sh\nIt printed last: reading\nIt is waited for/,
    );
    expect(text).toContain(`To run it alone: ${project.directory}/app.sh`);
  });

  it('is reported as done where it has written its output and something keeps it running', async () => {
    const script = 'mkdir cdktf.out; echo {} > cdktf.out/manifest.json; while [ ! -e go ]; do sleep 0.02; done';
    const { project, host, running } = await waitingFor(script, { notices: [0.3] });
    while (!waiting(host).some(({ text }) => text.includes('It has written the Terraform JSON.'))) {
      await setTimeout(20);
    }
    project.write('go', '');
    await running;
  });

  it('is stopped where a limit was asked for, even if it does not listen', async () => {
    const project = projectWith('trap "" TERM; echo waiting; while :; do sleep 0.1; done');
    const { exitCode, stderr } = await project.azstage('list', '--app-timeout', '0.5');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^The app was stopped after 0\.5 s, the limit of --app-timeout: \S+\.\nIt printed last: waiting\n/,
    );
    expect(await project.azstage('list', '--app-timeout', 'soon')).toMatchObject({ exitCode: 64 });
  });
});

describe('an app that ends early', () => {
  it('is reported, even where the output of an earlier run is there', async () => {
    const project = projectWith(
      'test -e stop && echo nothing to do || { mkdir -p cdktf.out; cp m cdktf.out/manifest.json; }',
    );
    project.write('m', { version: '0.21.0', stacks: {} });
    expect(await project.azstage('list')).toMatchObject({ exitCode: 0 });
    project.write('stop', '');
    const { exitCode, stderr } = await project.azstage('list');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^The app ended after \d+\.\d s without writing cdktf\.out\/manifest\.json: \S+app\.sh\.\nIt printed last: nothing to do\n/,
    );
    expect(stderr).toContain('app.synth()');
    expect(await project.azstage('list', '--skip-synth')).toMatchObject({ exitCode: 0 });
  });
});

describe('an app that fails', () => {
  it.each([
    ['exit 3', 'failed with exit code 3 after'],
    ['kill -9 $$', 'was killed by SIGKILL after'],
    ['exit 13', 'an await at the top level was never settled'],
  ])('without a word is told of with what was run: %s', async (script, text) => {
    const { exitCode, stderr } = await projectWith(script).azstage('list');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(text);
    expect(stderr).toMatch(/ and printed nothing: \S+app\.sh\.\n.*To run it alone: \S+app\.sh\n$/);
  });

  it.each([
    ["Cannot find module 'zod/v4'", 'run npm install in'],
    ["Cannot find module '@scope/name/lib/x'", 'run npm install in'],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', '--max-old-space-size'],
    ['TypeError: Unknown file extension ".ts" for main.ts', 'npm install --save-dev tsx'],
    ["Cannot find module './stages/x'", undefined],
  ])('is told of with what solves it: %s', async (said, fix) => {
    const project = projectWith(`cat said >&2; exit 1`);
    project.write('said', said);
    expect((await project.azstage('list')).stderr).toMatch(
      fix === undefined ? /^.+\n$/ : new RegExp(`^.+\\n.*${fix.replace(/[-.]/g, '\\$&')}.*\\n$`),
    );
    project.write('node_modules/some/package.json', {});
    const expected = { "Cannot find module 'zod/v4'": 'zod', "Cannot find module '@scope/name/lib/x'": '@scope/name' }[
      said
    ];
    expect((await project.azstage('list')).stderr).toContain(
      expected === undefined ? said : `npm install ${expected}\n`,
    );
  });

  it('is told of with paths from where the user is, from any directory of the project', async () => {
    const project = TestProject.withApp('node main.js');
    project.write('main.js', "require('./stages/data').make(__dirname);");
    project.write(
      'stages/data.js',
      "exports.make = (d) => { throw new Error(d + '/environments/dev.json is wrong'); };",
    );
    const nested = TestProject.at(path.join(project.directory, 'stages'));
    expect((await nested.azstage('synth')).stderr).toBe(
      'Error: ../environments/dev.json is wrong\n    at exports.make (data.js:1:31)\n',
    );
    expect((await project.azstage('synth')).stderr).toBe(
      'Error: environments/dev.json is wrong\n    at exports.make (stages/data.js:1:31)\n',
    );
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
