import fc from 'fast-check';
import { randomTree, renamedTree, stageOfTree, type TreeNode } from '../../../helpers/data-trees';
import { type CliResult, type FakeApp, type FakeStage, TestProject } from '../../../helpers/test-project';

const data = (input: string) => ({ input });
const stage = (resources: Readonly<Record<string, string>>, more: Partial<FakeStage> = {}): FakeStage => ({
  resources: Object.fromEntries(
    Object.entries(resources).map(([name, input]) => [`terraform_data.${name}`, data(input)]),
  ),
  ...more,
});

/** A cache and a queue in one stage, a store in another that reads the cache. */
const BEFORE: FakeApp = {
  stages: {
    base: stage({ Cache: 'cache', Queue: 'queue' }, { outputs: { cache: '${terraform_data.Cache.id}' } }),
    apps: stage(
      { Store: 'store' },
      { needs: ['base'], outputs: { seen: '${data.terraform_remote_state.base.outputs.cache}' } },
    ),
  },
};

/** The same after the queue was put into the other stage. */
const AFTER: FakeApp = {
  stages: {
    base: stage({ Cache: 'cache' }, { outputs: { cache: '${terraform_data.Cache.id}' } }),
    apps: stage(
      { Store: 'store', Queue: 'queue' },
      { needs: ['base'], outputs: { seen: '${data.terraform_remote_state.base.outputs.cache}' } },
    ),
  },
};

/** Ids of the resources of a stage, by what they are made from. */
function idsOf(project: TestProject, ...stages: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    stages
      .flatMap((name) => project.state(name)?.resources ?? [])
      .filter(({ mode }) => mode === 'managed')
      .map(({ instances }) => [String(instances[0]?.attributes.input?.value), instances[0]?.attributes.id ?? '']),
  );
}

