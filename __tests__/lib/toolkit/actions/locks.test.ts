import fs from 'node:fs';
import path from 'node:path';
import { locks } from '../../../../lib/toolkit/actions/locks';
import { unlock } from '../../../../lib/toolkit/actions/unlock';
import { isAlive } from '../../../../lib/toolkit/host/process-identity';
import { type RunningTerraform } from '../../../../lib/toolkit/records/running-terraform';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { StateServer } from '../../../helpers/state-server';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type RunningCli, TestProject } from '../../../helpers/test-project';

let server: StateServer;
beforeEach(async () => {
  server = await StateServer.start();
});
afterEach(() => server.close());
afterAll(() => TestProject.removeAll());
jest.setTimeout(40_000);

const RUNNING = '.azstage/work/shop/shop/dev/a/running.json';
const NOTE = '.azstage/state/shop/shop/dev/.a.tfstate.lock.info';

/** a waits at a barrier while it is applied; b is independent. */
function waitingProject(backend: 'local' | 'http'): TestProject {
  const project = TestProject.withStages({ stages: {} });
  const terraform = (stage: string) => (backend === 'http' ? server.backend(stage) : {});
  const wait = { provisioner: [{ 'local-exec': { command: project.barrier('a') } }] };
  project.change({
    stages: {
      a: { resources: { 'terraform_data.A': { input: 'a', ...wait } }, terraform: terraform('a') },
      b: { resources: { 'terraform_data.B': { input: 'b' } }, terraform: terraform('b') },
    },
  });
  return project;
}

/** An apply of a that has reached the barrier. */
async function applying(project: TestProject): Promise<RunningCli> {
  const cli = project.start('deploy', 'a', '--yes');
  await project.until('barrier-a.reached');
  return cli;
}

function running(project: TestProject): RunningTerraform {
  return JSON.parse(project.read(RUNNING)) as RunningTerraform;
}

/** Id of the lock that the server holds. */
function heldId(path = '/a'): string {
  return (JSON.parse(server.locks.get(path) ?? '{}') as { ID: string }).ID;
}

describeWithTerraform('the lock of a local state', () => {
  it('that a living Terraform holds is told with its process, and cannot be released', async () => {
    const project = waitingProject('local');
    const cli = await applying(project);
    const { pid } = running(project);
    const { exitCode, stdout, stderr } = await project.azstage('locks');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^This directory is locked by \S+@\S+ for azstage deploy since [-\d]{10} [:\d]{8} \+00:00 \(process \d+\)$/m,
    );
    expect(stdout).toMatch(/^a is locked by \S+@\S+ for apply since 20\d\d-\S+ \S+ \+00:00$/m);
    expect(stdout).toContain(`  Holder: alive: process ${pid} is running on this machine\n`);
    expect(stdout).not.toMatch(/^b /m);
    expect(stderr).toContain('The app is not run: the existing output in cdktf.out is used.');
    const { ID: id } = JSON.parse(project.read(NOTE)) as { ID: string };
    const refused = await project.azstage('unlock', 'a', '--id', id);
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('The lock of a local state ends with its process');
    project.open('a');
    expect(await cli.ended).toBe(0);
    expect((await project.azstage('locks')).stdout).toContain('Nothing is locked.');
  });

  it('that a Terraform of another directory holds lives as well: it ends with its process', async () => {
    const project = waitingProject('local');
    const cli = await applying(project);
    const state = `${project.directory}/.azstage/state/shop/shop/dev/a.tfstate`;
    const other = TestProject.withStages({ stages: { a: { terraform: { backend: { local: { path: state } } } } } });
    const { stages } = await locks(other.session(new RecordingIoHost()));
    const why = 'the lock of a local state ends with its process';
    expect(stages).toMatchObject([{ stage: 'a', status: 'locked', operation: 'apply', holder: 'alive', why }]);
    project.open('a');
    expect(await cli.ended).toBe(0);
  });

  it('of a dead Terraform is left over and harmless, as often as one looks, until it is tidied up', async () => {
    const project = waitingProject('local');
    const cli = await applying(project);
    process.kill(-running(project).pid, 'SIGKILL');
    expect(await cli.ended).toBe(1);
    const leftOver =
      /^a is not locked\n {2}Stale, harmless: the lock file of a lock that was taken by \S+@\S+ for apply /m;
    expect((await project.azstage('locks')).stdout).toMatch(leftOver);
    expect((await project.azstage('locks')).stdout).toMatch(leftOver);
    expect(await project.azstage('unlock', 'a', '--id', 'another')).toMatchObject({ exitCode: 1 });
    expect(project.exists(NOTE)).toBe(true);
    const { exitCode, stdout } = await project.azstage('unlock', 'a');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^a was not locked\. .*\n.*azstage plan a$/m);
    expect(project.exists(NOTE)).toBe(false);
    expect((await project.azstage('unlock', 'a')).stdout).toBe('a is not locked.\n');
  });
});

