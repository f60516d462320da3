import { spawnSync } from 'node:child_process';
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
async function completion(project: TestProject): Promise<(...words: string[]) => string[]> {
  project.write('completion.bash', (await project.azstage('completion', 'bash')).stdout);
  return (...words) => {
    const list = ['azstage', ...words].map((word) => `'${word}'`).join(' ');
    const script = `. ./completion.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _azstage; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: project.directory, encoding: 'utf8' });
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

  it.each(['zsh', 'fish'])('prints a script for %s', async (shell) => {
    const { stdout } = await TestProject.empty().azstage('completion', shell);
    expect(stdout).toContain('deploy');
    expect(stdout).toContain('allow-data-loss');
    expect(stdout).toMatch(/lifecycle[^]*permanent/);
  });

  it('gives fish the values of options as the output of a command', async () => {
    const { stdout } = await TestProject.empty().azstage('completion', 'fish');
    expect(stdout).toContain("-l exclude -x -a '(__azstage_words stages)'");
    expect(stdout).toContain("-l tag -x -a '(__azstage_words tags)'");
  });

  it('refuses other shells', async () => {
    expect(await TestProject.empty().azstage('completion', 'tcsh')).toMatchObject({ exitCode: 64 });
  });
});
