import { describeWithTerraform } from '../../../helpers/terraform';
import { type CliResult, type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const read = (stage: string, output: string) => `\${data.terraform_remote_state.${stage}.outputs.${output}}`;

/** a, whose outputs b and c read; c reads one that is known before a is applied. */
const stages = (values: { readonly a?: string; readonly b?: string } = {}): Record<string, FakeStage> => ({
  a: {
    resources: { 'terraform_data.A': { input: values.a ?? 'one' } },
    outputs: { id: '${terraform_data.A.id}', name: '${terraform_data.A.input}' },
  },
  b: {
    needs: ['a'],
    resources: { 'terraform_data.B': { input: `${read('a', 'id')} ${values.b ?? 'b'}` } },
    outputs: { b: '${terraform_data.B.output}' },
  },
  c: { needs: ['a'], resources: { 'terraform_data.C': { input: read('a', 'name') } } },
});

/** A project with a bundle in `plans`. */
async function planned(...args: string[]): Promise<TestProject> {
  const project = TestProject.withStages({ stages: stages() });
  expect((await project.azstage('plan', '--out', 'plans', ...args)).exitCode).toBe(0);
  return project;
}

function deployPlans(project: TestProject, ...args: string[]): Promise<CliResult> {
  return project.azstage('deploy', '--plan', 'plans', ...args);
}

describeWithTerraform('deploy --plan', () => {
  it('applies what was planned on an empty environment, and asks nothing', async () => {
    const project = await planned();
    const { exitCode, stdout } = await deployPlans(project);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^a +applied +1 /m);
    expect(project.inputs('c')).toEqual({ 'terraform_data.C': 'one' });
    expect(String(project.inputs('b')['terraform_data.B'])).toMatch(/^[0-9a-f-]{36} b$/);
  });

  it('applies the saved plan itself where it is final', async () => {
    const project = await planned('a');
    const binary = project.script('recording', 'echo "$1" >> "$TF_DATA_DIR/../calls"\nexec terraform "$@"');
    const result = await project.azstageWith({ TERRAFORM_BINARY_NAME: binary }, 'deploy', '--plan', 'plans');
    expect(result.exitCode).toBe(0);
    expect(project.read('.azstage/work/shop/shop/dev/a/calls').split('\n')).not.toContain('plan');
    expect(project.inputs('a')).toEqual({ 'terraform_data.A': 'one' });
  });

  it('takes settings from the bundle', async () => {
    const project = await planned('-e', 'staging', '--parameters', 'redisSku=E10');
    expect((await deployPlans(project)).exitCode).toBe(0);
    expect(project.state('a')).toBeUndefined();
    expect(project.inputs('a', 'shop/staging')).toEqual({ 'terraform_data.A': 'one' });
    const other = await deployPlans(project, '-e', 'dev');
    expect(other.exitCode).toBe(64);
    expect(other.stderr).toMatch(/The plans of .* are of environment staging, not of environment dev\./);
  });

  it('applies nothing where nothing was to be done', async () => {
    const project = await TestProject.deployed({ stages: stages() });
    await project.azstage('plan', '--out', 'plans');
    const before = project.state('a')?.serial;
    expect((await deployPlans(project)).stdout).toMatch(/^a +unchanged/m);
    expect(project.state('a')?.serial).toBe(before);
  });

  it('refuses when the code was changed since, and names the stage', async () => {
    const project = await planned();
    project.change({ stages: stages({ b: 'B' }) });
    const { exitCode, stderr } = await deployPlans(project);
    expect(exitCode).toBe(5);
    expect(stderr).toContain('the code of b was changed');
    expect(stderr).not.toContain('the code of a');
    expect(project.state('a')).toBeUndefined();
  });

  it('refuses when a stage is no longer in the code', async () => {
    const project = await planned();
    const { c: _, ...rest } = stages();
    project.change({ stages: rest });
    expect((await deployPlans(project)).stderr).toContain('c is no longer in the code');
  });

  it('refuses when a state was changed since, and says how', async () => {
    const project = await planned();
    await project.azstage('deploy', 'a', '--yes');
    const { exitCode, stderr } = await deployPlans(project);
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/the state of a was changed: none, and now serial \d+/);
    expect(project.state('b')).toBeUndefined();
  });

  it('refuses when an output of a stage outside of the bundle was changed, which Terraform would apply without a word', async () => {
    const project = TestProject.withStages({ stages: stages() });
    await project.azstage('deploy', 'a', '--yes');
    await project.azstage('plan', 'c', '--out', 'plans');
    project.change({ stages: stages({ a: 'two' }) });
    await project.azstage('deploy', 'a', '--yes');
    project.change({ stages: stages() });
    const { exitCode, stderr } = await deployPlans(project);
    expect(exitCode).toBe(5);
    expect(stderr).toContain('output name of a, which c reads, was changed');
    expect(project.state('c')).toBeUndefined();
  });

  it('refuses plans of another Terraform', async () => {
    const project = await planned();
    const binary = project.script('older', 'terraform "$@" | sed "s/1\\.[0-9]*\\.[0-9]*\\"/1.10.0\\"/"');
    const { exitCode, stderr } = await project.azstageWith(
      { TERRAFORM_BINARY_NAME: binary },
      'deploy',
      '--plan',
      'plans',
    );
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/Terraform was 1\.\d+\.\d+, and is 1\.10\.0/);
  });

  it('stops where what has to be done is not what was previewed, and keeps what it applied', async () => {
    const project = TestProject.withStages({
      stages: {
        a: { resources: { 'terraform_data.A': { input: 'a' } }, outputs: { set: '${toset([terraform_data.A.id])}' } },
        b: {
          needs: ['a'],
          resources: {
            'terraform_data.Known': { input: 'b' },
            'terraform_data.Each': { for_each: read('a', 'set'), input: '${each.value}' },
          },
        },
      },
    });
    await project.azstage('plan', '--out', 'plans');
    const { exitCode, stderr, stdout } = await deployPlans(project);
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/terraform_data\.Each\["[0-9a-f-]+"\]: create was deferred/);
    expect(stdout).toMatch(/^a +applied/m);
    expect(project.state('b')?.resources ?? []).toEqual([]);
  });

  it('wants the loss of data confirmed, before anything is applied', async () => {
    const holding = (input: string) => ({
      a: {
        dataResources: ['terraform_data.Data'],
        resources: { 'terraform_data.Data': { input, triggers_replace: input } },
      },
      b: { resources: { 'terraform_data.B': { input } } },
    });
    const project = await TestProject.deployed({ stages: holding('one') });
    project.change({ stages: holding('two') });
    await project.azstage('plan', '--out', 'plans');
    const refused = await deployPlans(project);
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain("Allow it with --allow-data-loss 'terraform_data.Data'.");
    expect(project.inputs('b')).toEqual({ 'terraform_data.B': 'one' });
    expect((await deployPlans(project, '--allow-data-loss', 'terraform_data.Data')).exitCode).toBe(0);
    expect(project.inputs('a')).toEqual({ 'terraform_data.Data': 'two' });
  });

  it('runs no command that a bundle brings along', async () => {
    const project = await planned();
    const manifest = JSON.parse(project.read('plans/manifest.json')) as object;
    project.write('plans/manifest.json', { ...manifest, settings: { app: 'touch pwned', environment: 'dev' } });
    const { exitCode, stderr } = await deployPlans(project);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('manifest.json has settings.app, which does not belong there.') as string,
    });
    expect(project.exists('pwned')).toBe(false);
    expect(project.state('a')).toBeUndefined();
  });

  it('leaves no plan behind', async () => {
    const project = await planned();
    await deployPlans(project);
    expect(project.exists('.azstage/work/shop/shop/dev/a/plan.tfplan')).toBe(false);
  });

  it.each([
    [['deploy', '--plan', 'plans', '--all'], "option '--plan <directory>' cannot be used with option '--all'"],
    [['plan', '--encrypt'], '--encrypt requires --out.'],
    [['plan', '--out', '.'], 'is not empty, and not a bundle of plans'],
  ])('%j makes no sense', async (args, message) => {
    const { exitCode, stderr } = await TestProject.withStages({ stages: stages() }).azstage(...args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });
});

