import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const state = (project: TestProject, file: string) => JSON.parse(project.read(file)) as { resources: unknown[] };

describeWithTerraform('a cdktf app that knows nothing of azstage', () => {
  it('is deployed, skipped, changed and destroyed stack by stack', async () => {
    const project = TestProject.withApp('node {fixtures}/apps/plain.js');
    expect((await project.azstage('deploy', 'service', '--yes')).stderr).toContain(
      'service needs network, which is not deployed.\nRun azstage deploy network first, or add --with-dependencies.',
    );
    expect((await project.azstage('deploy', '--all', '--yes')).stdout).toMatch(
      /^network +applied.*\nservice +applied/m,
    );
    expect((await project.azstage('deploy', '--all')).stdout).toMatch(/^network +unchanged.*\nservice +unchanged/m);
    const { app } = JSON.parse(project.read('cdktf.json')) as { app: string };
    project.write('cdktf.json', { app, context: { address: '10.9.0.0/16' } });
    const changed = await project.azstage('deploy', '--all', '--yes');
    expect(changed.stdout).toMatch(
      /^service +applied .*output cross-stack-output-terraform_dataAddressoutput of network changed$/m,
    );
    expect(project.read('service.tfstate')).toContain('inside 10.9.0.0/16');
    expect((await project.azstage('down', 'network', '--yes')).stderr).toContain(
      'service is deployed and needs network.',
    );
    expect(await project.azstage('down', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    expect(state(project, 'network.tfstate').resources).toEqual([]);
  });
});

describeWithTerraform('a StagedApp', () => {
  it('does what the command line says: stages, projects, parameters, guards', async () => {
    const tsx = '{repository}/node_modules/tsx/dist/cjs/index.cjs';
    const project = TestProject.withApp(`node --require ${tsx} {fixtures}/apps/staged.ts`);
    const deployed = await project.azstage('deploy', '--all', '--yes', '--parameters', 'redisSku=E10', 'replicas=5');
    expect(deployed.stdout).toMatch(/^stage-foundation +applied/m);
    const shared = '.azstage/state/shop/shared/dev/stage-foundation.tfstate';
    const cache = '.azstage/state/shop/shop/dev/stage-cache.tfstate';
    expect(project.read(cache)).toContain('E10 in vnet');
    const other = await project.azstage('deploy', 'stage-runtime', '--yes', '--project', 'other-app');
    expect(other.stdout).toMatch(/^stage-runtime +applied/m);
    expect(project.read('.azstage/state/shop/other-app/dev/stage-runtime.tfstate')).toContain('1 in vnet');
    const refused = await project.azstage('down', 'stage-cache', '--yes');
    expect(refused).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("'terraform_data.Redis'") as string });
    const permanent = await project.azstage('down', '--all', '--yes', '--allow-data-loss', 'terraform_data.Redis');
    expect(permanent.stderr).toContain('stage-foundation is permanent');
    expect(state(project, shared).resources).not.toEqual([]);
    expect(await project.azstage('down', 'stage-runtime', '--yes')).toMatchObject({ exitCode: 0 });
  });
});