describeWithTerraform('the lock of a backend', () => {
  it('that a living Terraform holds is released only by its id', async () => {
    const project = waitingProject('http');
    const cli = await applying(project);
    const { pid } = running(project);
    const { stdout } = await project.azstage('locks');
    expect(stdout).toMatch(/^a is locked by \S+@\S+ for apply since /m);
    expect(stdout).toContain(`  Holder: alive: process ${pid} is running on this machine\n`);
    const id = heldId();
    const refused = await project.azstage('unlock', 'a');
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain(`The holder is alive: process ${pid} is running on this machine.`);
    expect(refused.stderr).toContain(`To release the lock anyway, add --id ${id}.`);
    const wrong = await project.azstage('unlock', 'a', '--id', 'another');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain(`another is not the id of the lock of a, which is ${id}.`);
    expect(heldId()).toBe(id);
    expect(await project.azstage('unlock', 'a', '--id', id)).toMatchObject({ exitCode: 0 });
    expect(server.locks.has('/a')).toBe(false);
    expect(project.exists(RUNNING)).toBe(true);
    project.open('a');
    await cli.ended;
  });

  it('that a Terraform left which azstage saw killed is dead, by its id, and released at once', async () => {
    const project = waitingProject('http');
    const cli = await applying(project);
    process.kill(-running(project).pid, 'SIGKILL');
    expect(await cli.ended).toBe(1);
    expect(cli.output()).toContain('which is still locked. Run azstage unlock a, then check azstage plan a.');
    expect((await project.azstage('locks')).stdout).toContain(
      `a is locked\n  Holder: dead: its Terraform process was killed in this checkout\n  Lock: ${heldId()}\n`,
    );
    const again = await project.azstage('deploy', 'a', '--yes');
    expect(again.exitCode).toBe(4);
    expect(again.stdout).toContain('was killed in this checkout. Release it with azstage unlock a.');
    const { exitCode, stdout } = await project.azstage('unlock', 'a');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'a is unlocked.\nThe operation that held the lock may be incomplete. Check with azstage plan a\n',
    });
    project.open('a');
    expect(await project.azstage('deploy', 'a', '--yes')).toMatchObject({ exitCode: 0 });
  });

  it('that somebody else took after such a death is not taken for the dead one', async () => {
    const project = waitingProject('http');
    const cli = await applying(project);
    process.kill(-running(project).pid, 'SIGKILL');
    await cli.ended;
    server.locks.set('/a', JSON.stringify({ ID: 'another' }));
    const { stages } = await locks(project.session(new RecordingIoHost()), { stages: ['a'] });
    expect(stages).toMatchObject([{ status: 'locked', id: 'another', holder: 'unknown' }]);
  });

  it('that nobody can judge is released by who types its id, and by nobody else', async () => {
    const project = waitingProject('http');
    const cli = await applying(project);
    process.kill(cli.pid, 'SIGKILL');
    await cli.ended;
    const { pid } = running(project);
    process.kill(-pid, 'SIGKILL');
    await endOf(pid);
    const id = heldId();
    const refused = await project.azstage('unlock', 'a');
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('is unknown: the backend does not report its holder.');
    const wrong = unlock(project.session(new RecordingIoHost(() => false)), { stage: 'a' });
    await expect(wrong).rejects.toMatchObject({ code: 'DECLINED' });
    expect(heldId()).toBe(id);
    const host = new RecordingIoHost(() => true);
    const { result, next } = await unlock(project.session(host), { stage: 'a' });
    expect({ result, next }).toEqual({ result: 'released', next: 'azstage plan a' });
    expect(host.requests).toMatchObject([{ code: 'approve.unlock', expected: id }]);
    expect([server.locks.has('/a'), project.exists(RUNNING)]).toEqual([false, false]);
  });

  it('that changes while its id is typed stays', async () => {
    const project = waitingProject('http');
    server.locks.set('/a', JSON.stringify({ ID: 'one' }));
    const host = new RecordingIoHost(() => {
      server.locks.set('/a', JSON.stringify({ ID: 'two' }));
      return true;
    });
    const answer = unlock(project.session(host), { stage: 'a' });
    await expect(answer).rejects.toThrow('The lock of a is not released: the lock has changed in the meantime');
    expect(heldId()).toBe('two');
  });

  it('is tried without a trace: no state, no lock, no file but those of the backend, not even the provider that a state names', async () => {
    const project = waitingProject('http');
    const provider = 'provider["registry.terraform.io/hashicorp/azurerm"]';
    const resources = [{ mode: 'managed', type: 'azurerm_resource_group', name: 'R', provider, instances: [] }];
    const state = JSON.stringify({
      version: 4,
      terraform_version: '1.5.0',
      serial: 1,
      lineage: 'l',
      outputs: {},
      resources,
    });
    server.states.set('/b', state);
    const { stages } = await locks(project.session(new RecordingIoHost()));
    expect(stages).toEqual([
      { stage: 'a', status: 'free' },
      { stage: 'b', status: 'free' },
    ]);
    expect([...server.states]).toEqual([['/b', state]]);
    expect(server.locks.size).toBe(0);
    expect(project.exists('.azstage/run.lock')).toBe(false);
    expect(filesIn(project, '.azstage/work').filter((file) => !file.includes('/backend/'))).toEqual([]);
  });

  it('that cannot be reached is said to be so, and is a failure', async () => {
    const project = waitingProject('http');
    server.close();
    const { exitCode, stdout } = await project.azstage('locks');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^a could not be checked: .*connection refused/m);
    expect((await project.azstage('unlock', 'a')).stderr).toMatch(/It is unknown whether a is locked: .*refused/);
  });

  it('is not checked while a run is active here, which that could block, unless its stage is named', async () => {
    const project = waitingProject('http');
    const cli = await applying(project);
    server.locks.set('/b', JSON.stringify({ ID: 'of-b' }));
    expect((await project.azstage('locks')).stdout).toMatch(/^b was not checked, as that could block the active run/m);
    expect((await project.azstage('locks', 'b')).stdout).toMatch(/^b is locked\n.*\n {2}Lock: of-b$/m);
    project.open('a');
    expect(await cli.ended).toBe(0);
  });

  it('is never that of another environment than was asked for', async () => {
    const project = waitingProject('http');
    const cli = await applying(project);
    const { exitCode, stderr } = await project.azstage('unlock', 'a', '--environment', 'prod', '--id', heldId());
    expect(exitCode).toBe(4);
    expect(stderr).toContain('What is in cdktf.out is of environment dev, not prod.');
    project.open('a');
    expect(await cli.ended).toBe(0);
  });
});