describe('azstage move', () => {
  afterAll(() => TestProject.removeAll());

  const changed = async (before = BEFORE, after = AFTER) => {
    const project = await TestProject.deployed(before);
    project.change(after);
    return project;
  };

  it('moves what is in the code of another stage now, and the next plan is empty', async () => {
    const project = await changed();
    const ids = idsOf(project, 'base', 'apps');
    const { exitCode, stdout, stderr } = await project.azstage('move', '--from', 'base', '--to', 'apps', '--yes');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).toContain('Move 1 resource from base to apps:\n  terraform_data.Queue\n');
    expect(stdout).toMatch(/apps\s+moved.*1 resource from base/);
    expect(stdout).toContain('Next: azstage plan base apps');
    expect(Object.keys(project.inputs('base'))).toEqual(['terraform_data.Cache']);
    expect(Object.keys(project.inputs('apps')).sort()).toEqual(['terraform_data.Queue', 'terraform_data.Store']);
    expect(idsOf(project, 'base', 'apps')).toEqual(ids);
    await expect(project.azstage('plan', '--force', '--detailed-exitcode')).resolves.toMatchObject({ exitCode: 0 });
  });

  it('moves a stage that was renamed, whose old state is then empty', async () => {
    const { base, apps } = BEFORE.stages;
    const old: FakeApp = { stages: { base: base as FakeStage, apps: apps as FakeStage } };
    const project = await changed(old, { stages: { base: base as FakeStage, services: apps as FakeStage } });
    const ids = idsOf(project, 'apps');
    const { exitCode, stdout } = await project.azstage('move', '--from', 'apps', '--to', 'services', '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Next: azstage plan services');
    expect(idsOf(project, 'services')).toEqual(ids);
    expect(project.inputs('apps')).toEqual({});
    expect(project.state('apps')?.outputs).toEqual({});
    const plan = await project.azstage('plan');
    expect(plan.stderr).not.toContain('no longer in the code');
    await expect(project.azstage('deploy', '--all', '--yes')).resolves.toMatchObject({ exitCode: 0 });
    expect(idsOf(project, 'services')).toEqual(ids);
  });

  it('is named by plan, where a resource or a whole stage has moved', async () => {
    const project = await changed();
    const { stderr } = await project.azstage('plan');
    expect(stderr).toContain('creates what base has deployed:\n');
    expect(stderr).toContain('azstage move --from base --to apps\n');
    const { base, apps } = BEFORE.stages;
    project.change({ stages: { base: base as FakeStage, services: apps as FakeStage } });
    const renamed = await project.azstage('deploy', '--all');
    expect(renamed.stderr).toContain('azstage move --from apps --to services\n');
  });

  it('keeps trees of any shape that are moved and renamed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const top = (id: string): TreeNode[] => [{ id, earlier: [], children: randomTree(g, id) }];
        const [kept, moving, others] = [top('K'), top('M'), top('O')];
        const appOf = (a: TreeNode[], b: TreeNode[]) => ({ stages: { a: stageOfTree(a), b: stageOfTree(b) } });
        const project = TestProject.withStages(appOf([...kept, ...moving], others));
        expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
        const ids = idsOf(project, 'a', 'b');
        project.change(appOf(kept, [...others, ...renamedTree(g, moving)]));
        expect(await project.azstage('move', '--from', 'a', '--to', 'b', '--yes')).toMatchObject({ exitCode: 0 });
        expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
        expect(idsOf(project, 'a', 'b')).toEqual(ids);
        expect(Object.keys(project.inputs('a'))).toHaveLength(Object.keys(stageOfTree(kept).resources ?? {}).length);
        const plan = await project.azstage('plan', '--force', '--detailed-exitcode');
        expect(plan).toMatchObject({ exitCode: 0 });
        TestProject.removeAll();
      }),
      { numRuns: 3 },
    );
  });

  it('moves a construct by its path, or a resource by its address', async () => {
    for (const name of ['Queue', 'apps/Queue', 'terraform_data.Queue']) {
      const project = await changed();
      const { exitCode } = await project.azstage('move', name, '--from', 'base', '--to', 'apps', '--yes');
      expect(exitCode).toBe(0);
      expect(Object.keys(project.inputs('apps'))).toContain('terraform_data.Queue');
    }
  });

  it('shows what the next deploy changes, and writes nothing before it is approved', async () => {
    const project = await changed(BEFORE, {
      stages: { ...AFTER.stages, apps: stage({ Store: 'store', Queue: 'other' }, { needs: ['base'] }) },
    });
    const dry = await project.azstage('move', '--from', 'base', '--to', 'apps', '--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toContain('After the move, deploy would change this:');
    expect(dry.stdout).toContain('# terraform_data.Queue will be updated in-place');
    const declined = await project.azstage('move', '--from', 'base', '--to', 'apps');
    expect(declined).toMatchObject({ exitCode: 3 });
    expect(declined.stderr).toContain('Add --yes to approve it.');
    expect(Object.keys(project.inputs('base'))).toContain('terraform_data.Queue');
  });

  it.each([
    [['None'], 'None cannot move from base to apps: it is neither a resource in the state of base'],
    [['terraform_data.Cache'], 'terraform_data.Cache cannot move from base to apps: it is still in the code of base'],
  ])('refuses %j', async (names, message) => {
    const project = await changed();
    const { exitCode, stderr } = await project.azstage('move', ...names, '--from', 'base', '--to', 'apps', '--yes');
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).toContain('These can: terraform_data.Queue.');
  });

  it('refuses a resource that the other stage has with another id', async () => {
    const project = await changed(
      {
        stages: { base: stage({ Queue: 'queue' }), apps: stage({ Queue: 'queue' }) },
      },
      { stages: { base: stage({}), apps: stage({ Queue: 'queue' }) } },
    );
    const { exitCode, stderr } = await project.azstage('move', '--from', 'base', '--to', 'apps', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('apps has terraform_data.Queue already, with other ids than base.');
  });

  it('has nothing to do where nothing has moved', async () => {
    const project = await changed(BEFORE, BEFORE);
    const { exitCode, stdout } = await project.azstage('move', '--from', 'base', '--to', 'apps', '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nothing in its state is only in the code of apps');
  });

  it('goes on after it was killed between the two states, and keeps the first stage from being deployed until then', async () => {
    const project = await changed();
    const ids = idsOf(project, 'base', 'apps');
    const before = project.read('.azstage/state/shop/shop/dev/base.tfstate');
    await project.azstage('move', '--from', 'base', '--to', 'apps', '--yes');
    project.write('.azstage/state/shop/shop/dev/base.tfstate', before);
    project.write('.azstage/work/shop/shop/dev/base/moving.json', { to: 'apps', addresses: ['terraform_data.Queue'] });
    const refused = await project.azstage('deploy', 'base', '--yes', '--allow-data-loss', 'terraform_data.Queue');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('Finish it: azstage move terraform_data.Queue --from base --to apps');
    const again = await project.azstage('move', 'terraform_data.Queue', '--from', 'base', '--to', 'apps', '--yes');
    expect(again.exitCode).toBe(0);
    expect(Object.keys(project.inputs('base'))).toEqual(['terraform_data.Cache']);
    expect(idsOf(project, 'base', 'apps')).toEqual(ids);
    await expect(project.azstage('deploy', '--all', '--yes')).resolves.toMatchObject({ exitCode: 0 });
    expect(idsOf(project, 'base', 'apps')).toEqual(ids);
  });
});

/** Runs the move again, as soon as the Terraform that goes on after the kill has ended. */
async function moved(project: TestProject): Promise<CliResult> {
  for (let attempt = 1; ; attempt++) {
    const result = await project.azstage('move', '--from', 'base', '--to', 'apps', '--yes');
    if (result.exitCode !== 4 || attempt === 20) {
      return result;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Kills a process with its group, unless it has ended. */
function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
  }
}

describe('azstage move that is killed', () => {
  afterAll(() => TestProject.removeAll());

  it('loses nothing and doubles nothing, at whatever moment', async () => {
    const times = Number(process.env['MOVE_KILLS'] ?? 3);
    for (let time = 0; time < times; time++) {
      const project = await TestProject.deployed(BEFORE);
      project.change(AFTER);
      const ids = idsOf(project, 'base', 'apps');
      const cli = project.start('move', '--from', 'base', '--to', 'apps', '--yes');
      await new Promise((resolve) => setTimeout(resolve, (1_500 / times) * (time + Math.random())));
      kill(cli.pid);
      await cli.ended;
      const during = idsOf(project, 'base', 'apps');
      expect(during).toEqual(ids);
      await expect(moved(project)).resolves.toMatchObject({ exitCode: 0 });
      expect(Object.keys(project.inputs('base'))).toEqual(['terraform_data.Cache']);
      expect(idsOf(project, 'base', 'apps')).toEqual(ids);
      await expect(project.azstage('plan', '--force', '--detailed-exitcode')).resolves.toMatchObject({ exitCode: 0 });
    }
  });
});
