import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { type AppliedRecord } from '../../../lib/toolkit/unit/applied-record';
import { describeWithTerraform } from '../../helpers/terraform';
import { type FakeStage, TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const shop = (sku = 'E5'): Record<'network' | 'cache', FakeStage> => ({
  network: {
    lifecycle: 'permanent',
    resources: { 'terraform_data.Network': { input: 'vnet' } },
    outputs: { name: '${terraform_data.Network.output}', key: 'hush' },
    sensitive: ['key'],
  },
  cache: {
    needs: ['network'],
    resources: { 'terraform_data.Cache': { input: `\${data.terraform_remote_state.network.outputs.name} ${sku}` } },
    dataResources: ['terraform_data.Cache'],
  },
});

const DIRECTORY = 'cdktf.out/stacks/cache';

async function deployed(): Promise<TestProject> {
  const project = await TestProject.deployed({ stages: shop() });
  return project;
}

function recordOf(project: TestProject, stage: string): AppliedRecord {
  return JSON.parse(String(project.state(stage)?.outputs['azstage-applied']?.value)) as AppliedRecord;
}

describeWithTerraform('the record of an apply', () => {
  it('is in the state, and says what was applied without a value of it', async () => {
    const project = await deployed();
    const record = recordOf(project, 'cache');
    expect(record).toMatchObject({
      ...{ version: 1, stage: 'cache', key: 'shop/shop/dev/cache', app: 'shop', environment: 'dev', project: 'shop' },
      ...{ lifecycle: 'on-demand', dependencies: ['network'], dataResources: ['terraform_data.Cache'] },
      id: project.state('cache')?.outputs['azstage-applying']?.value,
      upstream: { network: project.state('network')?.lineage },
      peers: [{ name: 'network', key: 'shop/shop/dev/network', dependencies: [], backend: 'local' }],
    });
    expect(Object.keys(record.inputs.outputs)).toEqual(['network.name']);
    expect(Object.keys(record.blocks)).toContain('terraform_data.Cache');
    expect(JSON.stringify([record, recordOf(project, 'network')])).not.toMatch(/vnet|E5|hush/);
  });

  it('names the state that it was planned on, and is another one after each apply', async () => {
    const project = await deployed();
    const { serial, lineage } = project.state('cache') ?? {};
    const { id } = recordOf(project, 'cache');
    project.change({ stages: shop('E10') });
    await project.azstage('deploy', 'cache', '--yes');
    expect(recordOf(project, 'cache').state).toEqual({ serial, lineage });
    expect(recordOf(project, 'cache').id).not.toBe(id);
  });

  it('is neither shown nor counted by any command', async () => {
    const project = TestProject.withStages({ stages: shop() });
    const plan = await project.azstage('plan', '--json', '--report', 'plan.md', 'plan.json');
    const deploy = await project.azstage('deploy', '--all', '--yes', '--json');
    const rest = [['show', '--all'], ['outputs', '--sensitive'], ['drift'], ['list', '--json'], ['plan', '--force']];
    const printed = [plan.stdout, deploy.stdout, project.read('plan.md'), project.read('plan.json')];
    for (const args of rest) {
      printed.push((await project.azstage(...args)).stdout);
    }
    expect(printed.join('\n')).not.toMatch(/azstage-appl/);
    expect(deploy.messages.at(-1)?.data).toMatchObject({
      stages: [{ counts: { added: 1, changed: 0, destroyed: 0 } }, { counts: { added: 1, changed: 0, destroyed: 0 } }],
    });
  });

  it('is beside the Terraform JSON while the stage is planned, and at no other time', async () => {
    const project = TestProject.withStages({ stages: shop() });
    const body = 'ls >> "$TF_DATA_DIR/../seen-$1"\nexec terraform "$@"';
    const env = { TERRAFORM_BINARY_NAME: project.script('looking', body) };
    await project.azstageWith(env, 'deploy', '--all', '--yes');
    const seen = (command: string) => project.read(`.azstage/work/shop/shop/dev/cache/seen-${command}`).split('\n');
    expect(seen('plan')).toContain('azstage.tf.json');
    expect(seen('apply')).not.toContain('azstage.tf.json');
    expect(fs.readdirSync(path.join(project.directory, DIRECTORY))).toEqual(['cdk.tf.json']);
  });

  it('is none where a file of it was left behind, as by a crash, whoever applies', async () => {
    const project = await deployed();
    const left = { variable: { azstage_apply: { default: '' } }, output: { 'azstage-applied': { value: '{}' } } };
    project.write(`${DIRECTORY}/azstage.tf.json`, left);
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(/^network +unchanged.*\ncache +unchanged/m);
    const cwd = path.join(project.directory, DIRECTORY);
    for (const args of [['init'], ['apply', '-auto-approve']]) {
      expect(spawnSync('terraform', args, { cwd, env: project.env() }).status).toBe(0);
    }
    expect((await project.azstage('deploy', 'cache', '--yes')).stdout).toMatch(
      /^cache +no changes .*something other than azstage applied it last$/m,
    );
    expect(project.exists(`${DIRECTORY}/azstage.tf.json`)).toBe(false);
  });

  it('is not in the way where a crash left a part of its file', async () => {
    const project = await deployed();
    fs.rmSync(path.join(project.directory, '.azstage/work'), { recursive: true });
    for (const args of [['drift'], ['deploy', '--all', '--yes', '--force']]) {
      project.write(`${DIRECTORY}/azstage.tf.json`, '{"variable":');
      expect((await project.azstage(...args)).exitCode).toBe(0);
    }
  });

  it('goes with the stage', async () => {
    const project = await deployed();
    await project.azstage('down', '--all', '--yes', '--allow-permanent', '--allow-data-loss', 'terraform_data.Cache');
    expect(project.state('cache')).toMatchObject({ outputs: {}, resources: [] });
  });
});
