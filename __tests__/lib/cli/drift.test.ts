import fs from 'node:fs';
import { FILE_PROVIDER, FileProvider } from '../../helpers/file-provider';
import { describeWithTerraform } from '../../helpers/terraform';
import { type CliResult, TestProject } from '../../helpers/test-project';

let provider: FileProvider;
beforeAll(async () => {
  provider = await FileProvider.start();
});
afterAll(() => {
  provider.close();
  TestProject.removeAll();
});
jest.setTimeout(30_000);

const ID = '${data.terraform_remote_state.network.outputs.id}';

interface Drifted {
  readonly project: TestProject;
  azstage(...args: string[]): Promise<CliResult>;
}

/** network and service, deployed; then the output of network changed, the code of service changed, and a file of it was changed manually. */
async function drifted(): Promise<Drifted> {
  const project = TestProject.withStages({ stages: {} });
  const azstage = (...args: string[]) => project.azstageWith(provider.env, ...args);
  const change = (id: string, more: object = {}) =>
    project.change({
      stages: {
        network: {
          resources: { 'terraform_data.Network': { input: id } },
          outputs: { id: '${terraform_data.Network.output}' },
        },
        service: {
          needs: ['network'],
          terraform: { required_providers: { files: { source: FILE_PROVIDER } } },
          resources: {
            'files_file.Config': { path: `${project.directory}/config`, content: 'a' },
            'terraform_data.Api': { input: ID },
            ...more,
          },
        },
        site: { needs: ['service'], resources: { 'terraform_data.Site': { input: 'site' } } },
      },
    });
  change('vnet');
  await azstage('deploy', 'network', 'service', '--yes');
  change('vnet2', { 'terraform_data.New': { input: 'new' } });
  await azstage('deploy', 'network', '--yes');
  project.write('config', 'manual');
  return { project, azstage };
}

const TABLE = [
  'STAGE    RESULT        CHANGED OUTSIDE  NOT APPLIED  UPSTREAM CHANGED',
  'network  no changes    0                0            0',
  'service  drifted       1                1            1',
  'site     not deployed  -                -            -',
  '',
  'service',
  '  Changed outside of Terraform:',
  '    files_file.Config (service/Config): content, size changed; deploy would update it',
  '  Not applied:',
  '    create terraform_data.New (service/New)',
  '  Upstream changed:',
  '    output id of network',
  '      update terraform_data.Api (service/Api)',
  '  To do:',
  '    azstage plan service shows what azstage deploy service would do.',
  '    To keep what changed outside of Terraform, add it to the code.',
  '',
].join('\n');

describeWithTerraform('azstage drift', () => {
  let shop: Drifted;
  beforeAll(async () => {
    shop = await drifted();
  });

  it('shows the drift of each stage and its causes, and exits with 2 under --detailed-exitcode', async () => {
    const { azstage } = shop;
    const { exitCode, stdout } = await azstage('drift', '--detailed-exitcode');
    expect(stdout).toContain(TABLE);
    expect(exitCode).toBe(2);
    expect((await azstage('drift')).exitCode).toBe(0);
    expect((await azstage('drift', 'network', '--detailed-exitcode')).exitCode).toBe(0);
  });

  it('repeats the environment in the suggested commands, and --refresh if the inputs have not changed', async () => {
    const { project, azstage } = await drifted();
    await azstage('deploy', 'service', '--yes');
    fs.rmSync(`${project.directory}/config`);
    const { stdout } = await azstage('drift', 'service', '--environment', 'dev');
    expect(stdout).toContain('files_file.Config (service/Config): deleted; deploy would create it');
    const options = 'service --environment dev --refresh';
    expect(stdout).toContain(`azstage plan ${options} shows what azstage deploy ${options} would do.`);
    await azstage('deploy', 'service', '--environment', 'dev', '--refresh', '--yes');
    expect(project.read('config')).toBe('a');
  });

  it('is shown by show --drift below the deployed stages', async () => {
    const { azstage } = shop;
    const { stdout } = await azstage('show', '--drift');
    expect(stdout).toMatch(/^service +deployed +on-demand +2 /m);
    expect(stdout.indexOf(TABLE)).toBeGreaterThan(stdout.indexOf('APPLIED'));
    const { messages } = await azstage('show', 'service', '--drift', '--json');
    expect(messages.at(-1)).toMatchObject({
      code: 'show.result',
      data: {
        stages: [{ name: 'service', resources: ['files_file.Config', 'terraform_data.Api'] }],
        drift: { stages: [{ stage: 'service', result: 'drifted' }] },
      },
    });
  });
});
