import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());

const SUBSCRIPTION = '11111111-2222-3333-4444-555555555555';

const shop = {
  stages: {
    'stage-foundation': {
      resources: { 'terraform_data.Network': { input: 'vnet' }, 'terraform_data.Logs': { input: 'logs' } },
      prerequisites: ['Ask for the subscription.'],
    },
    'stage-cache': {
      needs: ['stage-foundation'],
      resources: { 'terraform_data.Redis': { input: '@sku@' } },
      warnings: ['E5 has no replica'],
    },
  },
};

describe('azstage synth', () => {
  it('lists each stage with its resources and dependencies, then warnings, prerequisites and the next command', async () => {
    const { exitCode, stdout, stderr } = await TestProject.withStages(shop).azstage('synth');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'shop, environment dev, in eastus2',
        '',
        'stage-foundation  2 resources',
        'stage-cache       1 resource   needs stage-foundation',
        '',
        '1 warning in stage-cache',
        '  stage-cache/Resource: E5 has no replica',
        '',
        'Prerequisites of stage-foundation',
        '  - Ask for the subscription.',
        '',
        'Terraform JSON: cdktf.out/stacks/<stage>/cdk.tf.json',
        'Next: npx azstage deploy stage-foundation',
        '',
      ].join('\n'),
    );
  });

  it('hands environment, project, location and parameters to the app, and repeats them in the next command', async () => {
    const project = TestProject.withStages(shop);
    const { stdout } = await project.azstage(
      ...['synth', '-e', 'prod', '--project', 'other', '--location', 'westeurope'],
      ...['--parameters', 'redisSku=E10', 'note=a=b'],
    );
    expect(stdout).toContain('shop, project other, environment prod, in westeurope');
    expect(stdout).toContain('Next: npx azstage deploy stage-foundation --environment prod --project other');
    expect(project.read('cdktf.out/stacks/stage-cache/cdk.tf.json')).toContain('"input": "E10"');
  });

  it('summarizes only the named stages, and where their JSON is', async () => {
    const { stdout } = await TestProject.withStages(shop).azstage('synth', 'stage-cache', '--output', 'build/out');
    expect(stdout).not.toContain('Prerequisites of stage-foundation');
    expect(stdout).toContain('Terraform JSON: build/out/stacks/stage-cache/cdk.tf.json');
  });

  it('counts the files beside the Terraform JSON', async () => {
    const files = ['local/compose.yaml', 'manifests/eastus/api.yaml', 'manifests/eastus/worker.yaml'];
    const project = TestProject.withStages({ ...shop, files: files.map((path) => ({ path, sha256: '' })) });
    const { stdout } = await project.azstage('synth');
    expect(stdout).toContain('\n\n1 file in cdktf.out/local\n2 files in cdktf.out/manifests\n\nTerraform JSON:');
    const { messages } = await project.azstage('synth', '--json');
    expect(messages[0]?.data).toMatchObject({
      files: [
        { directory: 'cdktf.out/local', files: 1 },
        { directory: 'cdktf.out/manifests', files: 2 },
      ],
    });
  });

  it('prints one line of JSON with --json', async () => {
    const { messages } = await TestProject.withStages(shop).azstage('synth', '--json');
    expect(messages).toEqual([expect.objectContaining({ level: 'result', code: 'synth.result' })]);
    expect(messages[0]?.data).toMatchObject({
      app: 'shop',
      directory: 'cdktf.out',
      stages: [{ name: 'stage-foundation', resources: 2 }, { name: 'stage-cache' }],
      next: 'npx azstage deploy stage-foundation',
    });
  });

  it('uses what is there with --skip-synth', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    project.change({ stages: {} });
    expect((await project.azstage('synth', '--skip-synth')).stdout).toContain('stage-cache');
  });

  it('colors its output with FORCE_COLOR, and never with NO_COLOR', async () => {
    const project = TestProject.withStages(shop);
    expect((await project.azstageWith({ FORCE_COLOR: '1' }, 'synth')).stdout).toContain('\u001b[');
    for (const none of [{ FORCE_COLOR: '1', NO_COLOR: '1' }, { FORCE_COLOR: '0' }]) {
      expect((await project.azstageWith(none, 'synth')).stdout).not.toContain('\u001b[');
    }
  });
});

describe('an app that cannot be synthesized', () => {
  it('is reported by its own message alone', async () => {
    const project = TestProject.withStages({ fail: 'stage-cache/Redis: sku: got "E7".', stages: {} });
    expect(await project.azstage('synth')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: 'stage-cache/Redis: sku: got "E7".\n',
    });
  });

  it('is reported without the stack trace of Node.js, which --debug shows', async () => {
    const project = TestProject.withApp('node main.js');
    project.write('main.js', "throw new Error('no such region');");
    expect((await project.azstage('synth')).stderr).toBe('Error: no such region\n    at main.js:1:7\n');
    expect((await project.azstage('synth', '--debug')).stderr).toMatch(/no such region\n\s+at /);
  });

  it('is reported when its command is not there', async () => {
    const { exitCode, stderr } = await TestProject.withApp('no-such-command-anywhere').azstage('synth');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('not found') as string });
  });

  it('says what is missing in a directory without an app', async () => {
    const project = TestProject.empty();
    const { exitCode, stderr } = await project.azstage('synth');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('azstage init') as string });
    expect(stderr).toContain(`There is no cdktf.json in ${project.directory}, nor in a directory above it.`);
    project.write('cdktf.json', { language: 'typescript' });
    expect((await project.azstage('synth')).stderr).toContain('cdktf.json has no "app"');
  });
});