describeWithTerraform('what azstage notes of the Terraform that it starts', () => {
  it('is its process, its machine and its CI run', async () => {
    const project = waitingProject('local');
    const github = { GITHUB_RUN_ID: '77', GITHUB_RUN_ATTEMPT: '2', GITHUB_REPOSITORY: 'o/r' };
    const deployed = project.azstageWith(github, 'deploy', 'a', '--yes');
    await project.until('barrier-a.reached');
    const ci = { system: 'github', id: '77', attempt: 2, repository: 'o/r' };
    const { since } = running(project);
    expect(running(project)).toMatchObject({ command: 'apply', ci });
    expect(JSON.parse(project.read('.azstage/run.lock'))).toMatchObject({ command: 'deploy', pid: process.pid, ci });
    expect(isAlive(running(project))).toBe(true);
    expect(Math.abs(Date.now() - Date.parse(since ?? ''))).toBeLessThan(60_000);
    project.open('a');
    await deployed;
    expect((await project.azstage('show', '--history')).stdout).toContain(', GitHub run 77, attempt 2, exit code 0');
  });

  it('on another machine may be at work, until nothing holds the state', async () => {
    const project = waitingProject('local');
    project.open('a');
    project.write(RUNNING, { pid: 1, host: 'elsewhere', user: 'ann', command: 'apply' });
    const refused = await project.azstage('deploy', 'a', '--yes');
    expect(refused.exitCode).toBe(4);
    expect(refused.stdout).toContain(
      'Terraform may still be running on a: apply of an earlier run; process 1 runs on elsewhere',
    );
    expect((await project.azstage('unlock', 'a')).stdout).toMatch(
      /^a was not locked\. The stale record of a Terraform process/,
    );
    expect(await project.azstage('deploy', 'a', '--yes')).toMatchObject({ exitCode: 0 });
  });
});

function filesIn(project: TestProject, directory: string): string[] {
  const root = path.join(project.directory, directory);
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => fs.statSync(path.join(root, file)).isFile());
}

async function endOf(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
