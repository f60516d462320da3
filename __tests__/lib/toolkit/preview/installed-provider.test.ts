import fs from 'node:fs';
import path from 'node:path';
import { compileFolders } from '../../../helpers/compiled-cli';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type CliResult, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(120_000);

const SOURCE = 'example.com/azstage/files';

const read = (output: string) => `\${data.terraform_remote_state.network.outputs.${output}}`;
const files = { required_providers: { files: { source: SOURCE, version: '1.0.0' } } };

interface Shop {
  readonly project: TestProject;
  /** Changes what the file of the service says. */
  change(content: string): void;
  azstage(...args: string[]): Promise<CliResult>;
}

/** Stages with a provider that is a program of its own, and that a mirror has: installed, locked, linked and started as any other. */
function shop(): Shop {
  const project = TestProject.withStages({ stages: {} });
  const directory = `mirror/${SOURCE}/1.0.0/${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  compileFolders(`${project.directory}/compiled`, ['__tests__/fixtures/provider', '__tests__/helpers']);
  const serve = `${project.directory}/compiled/__tests__/fixtures/provider/serve.js`;
  fs.mkdirSync(path.join(project.directory, directory), { recursive: true });
  project.script(
    `${directory}/terraform-provider-files_v1.0.0`,
    `exec "${process.execPath}" "${serve}" "${project.directory}"`,
  );
  const mirror = `filesystem_mirror {\n    path = "${project.directory}/mirror"\n  }`;
  project.write('terraformrc', `provider_installation {\n  ${mirror}\n}\n`);
  const env = { TF_CLI_CONFIG_FILE: `${project.directory}/terraformrc`, TF_DISABLE_PLUGIN_TLS: '1' };
  return {
    project,
    azstage: (...args) => project.azstageWith(env, ...args),
    change: (content) =>
      project.change({
        stages: {
          network: {
            terraform: files,
            resources: { 'files_file.Network': { path: `${project.directory}/network`, content } },
            outputs: { name: '${files_file.Network.content}', id: '${files_file.Network.id}' },
          },
          service: {
            needs: ['network'],
            terraform: files,
            resources: {
              'files_file.Service': { path: `${project.directory}/service`, content: `of ${read('name')}` },
              'terraform_data.Id': { input: read('id') },
            },
          },
        },
      }),
  };
}

describeWithTerraform('a preview with a provider that is installed', () => {
  it('is made by the provider, approved in a bundle, and applied', async () => {
    const { project, azstage, change } = shop();
    change('vnet');
    const planned = await azstage('plan', '--out', 'plans');
    expect(planned.exitCode).toBe(0);
    expect(planned.stderr.match(/Installing/g)).toHaveLength(1);
    expect(planned.stdout).toMatch(/\+ content = "of vnet"\n +\+ id +=/);
    expect(project.exists('service')).toBe(false);
    expect((await azstage('deploy', '--plan', 'plans')).exitCode).toBe(0);
    expect(project.read('service')).toBe('of vnet');
    change('vnet2');
    const changed = await azstage('plan', '--summary');
    expect(changed.stdout).toContain('update files_file.Service (service/Service) because of output name of network');
    expect(project.read('service')).toBe('of vnet');
  });
});
