import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeApp, TestProject } from '../../../helpers/test-project';
import { plan } from '../../../../lib/toolkit/actions/plan';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const VALUE = 'correct horse ${battery} staple';
const SECRET = { AZSTAGE_SECRET_apiKey: VALUE };

const app = (variable: object = {}): FakeApp => ({
  stages: {
    cache: {
      more: { variable: { apiKey: { type: 'string', sensitive: true, ...variable } } },
      resources: { 'terraform_data.Redis': { input: '${sha256(var.apiKey)}' } },
    },
    other: { resources: { 'terraform_data.Other': { input: 'x' } } },
  },
});

const all = ['deploy', '--all', '--yes'];

describeWithTerraform('a secret', () => {
  it('reaches Terraform from an environment variable, is printed nowhere, and a new value is a reason to deploy', async () => {
    const project = TestProject.withStages(app());
    const first = await project.azstageWith(SECRET, ...all, '--json');
    expect(first.exitCode).toBe(0);
    const again = await project.azstageWith(SECRET, ...all);
    expect(again.stdout).toMatch(/cache +unchanged/);
    const changed = await project.azstageWith({ AZSTAGE_SECRET_apiKey: 'other' }, ...all, '--json');
    expect(changed.stdout).toContain('a TF_VAR_ variable or a secret changed');
    expect(changed.stdout).toMatch(/"stage":"other","result":"unchanged"/);
    expect([first, again, changed].map(({ stdout, stderr }) => stdout + stderr).join('')).not.toContain('horse');
    expect(project.read('cdktf.out/azstage.json') + project.read('cdktf.out/stacks/cache/cdk.tf.json')).not.toContain(
      'horse',
    );
  });

  it('comes from a file, without the line break at its end', async () => {
    const project = TestProject.withStages(app());
    project.write('key.txt', `${VALUE}\n`);
    expect(await project.azstage(...all, '--secret', 'apiKey=@key.txt')).toMatchObject({ exitCode: 0 });
    expect((await project.azstageWith(SECRET, ...all)).stdout).toMatch(/cache +unchanged/);
    expect((await project.azstageWith({ TF_VAR_apiKey: VALUE }, ...all)).stdout).toMatch(/cache +unchanged/);
  });

  it.each([
    [
      [],
      'The secret apiKey, which cache needs, is missing.\nSet AZSTAGE_SECRET_apiKey, or pass --secret apiKey=@FILE.',
    ],
    [['--secret', 'apiKye=@cdktf.json'], '--secret: no stage has a secret "apiKye".\nDid you mean "apiKey"?'],
    [['--secret', 'apiKey=plain'], 'Expected name=@file: a value on the command line could be read by others.'],
    [['--secret', 'apiKey=@none.txt'], 'none.txt does not exist.'],
  ])('is refused in a run that is not interactive with %j', async (options, message) => {
    const { exitCode, stderr } = await TestProject.withStages(app()).azstage(...all, ...options);
    expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: expect.stringContaining(message) as string });
  });

  it('is asked for once where there is somebody to answer', async () => {
    const asked: string[] = [];
    const host = Object.assign(new RecordingIoHost(), {
      requestSecret: ({ text }: { readonly text: string }) => {
        asked.push(text);
        return Promise.resolve(VALUE);
      },
    });
    expect((await plan(TestProject.withStages(app()).session(host), { stages: [] })).exitCode).toBe(0);
    expect(asked).toEqual(['Secret apiKey of cache']);
  });

  it('is needed by plan --out, deploy --plan and drift, and not by down', async () => {
    const project = TestProject.withStages(app());
    expect((await project.azstageWith(SECRET, 'plan', '--out', 'plans')).exitCode).toBe(0);
    expect(project.read('plans/manifest.json')).not.toContain('horse');
    expect((await project.azstage('deploy', '--plan', 'plans')).stderr).toContain('The secret apiKey');
    expect((await project.azstageWith({ AZSTAGE_SECRET_apiKey: 'x' }, 'deploy', '--plan', 'plans')).exitCode).toBe(5);
    expect((await project.azstageWith(SECRET, 'deploy', '--plan', 'plans')).exitCode).toBe(0);
    expect((await project.azstage('drift')).stderr).toContain('The secret apiKey');
    expect((await project.azstageWith(SECRET, 'drift', '--detailed-exitcode')).exitCode).toBe(0);
    expect((await project.azstage('down', '--all', '--yes')).exitCode).toBe(0);
  });

  it('is needed by down where a provider is configured with it', async () => {
    const project = await TestProject.deployed({ stages: { cache: { resources: { 'terraform_data.Redis': {} } } } });
    const variable = { type: 'string', sensitive: true };
    const more = {
      variable: { apiKey: variable, unused: variable },
      locals: { token: '${var.apiKey}' },
      provider: { terraform: [{ token: '${local.token}' }] },
    };
    project.change({ stages: { cache: { more, resources: { 'terraform_data.Redis': {} } } } });
    const { exitCode, stderr } = await project.azstage('down', '--all', '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringContaining(
        'The secret apiKey, which cache needs, is missing.\nSet AZSTAGE_SECRET_apiKey',
      ) as string,
    });
    expect(stderr).not.toContain('unused');
    expect(project.state('cache')).toBeDefined();
  });

  it('that is ephemeral is in no state, and a new value is no reason to deploy', async () => {
    const project = TestProject.withStages({
      stages: {
        cache: {
          more: {
            variable: { apiKey: { type: 'string', sensitive: true, ephemeral: true } },
            locals: { key: '${ephemeralasnull(var.apiKey)}' },
          },
          resources: { 'terraform_data.Redis': { input: '${local.key}' } },
        },
      },
    });
    expect((await project.azstageWith(SECRET, ...all)).exitCode).toBe(0);
    expect((await project.azstageWith({ AZSTAGE_SECRET_apiKey: 'x' }, ...all)).stdout).toMatch(/cache +unchanged/);
    expect(project.read('.azstage/state/shop/shop/dev/cache.tfstate')).not.toContain('horse');
    expect((await project.azstage('down', '--all', '--yes')).exitCode).toBe(0);
  });
});
