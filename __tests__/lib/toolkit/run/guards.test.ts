import fs from 'node:fs';
import path from 'node:path';
import { deploy } from '../../../../lib/toolkit/actions/deploy';
import { down } from '../../../../lib/toolkit/actions/down';
import { RecordingIoHost } from '../../../helpers/recording-io-host';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeApp, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const cache = (generation: string): FakeApp => ({
  stages: {
    cache: {
      resources: { 'terraform_data.Redis': { input: 'E5', triggers_replace: [generation] } },
      dataResources: ['terraform_data.Redis'],
    },
  },
});

const STATE = '.azstage/state/shop/shop/dev/cache.tfstate';

const deployed = (app = cache('1')) => TestProject.deployed(app);

describeWithTerraform('the loss of data', () => {
  it('by replacement is named and refused, --yes or not, when the run is not interactive', async () => {
    const project = await deployed();
    project.change(cache('2'));
    const { exitCode, stdout } = await project.azstage('deploy', 'cache', '--yes');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('cache: The data in terraform_data.Redis would be lost, and the run is not interactive');
    expect(stdout).toContain("Allow it with --allow-data-loss 'terraform_data.Redis'.");
  });

  it.each(['terraform_data.Redis', 'cache/terraform_data.Redis'])(
    'is allowed by --allow-data-loss %s',
    async (address) => {
      const project = await deployed();
      project.change(cache('2'));
      const { exitCode, stdout } = await project.azstage('deploy', 'cache', '--yes', '--allow-data-loss', address);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/cache +applied +1 +0 +1/) as string,
      });
    },
  );

  it('is not allowed for an address that no stage has, which is refused before anything is planned', async () => {
    const project = TestProject.withStages(cache('1'));
    const allowed = ['--allow-data-loss', 'terraform_data.Redsi', 'cash/terraform_data.Redis'];
    for (const command of [
      ['deploy', 'cache', '--yes'],
      ['down', 'cache', '--yes'],
    ]) {
      const { exitCode, stderr } = await project.azstage(...command, ...allowed);
      expect(exitCode).toBe(64);
      expect(stderr).toContain(
        [
          '--allow-data-loss: there is no resource "terraform_data.Redsi".',
          '--allow-data-loss: there is no resource "cash/terraform_data.Redis".',
          'Did you mean "terraform_data.Redis"? Did you mean "cache/terraform_data.Redis"? Give the address as the plan',
        ].join('\n'),
      );
    }
  });

  it('is asked for by the address, typed', async () => {
    const project = await deployed();
    project.change(cache('2'));
    const host = new RecordingIoHost(({ expected }) => expected === 'terraform_data.Redis');
    expect((await deploy(project.session(host), { stages: ['cache'], yes: true })).exitCode).toBe(0);
    expect(host.requests.map((request) => request.code)).toEqual(['approve.data-loss']);
  });

  it('is noticed when the resource has left the code as well', async () => {
    const project = await deployed();
    project.change({ stages: { cache: { resources: { 'terraform_data.Other': { input: 'x' } } } } });
    expect((await project.azstage('deploy', 'cache', '--yes')).exitCode).toBe(3);
    expect(project.inputs('cache')).toEqual({ 'terraform_data.Redis': 'E5' });
  });

  it('by destruction is asked for before the destruction itself', async () => {
    const project = await deployed();
    const host = new RecordingIoHost(() => true);
    await down(project.session(host), { stages: ['cache'] });
    expect(host.requests.map((request) => request.code)).toEqual(['approve.data-loss', 'approve.destroy']);
  });
});

describeWithTerraform('the wrong subscription', () => {
  it('is refused: a stage stays where it was deployed', async () => {
    const subscriptionId = '11111111-1111-1111-1111-111111111111';
    const project = await deployed({ ...cache('1'), subscriptionId });
    project.change({ ...cache('2'), subscriptionId: '22222222-2222-2222-2222-222222222222' });
    const { exitCode, stdout } = await project.azstage('deploy', 'cache', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'cache is deployed to subscription 11111111-1111-1111-1111-111111111111, and this run is for 22222222-2222-2222-2222-222222222222.',
    );
    expect((await project.azstage('down', 'cache', '--yes')).exitCode).toBe(1);
  });
});

