import { expectHarmless, expectUnforged, HOSTILE } from '../../helpers/hostile-text';
import { describeWithTerraform } from '../../helpers/terraform';
import { type CliResult, TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

/** Name of a stage; as it is a directory too, it cannot be {@link HOSTILE}. */
const STAGE = 'net\u001b[2Jwork\u202e\r##[error]';
const STATE = '.azstage/state/network.tfstate';

/** A project whose files are the work of somebody else, as far as a file can have text. */
function hostileProject(): TestProject {
  const project = TestProject.withApp('true');
  const stack = { name: STAGE, constructPath: STAGE, workingDirectory: 'stacks/network', dependencies: [] };
  const annotations = [{ constructPath: HOSTILE, level: '@cdktf/warn', message: HOSTILE }];
  const stacks = { [STAGE]: { ...stack, synthesizedStackPath: 'stacks/network/cdk.tf.json', annotations } };
  project.write('cdktf.out/manifest.json', { version: '0.21.0', stacks });
  project.write('cdktf.out/stacks/network/cdk.tf.json', {
    resource: { terraform_data: { A: { '//': { metadata: { path: HOSTILE, stackTrace: [HOSTILE] } } } } },
    terraform: { backend: { local: { path: `../../../${STATE}` } } },
  });
  project.write('cdktf.out/azstage.json', {
    version: 1,
    app: HOSTILE,
    environment: HOSTILE,
    profile: HOSTILE,
    project: HOSTILE,
    location: HOSTILE,
    backend: 'local',
    parameters: [{ name: HOSTILE, description: HOSTILE, schema: { enum: [HOSTILE] }, value: HOSTILE, source: HOSTILE }],
    stages: [
      {
        name: STAGE,
        title: HOSTILE,
        purpose: HOSTILE,
        lifecycle: HOSTILE,
        sharing: HOSTILE,
        tags: { [HOSTILE]: HOSTILE },
        stateKey: 'network.tfstate',
        dependencies: [],
        resourceCount: 1,
        dataResources: [HOSTILE],
        networkRequirements: [],
        prerequisites: [HOSTILE],
        checks: [HOSTILE],
        resourceProviders: [],
      },
    ],
    files: [],
  });
  const type = 'string';
  project.write(STATE, {
    version: 4,
    terraform_version: '1.5.0',
    serial: 1,
    lineage: 'a',
    outputs: { [HOSTILE]: { value: HOSTILE, type }, list: { value: [HOSTILE], type: ['list', type] } },
    resources: [
      { mode: 'managed', type: 'terraform_data', name: HOSTILE, instances: [{ index_key: HOSTILE, attributes: {} }] },
    ],
    check_results: [
      { object_kind: 'check', config_addr: HOSTILE, status: 'fail', objects: [{ failure_messages: [HOSTILE] }] },
    ],
  });
  const started = { type: 'started', id: HOSTILE, command: HOSTILE, user: HOSTILE, host: HOSTILE, started: HOSTILE };
  const lines = [
    { ...started, ci: { system: 'github', id: HOSTILE }, settings: { [HOSTILE]: HOSTILE, parameters: [HOSTILE] } },
    { type: 'stage', stage: HOSTILE, result: HOSTILE, reason: HOSTILE, milliseconds: 1 },
  ];
  project.write('.azstage/runs/a.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
  return project;
}

function expectSafe({ stdout, stderr }: CliResult): void {
  expectHarmless(stdout);
  expectHarmless(stderr);
  expectUnforged(stdout);
}

describeWithTerraform('text of others in files', () => {
  it.each([
    [['synth']],
    [['list']],
    [['graph']],
    [['cost']],
    [['graph', '--format', 'dot', '--status']],
    [['graph', '--format', 'svg']],
    [['parameters']],
    [['show']],
    [['show', '--all']],
    [['show', '--history']],
    [['outputs']],
    [['plan']],
    [['locks']],
    [['doctor']],
  ])('is harmless in azstage %j', async (args) => {
    const project = hostileProject();
    const result = await project.azstageWith({ FORCE_COLOR: '1' }, ...args, '--skip-synth');
    expectSafe(result);
    expect(result.stdout).toMatch(args[0] === 'doctor' ? /ok/ : /U\+[0-9A-F]{4}/);
    const json = await project.azstage(...args, '--skip-synth', '--json');
    expectSafe(json);
    expect(json.messages.length).toBeGreaterThan(0);
  });

  it('is the same text with --json', async () => {
    const { messages } = await hostileProject().azstage('outputs', '--skip-synth', '--json');
    const outputs = [
      { name: HOSTILE, value: HOSTILE },
      { name: 'list', value: [HOSTILE] },
    ];
    expect(messages.find(({ code }) => code === 'outputs.result')?.data).toMatchObject({
      stages: [{ name: STAGE, outputs }],
    });
  });

  it('is harmless where it is about a lock', async () => {
    const project = hostileProject();
    project.write('.azstage/run.lock', { pid: 1, host: HOSTILE, user: HOSTILE, since: HOSTILE, command: HOSTILE });
    project.write('.azstage/state/.network.tfstate.lock.info', {
      ID: HOSTILE,
      Who: HOSTILE,
      Operation: HOSTILE,
      Created: HOSTILE,
    });
    expectSafe(await project.azstage('locks', '--skip-synth'));
    expectSafe(await project.azstage('synth'));
    expectSafe(await project.azstage('unlock', STAGE, '--skip-synth'));
  });
});

describe('text of others from programs', () => {
  const program = `const text = ${JSON.stringify(HOSTILE)}; console.log(text); console.error(text);`;

  it('is harmless where the app fails', async () => {
    const project = TestProject.withApp('node main.js');
    project.write('main.js', `${program} process.exitCode = 1;`);
    expectSafe(await project.azstage('list'));
    expectSafe(await project.azstage('list', '--debug'));
  });

  it('is harmless in what the app prints, with --debug', async () => {
    const project = hostileProject();
    project.write('cdktf.json', { app: 'node main.js' });
    project.write('main.js', program);
    expectSafe(await project.azstage('list', '--debug'));
  });

  it('is harmless in arguments', async () => {
    const project = TestProject.empty();
    expectSafe(await project.azstage(HOSTILE));
    expectSafe(await project.azstage('list', `--${HOSTILE}`));
    expectSafe(await project.azstage('init', '--name', HOSTILE));
  });
});

describeWithTerraform('text of others in a plan', () => {
  const command = `printf '%b' '\\033[31mred\\033[0m\\n::error::a\\n##vso[task.complete]\\n\\rFORGED\\n'; exit 1`;

  it('is harmless in values of several lines, and in what a provisioner prints', async () => {
    const project = TestProject.withStages({
      stages: {
        network: {
          resources: {
            'terraform_data.A': {
              input: 'a\n::error::b\n\u001b[2J\u202e##[error]',
              provisioner: [{ 'local-exec': { command } }],
            },
          },
        },
      },
    });
    const planned = await project.azstage('plan');
    expectSafe(planned);
    expect(planned.stdout).toContain('<U+003A>:error::b');
    const applied = await project.azstage('deploy', '--all', '--yes', '--debug', '--report', 'a.md', 'a.xml', 'a.json');
    expectSafe(applied);
    expect(applied.exitCode).toBe(1);
    ['a.md', 'a.xml', 'a.json'].forEach((file) => expectHarmless(project.read(file).replaceAll('\u200b', '')));
  });
});