describe('the command line', () => {
  it.each([
    [['synth', 'stage-cash'], 'There is no stage "stage-cash". Did you mean "stage-cache"?'],
    [['synht'], "unknown command 'synht'"],
    [['synth', '--parameters', 'redisSku'], 'Expected name=value.'],
    [['synth', '--parameters', 'redisSku=E5', 'redisSku=E10'], 'The parameter redisSku is given twice.'],
    [['synth', '-e', 'dev', '--environment', 'prod'], 'Given twice: dev and prod.'],
    [['synth', '--system', 'shop', '--system', 'other'], 'Given twice: shop and other.'],
    [['synth', '--enviroment', 'dev'], "unknown option '--enviroment'"],
    [[], 'Usage: azstage'],
  ])('refuses %j with exit code 64', async (args, text) => {
    const { exitCode, stderr } = await TestProject.withStages(shop).azstage(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: expect.stringContaining(text) as string });
  });

  it.each([['--help'], ['synth', '--help'], ['list', '--help']])('shows examples with %j %j', async (...args) => {
    const { exitCode, stdout } = await TestProject.empty().azstage(...args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}azstage .+\n {2}azstage .+\n/);
  });
});

describe('--skip-synth', () => {
  it.each([
    [{}, ['--environment', 'prod'], 'is of environment dev, not prod'],
    [{ AZSTAGE_ENVIRONMENT: 'prod' }, [], 'is of environment dev, not prod'],
    [{ AZSTAGE_PROJECT: 'other' }, [], 'is of project shop, not other'],
  ])('refuses output of other settings than those of %j %j', async (env, options, text) => {
    const project = TestProject.withStages(shop);
    await project.azstage('synth');
    const { exitCode, stderr } = await project.azstageWith(env, 'list', '--skip-synth', ...options);
    expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: expect.stringContaining(text) as string });
  });
});

describe('azstage list', () => {
  it('lists the stages upstream first, with lifecycle and owner', async () => {
    const { stdout } = await TestProject.withStages(shop).azstage('list');
    expect(stdout).toContain('stage-foundation  on-demand  project  2          not deployed  -');
    expect(stdout.indexOf('stage-foundation')).toBeLessThan(stdout.indexOf('stage-cache'));
  });
});

describe('real apps', () => {
  it('is a StagedApp whose settings come from the command line', async () => {
    const project = TestProject.withApp(
      'node --require {repository}/node_modules/tsx/dist/cjs/index.cjs {fixtures}/apps/staged.ts',
    );
    const { stdout, stderr } = await project.azstage(
      ...['synth', '-e', 'prod', '--project', 'other', '--parameters', 'redisSku=E10', 'replicas=5'],
    );
    expect(stderr).toBe('');
    expect(stdout).toContain('shop, project other (command line), environment prod (command line), in eastus2');
    expect(project.read('cdktf.out/stacks/stage-cache/cdk.tf.json')).toContain('E10 in $');
    expect(project.read('cdktf.out/stacks/stage-runtime/cdk.tf.json')).toContain('5 in $');
    const wrong = await project.azstage('synth', '--parameters', 'redisSku=E9', 'copies=1');
    expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
    expect(wrong.stderr).toContain('there is no parameter "copies"');
    expect(wrong.stderr).not.toMatch(/^\s+at /m);
  }, 20_000);

  it('is a StagedApp whose settings come from environment variables and files, which the header names', async () => {
    const project = TestProject.withApp(
      'node --require {repository}/node_modules/tsx/dist/cjs/index.cjs {fixtures}/apps/staged.ts',
    ).withEnv({ AZSTAGE_ENVIRONMENT: 'prod', ARM_SUBSCRIPTION_ID: SUBSCRIPTION });
    project.write('environments/prod.json', { location: 'westeurope' });
    const heading = `shop, environment prod (AZSTAGE_ENVIRONMENT), in westeurope (environments/prod.json), subscription ${SUBSCRIPTION} (ARM_SUBSCRIPTION_ID)`;
    expect((await project.azstage('list')).stdout).toContain(`${heading}\n`);
    expect((await project.azstage('graph', '--skip-synth')).stderr).toBe(`${heading}\n`);
    expect((await project.azstage('list', '--skip-synth', '--json')).messages[0]?.data).toMatchObject({
      environment: 'prod',
      subscriptionId: SUBSCRIPTION,
      sources: {
        environment: 'AZSTAGE_ENVIRONMENT',
        location: 'environments/prod.json',
        subscriptionId: 'ARM_SUBSCRIPTION_ID',
      },
    });
  }, 20_000);

  it('is a cdktf app that does not use azstage', async () => {
    const { stdout } = await TestProject.withApp('node {fixtures}/apps/plain.js').azstage('synth');
    expect(stdout).toMatch(/^network {2}1 resource\nservice {2}1 resource {2}needs network\n\n1 warning in network\n/);
    expect(stdout).toContain('  network/Address: nobody reviewed this range');
  });
});