describeWithTerraform('a state that cannot be used', () => {
  it('is refused when a newer Terraform wrote it', async () => {
    const project = await deployed();
    project.write(STATE, project.read(STATE).replace(/"terraform_version": "[^"]+"/, '"terraform_version": "1.99.0"'));
    const { stdout } = await project.azstage('deploy', 'cache', '--yes');
    expect(stdout).toMatch(/cache: The state of cache was written by Terraform 1\.99\.0; this is 1\./);
  });

  it('is left alone when it is damaged', async () => {
    const project = await deployed();
    project.write(STATE, project.read(STATE).slice(0, 100));
    const { exitCode, stdout } = await project.azstage('deploy', 'cache', '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/cache: The state in .*cache\.tfstate is damaged/);
    expect(stdout).toContain(`Put back an earlier version: ${project.directory}/${STATE}.backup`);
    expect(project.read(STATE)).toHaveLength(100);
  });

  it('is not left behind when the backend changes, and is moved when told to', async () => {
    const project = await deployed();
    const moved = `${project.directory}/elsewhere.tfstate`;
    const app = cache('1');
    project.change({
      stages: { cache: { ...app.stages['cache'], terraform: { backend: { local: { path: moved } } } } },
    });
    const refused = await project.azstage('deploy', 'cache', '--yes');
    expect(refused.stdout).toContain('The backend of cache has changed; its state would not be moved.');
    expect(await project.azstage('deploy', 'cache', '--yes', '--migrate-state')).toMatchObject({ exitCode: 0 });
    expect(project.read('elsewhere.tfstate')).toContain('"Redis"');
  });

  it('is used where somebody else has moved it since a plan here, unless what is there is older', async () => {
    const project = await deployed();
    project.write('older.tfstate', project.read(STATE));
    project.change(cache('2'));
    const go = ['deploy', 'cache', '--yes', '--allow-data-loss', 'terraform_data.Redis'];
    expect(await project.azstage(...go)).toMatchObject({ exitCode: 0 });
    project.write('moved.tfstate', project.read(STATE));
    // The checkout of somebody who only plans.
    const other = project.checkout();
    fs.cpSync(path.join(project.directory, path.dirname(STATE)), path.join(other.directory, path.dirname(STATE)), {
      recursive: true,
    });
    other.change(cache('3'));
    expect((await other.azstage('plan')).stdout).toMatch(/^cache +planned/m);
    const inBackend = (file: string) => ({
      stages: {
        cache: {
          ...cache('3').stages['cache'],
          terraform: { backend: { local: { path: path.join(other.directory, file) } } },
        },
      },
    });
    other.change(inBackend('older.tfstate'));
    expect((await other.azstage('plan')).stdout).toContain('The backend of cache has changed');
    other.change(inBackend('moved.tfstate'));
    expect((await other.azstage('plan')).stdout).toMatch(/^cache +planned/m);
    expect(await other.azstage(...go)).toMatchObject({ exitCode: 0 });
    expect(other.read('moved.tfstate')).toContain('"3"');
  });

  it('is not asked for where nothing was deployed as it was planned here', async () => {
    const project = TestProject.withStages(cache('1'));
    expect(await project.azstage('plan')).toMatchObject({ exitCode: 0 });
    const terraform = { backend: { local: { path: `${project.directory}/elsewhere.tfstate` } } };
    project.change({ stages: { cache: { ...cache('1').stages['cache'], terraform } } });
    expect(await project.azstage('deploy', 'cache', '--yes')).toMatchObject({ exitCode: 0 });
    expect(project.read('elsewhere.tfstate')).toContain('"Redis"');
  });

  it('is written by the next run where Terraform could not write it', async () => {
    const project = TestProject.withStages(cache('1'));
    const lost = project.script(
      'lost',
      `if [ "$1" = apply ]; then
        terraform "$@" > /dev/null
        mv ${project.directory}/${STATE} errored.tfstate
        echo '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"Failed to save state","detail":"gone"}}'
        exit 1
      fi
      exec terraform "$@"`,
    );
    const failed = await project.azstageWith({ TERRAFORM_BINARY_NAME: lost }, 'deploy', 'cache', '--yes');
    expect(failed.stdout).toContain('cache: Terraform could not write the state of cache: Failed to save state');
    expect(failed.stdout).toContain('unsaved.tfstate');
    const next = await project.azstage('deploy', 'cache', '--yes');
    expect(next.stderr).toContain('cache: wrote the state that the last apply could not write');
    expect(next.stdout).toMatch(/^cache +unchanged/m);
    expect(project.inputs('cache')).toEqual({ 'terraform_data.Redis': 'E5' });
  });
});

describe('a Terraform that cannot be used', () => {
  const messages: readonly (readonly [string, string, RegExp])[] = [
    [
      'is too old',
      `echo '{"terraform_version":"1.1.0"}'`,
      /too old: 1\.5\.0 or newer is needed.\nInstall it from https/,
    ],
    ['is something else', 'echo hello', /does not behave like Terraform: it printed "hello\\n"/],
  ];

  it.each(messages)('and %s says what is needed', async (_, body, message) => {
    const project = TestProject.withStages(cache('1'));
    const env = { TERRAFORM_BINARY_NAME: project.script('other', body) };
    const { exitCode, stderr } = await project.azstageWith(env, 'deploy', 'cache', '--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(message) as string });
  });

  it('and is missing says how to get it', async () => {
    const project = TestProject.withStages(cache('1'));
    const { exitCode, stderr } = await project.azstageWith({ TERRAFORM_BINARY_NAME: 'no-terraform' }, 'plan');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^no-terraform was not found on the PATH\.\n1\.5\.0 or newer is needed\. Install it from/);
  });
});

describeWithTerraform('a Terraform that misbehaves', () => {
  const during = (command: string, body: string) => `if [ "$1" = ${command} ]; then ${body}; fi\nexec terraform "$@"`;
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'prints garbage and succeeds at planning',
      during('plan', 'echo garbage; exit 0'),
      'Terraform exited with 0 during plan:',
    ],
    [
      'succeeds at applying without saying so',
      during('apply', 'exit 0'),
      'Terraform exited with 0 during apply and printed nothing',
    ],
    ['crashes', during('plan', 'echo "panic: runtime error"; exit 2'), 'panic: runtime error'],
    [
      'has no room on the disk',
      during('init', 'echo "Error: write lock: no space left on device"; exit 1'),
      'To do: The disk is full.',
    ],
  ];

  it.each(cases)('and %s is a failed stage', async (_, body, message) => {
    const project = TestProject.withStages(cache('1'));
    const env = { TERRAFORM_BINARY_NAME: project.script('bad', body) };
    const { exitCode, stdout } = await project.azstageWith(env, 'deploy', 'cache', '--yes');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining(message) as string });
    expect(stdout).toMatch(/^cache +failed/m);
  });
});
