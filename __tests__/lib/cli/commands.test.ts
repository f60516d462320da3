import fs from 'node:fs';
import path from 'node:path';
import { describeWithTerraform } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const REPOSITORY = path.join(__dirname, '../../..');

const shop = {
  stages: {
    'stage-foundation': {
      lifecycle: 'permanent',
      resources: { 'terraform_data.Network': { input: 'vnet' } },
      outputs: {
        network: '${terraform_data.Network.output}',
        'cross-stack-output-x': '${terraform_data.Network.output}',
      },
      checks: ['The network is there.'],
    },
    'stage-cache': { needs: ['stage-foundation'], resources: { 'terraform_data.Redis': { input: '@sku@' } } },
    'stage-api': { needs: ['stage-foundation', 'stage-cache'], resources: { 'terraform_data.Api': { input: 'api' } } },
  },
  parameters: [
    {
      name: 'redisSku',
      description: 'SKU of the cache',
      schema: { enum: ['E5', 'E10'] },
      value: 'E5',
      source: 'default',
    },
    {
      name: 'maxReplicas',
      description: 'Copies',
      schema: { type: 'integer', minimum: 1 },
      value: 5,
      source: 'command line',
    },
  ],
};

describeWithTerraform('azstage show', () => {
  it('shows the deployed stages', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('deploy', 'stage-foundation', '--yes');
    const overview = await project.azstage('show');
    expect(overview.stdout).toMatch(/^stage-foundation {2}deployed {6}permanent {2}1 {10}20\d\d-/m);
    expect(overview.stdout).toMatch(/^stage-cache {7}not deployed {2}on-demand {2}0 {10}- +-$/m);
    const { stdout } = await project.azstage('show', 'stage-foundation');
    expect(stdout).toContain('  1 resource:\n    terraform_data.Network\n  Outputs:\n    network = vnet\n  Look at:\n');
    expect(stdout).not.toContain('cross-stack');
  });

  it('--history shows the runs, the latest first', async () => {
    const project = TestProject.withStages(shop);
    await project.azstage('deploy', 'stage-foundation', '--yes', '--parameters', 'secret=hush');
    await project.azstage('down', 'stage-foundation', '--yes');
    const { stdout } = await project.azstage('show', '--history');
    expect(stdout).toMatch(
      /^\S+ \S+ \+00:00 {2}down {2}by .*, exit code 1\n\n\S+ \S+ \+00:00 {2}deploy {2}by .*, exit code 0, parameters secret\n/,
    );
    expect(stdout).toMatch(/^ {2}stage-foundation {2}applied /m);
    expect(stdout).not.toContain('hush');
  });
});

describeWithTerraform('azstage outputs', () => {
  it('prints the outputs of the deployed stages', async () => {
    const project = TestProject.withStages(shop);
    expect((await project.azstage('outputs')).stdout).toBe('There are no outputs.\n');
    await project.azstage('deploy', 'stage-foundation', '--yes');
    expect((await project.azstage('outputs')).stdout).toBe('stage-foundation\n  network = vnet\n');
    expect((await project.azstage('outputs', '--json')).messages[1]?.data).toMatchObject({
      stages: [{ name: 'stage-foundation', outputs: [{ name: 'network', value: 'vnet', sensitive: false }] }, {}, {}],
    });
  });
});

describe('azstage parameters', () => {
  it('lists each with its value, source, and allowed values', async () => {
    const { stdout } = await TestProject.withStages(shop).azstage('parameters');
    expect(stdout).toContain('redisSku     E5     default       E5, E10         SKU of the cache');
    expect(stdout).toContain('maxReplicas  5      command line  integer from 1  Copies');
  });
});