describeWithTerraform('plan --out', () => {
  it('removes nothing of the user', async () => {
    const project = TestProject.withStages({ stages: stages() });
    project.write('web/manifest.json', { name: 'web' });
    project.write('web/index.html', 'mine');
    const { exitCode, stderr } = await project.azstage('plan', '--out', 'web');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringContaining(
        'web is not empty, and not a bundle of plans: index.html, manifest.json.',
      ) as string,
    });
    expect(project.read('web/index.html')).toBe('mine');
    expect(project.exists('cdktf.out')).toBe(false);
  });

  it('writes nothing when a stage cannot be planned', async () => {
    const broken = { resources: { 'terraform_data.X': { input: '${nothing.there}' } } };
    const project = TestProject.withStages({ stages: { ...stages(), x: broken } });
    const { exitCode, stderr } = await project.azstage('plan', '--out', 'plans');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No plans were written to');
    expect(project.exists('plans')).toBe(false);
  });

  it('keeps the values that each stage was planned with', async () => {
    const project = await planned();
    const { stages: found } = JSON.parse(project.read('plans/manifest.json')) as {
      stages: { name: string; reads: { output: string; planned: { value: unknown; unknown: unknown } }[] }[];
    };
    const reads = found.flatMap(({ name, reads: all }) =>
      all.map(({ output, planned: { value, unknown } }) => [name, output, value, unknown]),
    );
    expect(reads).toEqual([
      ['b', 'id', null, true],
      ['c', 'name', 'one', false],
    ]);
  });
});
