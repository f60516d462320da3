import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { describeWithTerraform } from '../../helpers/terraform';
import { type RunningCli, TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const hasFullDevice = fs.existsSync('/dev/full');
const itWithFullDevice = hasFullDevice ? it : it.skip;

/** First and Third are made before and after Second, which waits at a barrier. */
function waitingProject(command?: (project: TestProject) => string): TestProject {
  const project = TestProject.withStages({ stages: {} });
  const wait = { provisioner: [{ 'local-exec': { command: command?.(project) ?? project.barrier('a') } }] };
  const resources = {
    'terraform_data.First': { input: 'first' },
    'terraform_data.Second': { input: 'second', depends_on: ['terraform_data.First'], ...wait },
    'terraform_data.Third': { input: 'third', depends_on: ['terraform_data.Second'] },
  };
  project.change({
    stages: { a: { resources }, b: { needs: ['a'], resources: { 'terraform_data.B': { input: 'b' } } } },
  });
  return project;
}

const made = (project: TestProject) =>
  [...Object.keys(project.inputs('a')), ...Object.keys(project.inputs('b'))].sort();
const ALL = ['terraform_data.B', 'terraform_data.First', 'terraform_data.Second', 'terraform_data.Third'];

/** Lets the apply go on, and waits for the end of the script, which leaves the exit code of the command line in a file. */
async function exitCodeOf(project: TestProject, cli: RunningCli): Promise<number> {
  await project.until('barrier-a.reached');
  project.open('a');
  await cli.ended;
  return Number(project.read('code'));
}

describeWithTerraform('a deploy whose output cannot be written', () => {
  itWithFullDevice.each([
    ['standard output is', '>/dev/full'],
    ['standard error is', '2>/dev/full'],
    ['both are', '>/dev/full 2>&1'],
    ['both are, with --json', '--json >/dev/full 2>&1'],
    ['both are, with --debug', '--debug >/dev/full 2>&1'],
  ])('where %s a full disk finishes, and is recorded', async (_, redirected) => {
    const project = waitingProject();
    const cli = project.startShell(`azstage deploy --all --yes ${redirected}; echo $? >code`);
    expect(await exitCodeOf(project, cli)).toBe(0);
    expect(made(project)).toEqual(ALL);
    const again = await project.azstage('deploy', '--all');
    expect(again.stdout).toMatch(/^a +unchanged.*\nb +unchanged/m);
    expect((await project.azstage('show', '--history')).stdout).toContain('deploy');
  });

  it.each([
    ['the result', ''],
    ['the messages', '2>&1'],
    ['JSON', '--json 2>&1'],
  ])('whose reader of %s has gone finishes, and is recorded', async (_, redirected) => {
    const project = waitingProject();
    const cli = project.startShell(
      `{ azstage deploy --all --yes ${redirected}; echo $? >code; } | head -c 1 >/dev/null`,
    );
    expect(await exitCodeOf(project, cli)).toBe(0);
    expect(made(project)).toEqual(ALL);
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(/^a +unchanged.*\nb +unchanged/m);
  });

  itWithFullDevice('and that fails, fails for what it was', async () => {
    const project = TestProject.withStages({ stages: {} });
    const provisioner = [{ 'local-exec': { command: 'exit 3' } }];
    project.change({ stages: { a: { resources: { 'terraform_data.A': { input: 'a', provisioner } } } } });
    const cli = project.startShell('azstage deploy a --yes >/dev/full; echo $? >code');
    await cli.ended;
    expect(project.read('code')).toBe('1\n');
    expect(cli.output()).toContain('The result could not be written to standard output: ENOSPC');
  });
});

describe('a command that only prints', () => {
  const shop = { stages: { a: { resources: { 'terraform_data.A': { input: 'a' } } } } };

  itWithFullDevice.each(['list', 'graph', 'synth --help', '--version', 'list --json', 'parameters', 'completion bash'])(
    'has failed when what it prints cannot be written, and says so: %s',
    async (command) => {
      const project = TestProject.withStages(shop);
      const cli = project.startShell(`azstage ${command} >/dev/full`);
      expect(await cli.ended).toBe(1);
      expect(cli.output()).toMatch(/^The result could not be written to standard output: ENOSPC.*\n$/m);
    },
  );

  itWithFullDevice('keeps the exit code of an earlier failure', async () => {
    const cli = TestProject.withStages(shop).startShell('azstage list --nonsense >/dev/full 2>&1');
    expect(await cli.ended).toBe(64);
  });

  it('does not fail when the reader closes the pipe', async () => {
    const project = TestProject.withStages(shop);
    await project.startShell('{ azstage list; echo $? >code; } | true').ended;
    expect(project.read('code')).toBe('0\n');
  });
});

/** Whether a private file system can be mounted. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const describeWithSmallDisk = canMount
  ? describeWithTerraform
  : (name: string, tests: () => void) => describe.skip(`${name} (no file system can be mounted)`, tests);

describeWithSmallDisk('a disk that is full by the middle of an apply', () => {
  it('truncates the log, loses no resource, and is reported', async () => {
    const work = (project: TestProject) => `${project.directory}/.azstage/work`;
    const fill = (project: TestProject) => `cat /dev/zero >${work(project)}/filled 2>/dev/null; true`;
    const project = waitingProject(fill);
    const script = [
      `mkdir -p -m 700 .azstage ${work(project)}`,
      `mount -t tmpfs -o size=512k,mode=700 tmpfs ${work(project)}`,
      'azstage deploy a --yes >first 2>&1; echo $? >code',
      `rm ${work(project)}/filled`,
      'azstage deploy a >second 2>&1',
    ].join('\n');
    await project.startShell(script, 'unshare', '-rm').ended;
    expect(project.read('first')).toMatch(/its output in .*apply\.log is incomplete: the disk is or was full\./);
    expect(project.read('first')).toContain('Free some space, then run the command again');
    expect(project.read('code')).toBe('1\n');
    expect(Object.keys(project.inputs('a'))).toContain('terraform_data.Third');
    expect(project.read('second')).toMatch(/^a +unchanged/m);
  });
});