describe('azstage graph', () => {
  it.each([
    ['text', 'stage-foundation\n└── stage-cache\n    └── stage-api\n'],
    [
      'mermaid',
      [
        'flowchart TD',
        '  s0["stage-foundation<br/>permanent"]:::permanent',
        '  s1["stage-cache<br/>on-demand"]:::on-demand',
        '  s2["stage-api<br/>on-demand"]:::on-demand',
        '  s0 --> s1',
        '  s1 --> s2',
        '  classDef on-demand fill:',
      ].join('\n'),
    ],
    ['dot', '"stage-foundation" -> "stage-cache";'],
    ['svg', '<title>stage&#45;foundation&#45;&gt;stage&#45;cache</title>'],
  ])('draws %s', async (format, text) => {
    expect((await TestProject.withStages(shop).azstage('graph', '--format', format)).stdout).toContain(text);
  });

  it('draws stages that are alike as one from 21 stages on, unless each is asked for', async () => {
    const stagesOf = (count: number) => ({
      stages: {
        network: {},
        ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`tenant-${at}`, { needs: ['network'] }])),
      },
    });
    const project = TestProject.withStages(stagesOf(20));
    expect((await project.azstage('graph')).stdout).toBe('network\n└── tenant-* (20 stages)\n');
    expect((await project.azstage('graph', '--expand')).stdout.split('\n')).toHaveLength(22);
    const { messages } = await project.azstage('graph', '--json');
    expect(messages.find(({ code }) => code === 'graph.result')?.data).toMatchObject({
      format: 'text',
      nodes: [
        { name: 'network', dependencies: [] },
        { name: 'tenant-* (20 stages)', dependencies: ['network'], stages: { length: 20 } },
      ],
    });
    expect((await TestProject.withStages(stagesOf(19)).azstage('graph')).stdout.split('\n')).toHaveLength(21);
  });

  it('reads the states where the status is asked for, and only there', async () => {
    const project = TestProject.withStages(shop);
    project.write('.azstage/state/shop/shop/dev/stage-foundation.tfstate', 'no state');
    expect((await project.azstage('graph')).stdout).not.toContain('unknown');
    expect((await project.azstage('graph', '--status')).stdout).toMatch(/: unknown\n[^]*: not deployed\n/);
  });

  it('refuses other formats', async () => {
    expect(await TestProject.withStages(shop).azstage('graph', '--format', 'png')).toMatchObject({ exitCode: 64 });
  });
});

describeWithTerraform('azstage doctor', () => {
  it('finds nothing wrong with a project without Azure resources', async () => {
    const { exitCode, stdout } = await TestProject.withStages(shop).azstage('doctor');
    expect(stdout).toMatch(/^ok {7}Terraform {6}terraform 1\.\d+/m);
    expect(stdout).toMatch(/^skipped {2}Azure sign-in {2}the app needs no Azure$/m);
    expect(stdout).toMatch(/^ok {7}Backend {8}local, in /m);
    expect(exitCode).toBe(0);
  });

  it('reports problems with their fixes', async () => {
    const project = TestProject.withStages({ stages: {}, fail: 'no such region' });
    const { exitCode, stdout } = await project.azstageWith({ TERRAFORM_BINARY_NAME: 'nowhere' }, 'doctor');
    expect(stdout).toMatch(
      /^problem {2}Terraform {6}nowhere was not found on the PATH\.\n {10}.*Fix: 1\.5\.0 or newer/m,
    );
    expect(stdout).toMatch(/^problem {2}App {12}no such region$/m);
    expect(exitCode).toBe(1);
  });
});

