import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const shop = {
  stages: {
    network: { lifecycle: 'permanent' },
    'tenant-acme': { needs: ['network'], tags: { tenant: 'acme', tier: 'gold' } },
    'tenant-beta': { needs: ['network'], tags: { tenant: 'beta', tier: 'gold' } },
  },
};

/** Completion of the last of these words in bash, which splits words at equals signs. */
async function completion(
  project: TestProject,
  directory = '.',
  program = 'azstage',
  type = '9',
): Promise<(...words: string[]) => string[]> {
  project.write('completion.bash', (await project.azstage('completion', 'bash')).stdout);
  return (...words) => {
    const list = [program, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const script = `. '${project.directory}/completion.bash'; COMP_TYPE=${type}; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _azstage; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], {
      cwd: path.join(project.directory, directory),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  };
}

describe('azstage completion', () => {
  it('completes commands, options and stages in bash', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    const complete = await completion(project);
    expect(complete('dep')).toEqual(['deploy']);
    expect(complete('deploy', 'tenant-a')).toEqual(['tenant-acme']);
    expect(complete('down', '--casc')).toEqual(['--cascade']);
    expect(complete('list', '--exc')).toEqual(['--exclude']);
    expect(complete('help', 'pa')).toEqual(['parameters']);
    expect(complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(complete('tenants', '')).toEqual(['list', 'add', 'check']);
    expect(complete('unlock', '')).toEqual(['network', 'tenant-acme', 'tenant-beta']);
    expect(complete('unlock', 'network', '')).toEqual([]);
    expect(complete('no-such-command', '')).toEqual([]);
  });

  it('completes behind options before the command, and in a subdirectory', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    const complete = await completion(project);
    expect(complete('-e', 'prod', 'dep')).toEqual(['deploy']);
    expect(complete('--env')).toEqual(['--environment']);
    expect(complete('--parameters', 'a', '=', 'b', 'deploy', 'tenant-a')).toEqual(['tenant-acme']);
    project.write('environments/test-2.json', {});
    project.write('stacks/shop/index.ts', '');
    project.write('stacks/notes/readme.md', '');
    const below = await completion(project, 'environments');
    expect(below('deploy', '-e', '')).toEqual(['test-2', 'dev', 'staging', 'prod']);
    expect(below('-e', 't')).toEqual(['test-2']);
    expect(below('deploy', '--environment', '=', 'st')).toEqual(['staging']);
    expect(below('synth', '--system', '')).toEqual(['shop']);
    expect(below('graph', '--format', '')).toEqual(['text', 'mermaid', 'dot', 'svg']);
    expect(below('deploy', "'tenant-a")).toEqual(['tenant-acme']);
  });

  it('completes parameters with the values that they may have', async () => {
    const parameter = { description: '', source: 'default' };
    const parameters = [
      { ...parameter, name: 'sku', schema: { enum: ['E5', 'E10'] } },
      { ...parameter, name: 'replicas', schema: { type: 'integer' } },
    ];
    const project = TestProject.withStages({ ...shop, parameters });
    await project.azstage('synth');
    const complete = await completion(project);
    expect(complete('deploy', '--parameters', '')).toEqual(['sku=E5', 'sku=E10', 'replicas=']);
    expect(complete('deploy', '--parameters', 'sku', '=', '')).toEqual(['E5', 'E10']);
  });

  it('completes npx azstage, and nothing else of npx', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    const complete = await completion(project, '.', 'npx');
    expect(complete('azstage', 'deploy', 'net')).toEqual(['network']);
    expect(complete('az')).toEqual([]);
    expect(complete('other', 'deploy', 'net')).toEqual([]);
  });

  it('shows lifecycle and status of stages where Bash lists them', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    const state = { version: 4, serial: 1, lineage: 'a', resources: [{}] };
    project.write('.azstage/state/shop/shop/dev/network.tfstate', state);
    const complete = await completion(project, '.', 'azstage', '63');
    expect(complete('deploy', '')).toEqual([
      'network  (permanent, deployed)',
      'tenant-acme  (on-demand, not deployed)',
      'tenant-beta  (on-demand, not deployed)',
    ]);
  });

  it('completes the values of options that select stages', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    const complete = await completion(project);
    expect(complete('deploy', '--exclude', 'tenant-acme', 'ten')).toEqual(['tenant-acme', 'tenant-beta']);
    expect(complete('plan', '--lifecycle', '')).toEqual(['permanent', 'on-demand', 'ephemeral']);
    expect(complete('plan', '--tag', '')).toEqual(['tenant=acme', 'tier=gold', 'tenant=beta']);
    expect(complete('plan', '--tag', 'tenant', '=')).toEqual(['acme', 'beta']);
    expect(complete('plan', '--tag', 'tenant', '=', 'b')).toEqual(['beta']);
    expect(complete('plan', '--lifecycle', 'permanent', '--exc')).toEqual(['--exclude']);
  });

  it('offers nothing that a shell would evaluate, and is silent before the first synth', async () => {
    const project = TestProject.empty();
    const complete = await completion(project);
    expect(complete('deploy', 'stage')).toEqual([]);
    const stacks = Object.fromEntries(
      ['$(touch hacked)', '`touch hacked`', 'a;touch hacked', '-rf', 'x\ny', 'good'].map((name) => [name, {}]),
    );
    project.write('cdktf.out/manifest.json', { version: '1', stacks });
    project.write('cdktf.out/azstage.json', { stages: [{ tags: { team: '$(touch hacked)', tier: 'gold' } }] });
    expect(complete('deploy', '').filter((word) => !word.startsWith('-'))).toEqual(['good']);
    expect(complete('deploy', '--tag', '')).toEqual(['tier=gold']);
    expect(project.exists('hacked')).toBe(false);
  });

  it('refuses other shells', async () => {
    expect(await TestProject.empty().azstage('completion', 'tcsh')).toMatchObject({ exitCode: 64 });
  });
});
