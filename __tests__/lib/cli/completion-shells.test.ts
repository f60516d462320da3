import { spawnSync } from 'node:child_process';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const HOSTILE = [
  '$(touch hacked)',
  '`touch hacked`',
  'a;touch hacked',
  '(touch hacked)',
  "'; touch hacked; '",
  '-rf',
  'x\ny',
];

/** The tests of a shell, which are skipped, with a message, where it is not installed. */
function describeWith(shell: string): jest.Describe {
  const isThere = spawnSync(shell, ['--version']).error === undefined;
  if (!isThere) {
    // eslint-disable-next-line no-console
    console.warn(`${shell} is not installed: its completion is not tested here. On Debian: apt-get install ${shell}`);
  }
  return isThere ? describe : describe.skip;
}

/** A project with stages, some of them named by somebody who wants a shell to run something, and the script of a shell. */
async function projectFor(shell: string): Promise<TestProject> {
  const project = TestProject.empty();
  project.write('cdktf.json', { app: 'true' });
  const stack = (name: string) => ({ name, workingDirectory: `stacks/${name}` });
  const stacks = ['network', 'tenant-acme', 'tenant-beta', ...HOSTILE].map((name) => [name, stack(name)]);
  project.write('cdktf.out/manifest.json', { version: '1', stacks: Object.fromEntries(stacks) as unknown });
  const stages = [{ name: 'network', lifecycle: 'permanent', tags: { tier: 'gold', team: '$(touch hacked)' } }];
  const parameters = [{ name: 'sku', schema: { enum: ['E5', '$(touch hacked)'] } }];
  project.write('cdktf.out/azstage.json', { stages, parameters });
  project.write('cdktf.out/stacks/network/cdk.tf.json', { terraform: { backend: { local: { path: 'a.tfstate' } } } });
  project.write('cdktf.out/stacks/network/a.tfstate', { resources: [{}] });
  project.write('environments/test.json', {});
  project.write('environments/$(touch hacked).json', {});
  project.write(`completion.${shell}`, (await project.azstage('completion', shell)).stdout);
  return project;
}

function outputOf(project: TestProject, command: string, ...args: readonly string[]): string {
  const { directory: cwd } = project;
  const { stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: project.env(), timeout: 20_000 });
  expect(stderr).toBe('');
  expect(project.exists('hacked')).toBe(false);
  return stdout;
}

/** Lines, each with the completions of its last word. */
const COMPLETED: readonly (readonly [string, ...string[]])[] = [
  ['dep', 'deploy'],
  ['deploy ten', 'tenant-acme', 'tenant-beta'],
  ['deploy tenant-a', 'tenant-acme'],
  ['deploy --exclude tenant-b', 'tenant-beta'],
  ['-e te', 'test'],
  ['-e prod dep', 'deploy'],
  ['deploy --environment=te', '--environment=test'],
  ['plan --tag ti', 'tier=gold'],
  ['plan --lifecycle per', 'permanent'],
  ['plan --parameters s', 'sku=E5'],
  ['graph --format s', 'svg'],
  ['tenants ch', 'check'],
  ['down --casc', '--cascade'],
];

describeWith('bash')('a line in Bash', () => {
  it('has the syntax of Bash, and defines completions of azstage and npx', async () => {
    const project = await projectFor('bash');
    const script = '. ./completion.bash; complete -p azstage npx';
    expect(outputOf(project, 'bash', '--norc', '-c', script)).toBe(
      'complete -F _azstage azstage\ncomplete -F _azstage npx\n',
    );
  });

  it('keeps a completion of npx that is there', async () => {
    const project = await projectFor('bash');
    const script = 'complete -W other npx; . ./completion.bash; complete -p npx';
    expect(outputOf(project, 'bash', '--norc', '-c', script)).toBe("complete -W 'other' npx\n");
  });
});

describeWith('zsh')('a line in zsh', () => {
  /** What the completion system of zsh would be given for a line; without a terminal, it does not run itself. */
  const DRIVER = `
compdef() { : }
_files() { : }
compadd() { print -rl -- "\${(@P)argv[-1]}" }
typeset -A _comps
. ./completion.zsh
typeset -a words=("\${(@z)1}")
integer CURRENT=$#words
PREFIX="\${words[-1]}"
_azstage
`;
  const completions = (project: TestProject, line: string) =>
    outputOf(project, 'zsh', '-f', '-c', DRIVER, 'driver', line)
      .split('\n')
      .filter((text) => text !== '');

  it('is completed, and nothing in it is evaluated', async () => {
    const project = await projectFor('zsh');
    for (const [line, ...found] of COMPLETED) {
      expect({ line, found: completions(project, `azstage ${line}`) }).toEqual({ line, found });
    }
  });

  it('is completed after npx', async () => {
    const project = await projectFor('zsh');
    expect(completions(project, 'npx azstage deploy tenant-a')).toEqual(['tenant-acme']);
    expect(completions(project, 'npx other deploy tenant-a')).toEqual([]);
  });
});

describeWith('fish')('a line in fish', () => {
  const completions = (project: TestProject, line: string) =>
    outputOf(project, 'fish', '--no-config', '-c', `source completion.fish; complete -C '${line}'`)
      .split('\n')
      .filter((text) => text !== '');

  it('is completed, and nothing in it is evaluated', async () => {
    const project = await projectFor('fish');
    for (const [line, ...completed] of COMPLETED) {
      const found = completions(project, `azstage ${line}`).map((text) => text.split('\t')[0]);
      expect({ line, found }).toEqual({ line, found: completed });
    }
  });

  it('shows lifecycle and status of stages, and descriptions of commands', async () => {
    const project = await projectFor('fish');
    expect(completions(project, 'azstage deploy net')).toEqual(['network\tpermanent, deployed']);
    expect(completions(project, 'azstage graph --stat')).toEqual([
      '--status\tRead the states and show which stages are deployed',
    ]);
  });

  it('is completed after npx', async () => {
    const project = await projectFor('fish');
    expect(completions(project, 'npx azstage deploy tenant-a')).toEqual(['tenant-acme']);
  });
});