describe('azstage init', () => {
  it('writes a project that can be synthesized at once', async () => {
    const project = TestProject.empty();
    const { exitCode, stdout } = await project.azstage('init', 'platform', '--name', 'my-platform');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('Next: cd platform && npm install && npm test && npx azstage synth') as string,
    });
    const made = TestProject.at(path.join(project.directory, 'platform'));
    linkPackages(made.directory);
    const synth = await made.azstage('synth', '-e', 'prod');
    expect(synth.stderr).toBe('');
    expect(synth.stdout).toContain('my-platform, environment prod');
    expect(synth.stdout).toMatch(/^stage-data +\d+ resources? +needs stage-foundation$/m);
    expect(made.read('cdktf.out/stacks/stage-foundation/cdk.tf.json')).toContain('"retention_in_days": 180');
  });

  it('adds scripts and dependencies to package.json, and keeps everything else', async () => {
    const project = TestProject.empty();
    const mine = '{\n\t"version": "3.0.0",\n\t"scripts": { "test": "vitest" },\n\t"name": "@contoso/Shop_Infra",\n';
    project.write('package.json', `${mine}\t"devDependencies": { "tsx": "^4.0.0" },\n\t"jest": {}\n}\n`);
    project.write('README.md', 'mine');
    project.write('.gitignore', '/node_modules\ncdktf.out\n');
    const { stdout, messages } = await project.azstage('init', '--json');
    expect(stdout).not.toBe('');
    expect(messages[0]?.data).toMatchObject({
      name: 'shop-infra',
      kept: ['jest.config.js', '.gitignore', 'README.md'],
      added: {
        scripts: ['check', 'synth', 'plan'],
        dependencies: ['@cdktf/provider-azurerm', 'azstage', 'cdktf', 'constructs', 'zod'],
        devDependencies: ['@types/jest', '@types/node', 'jest', 'ts-jest', 'typescript'],
      },
      keptEntries: ['scripts.test: vitest', 'devDependencies.tsx: ^4.0.0'],
      unignored: ['.azstage/', '*.tfstate', '*.tfstate.backup'],
    });
    const written = project.read('package.json');
    expect(Object.keys(JSON.parse(written) as object)).toEqual([
      'version',
      'scripts',
      'name',
      'devDependencies',
      'jest',
      'dependencies',
    ]);
    expect(written).toMatch(/^\{\n\t"version": "3\.0\.0",\n\t"scripts": \{\n\t\t"test": "vitest",\n/);
    expect([project.read('README.md'), project.exists('jest.config.js')]).toEqual(['mine', false]);
  });

  it('writes a project on cdktn, also into a package.json with overrides', async () => {
    const project = TestProject.empty();
    project.write('package.json', '{ "name": "shop", "overrides": { "tar": "7.5.2" } }');
    const { messages } = await project.azstage('init', '--core', 'cdktn', '--json');
    expect(messages[0]?.data).toMatchObject({
      added: {
        dependencies: ['@cdktn/provider-azurerm', 'azstage', 'cdktn', 'constructs', 'zod'],
        overrides: ['@cdktn/provider-azurerm'],
      },
      keptEntries: [],
    });
    expect(JSON.parse(project.read('package.json'))).toMatchObject({
      overrides: { tar: '7.5.2', '@cdktn/provider-azurerm': { cdktn: '$cdktn' } },
    });
    const sources = ['main.ts', 'parameters.ts', 'stages/data-stage.ts', '__tests__/stages.test.ts'];
    expect(sources.map((file) => /'azstage[^']*'/.exec(project.read(file))?.[0])).toEqual([
      "'azstage/cdktn'",
      "'azstage/cdktn'",
      "'azstage/cdktn'",
      "'azstage/cdktn/testing'",
    ]);
  });

  it('refuses any other core', async () => {
    const { exitCode, stderr } = await TestProject.empty().azstage('init', '--core', 'cdk');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringContaining('Allowed choices are cdktf, cdktn') as string,
    });
  });

  it('lists all files that it would overwrite, and writes nothing', async () => {
    const project = TestProject.empty();
    project.write('main.ts', '// mine');
    project.write('environments/dev.json', '{}');
    const { exitCode, stderr } = await project.azstage('init', '--name', 'x');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining(
        'has files that would be overwritten: main.ts, environments/dev.json. Nothing was written.\nMove them away',
      ) as string,
    });
    expect([project.read('main.ts'), project.exists('package.json')]).toEqual(['// mine', false]);
  });

  it('refuses a package of ES modules, of which cdktf is none', async () => {
    const project = TestProject.empty();
    project.write('package.json', { type: 'module' });
    const { exitCode, stderr } = await project.azstage('init', '--name', 'x');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('azstage init infrastructure'),
    });
    expect(project.exists('main.ts')).toBe(false);
  });

  it('refuses a name that resources could not have', async () => {
    expect(await TestProject.empty().azstage('init', '--name', 'My Platform')).toMatchObject({ exitCode: 64 });
  });
});

/** What `npm install` would do, with this repository as the azstage that is installed. */
function linkPackages(directory: string): void {
  const modules = path.join(directory, 'node_modules');
  fs.mkdirSync(path.join(modules, 'azstage'), { recursive: true });
  for (const name of ['cdktf', 'constructs', 'tsx', 'zod', '@cdktf']) {
    fs.symlinkSync(path.join(REPOSITORY, 'node_modules', name), path.join(modules, name));
  }
  fs.writeFileSync(
    path.join(modules, 'azstage/package.json'),
    JSON.stringify({
      name: 'azstage',
      main: path.relative(path.join(modules, 'azstage'), path.join(REPOSITORY, 'lib/index.ts')),
    }),
  );
}
