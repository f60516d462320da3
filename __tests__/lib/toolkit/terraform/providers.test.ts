import fs from 'node:fs';
import path from 'node:path';
import { ProviderLock } from '../../../../lib/toolkit/terraform/provider-lock';
import { FILE_PROVIDER, FileProvider } from '../../../helpers/file-provider';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type CliResult, type FakeStage, TestProject } from '../../../helpers/test-project';

let provider: FileProvider;
beforeAll(async () => {
  provider = await FileProvider.start();
});
afterAll(() => {
  provider.close();
  TestProject.removeAll();
});
jest.setTimeout(30_000);

const required = (version: string) => ({
  required_providers: { fake: { source: 'example.com/acme/fake', version } },
});

interface ProjectWithProvider {
  readonly project: TestProject;
  /** Environment variables that name the mirror. */
  readonly env: NodeJS.ProcessEnv;
  azstage(...args: string[]): Promise<CliResult>;
}

/** Two stages that require a provider which a mirror has in versions 1.0.0 and 1.1.0. It is a script: init takes it, a plan fails. */
function projectWithProvider(): ProjectWithProvider {
  const stage = (version: string) => ({
    resources: { 'terraform_data.R': { input: 'r' } },
    terraform: required(version),
  });
  const project = TestProject.withStages({ stages: { a: stage('~> 1.0'), b: stage('~> 1.0') } });
  for (const version of ['1.0.0', '1.1.0']) {
    const directory = `mirror/example.com/acme/fake/${version}/${platform()}`;
    fs.mkdirSync(path.join(project.directory, directory), { recursive: true });
    project.script(`${directory}/terraform-provider-fake_v${version}`, 'exit 1');
  }
  project.write(
    'terraformrc',
    `provider_installation {\n  filesystem_mirror {\n    path = "${project.directory}/mirror"\n  }\n}\n`,
  );
  const env = { TF_CLI_CONFIG_FILE: `${project.directory}/terraformrc` };
  return { project, env, azstage: (...args) => project.azstageWith(env, ...args) };
}

function linkOf(project: TestProject, stage: string, version = '1.1.0'): string {
  const providers = `.azstage/work/shop/shop/dev/${stage}/terraform/providers/example.com/acme/fake`;
  return fs.realpathSync(path.join(project.directory, providers, version, platform()));
}

function platform(): string {
  return `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

describeWithTerraform('providers', () => {
  it('are installed once for all stages, and locked in one file of the project', async () => {
    const { project, azstage } = projectWithProvider();
    const { stderr } = await azstage('plan');
    expect(stderr.match(/Installing example\.com\/acme\/fake/g)).toHaveLength(1);
    const installed = fs.realpathSync(path.join(project.directory, 'mirror/example.com/acme/fake/1.1.0', platform()));
    expect([linkOf(project, 'a'), linkOf(project, 'b')]).toEqual([installed, installed]);
    const lock = project.read('.terraform.lock.hcl');
    expect(lock).toContain('provider "example.com/acme/fake" {\n  version     = "1.1.0"');
    expect(project.read('cdktf.out/stacks/a/.terraform.lock.hcl')).toContain('version     = "1.1.0"');
    expect((await azstage('plan')).stderr).not.toContain('Installing');
  });

  it('stay at the version that is locked', async () => {
    const { project, azstage } = projectWithProvider();
    const { stages } = JSON.parse(project.read('stages.json')) as { stages: Record<string, object> };
    project.change({ stages: { a: { ...stages['a'], terraform: required('1.0.0') } } });
    await azstage('plan');
    project.change({ stages: { a: { ...stages['a'], terraform: required('~> 1.0') } } });
    await azstage('plan');
    expect(linkOf(project, 'a', '1.0.0')).toContain('/1.0.0/');
    expect(project.read('.terraform.lock.hcl')).toContain('version     = "1.0.0"');
  });

  it('that are not to be had fail the run before any stage is touched', async () => {
    const { project, azstage } = projectWithProvider();
    fs.rmSync(path.join(project.directory, 'mirror'), { recursive: true });
    fs.mkdirSync(path.join(project.directory, 'mirror'));
    const { exitCode, stderr } = await azstage('deploy', '--all', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Failed to query available provider packages');
    expect(project.exists('.azstage/work')).toBe(false);
  });

  it('that run already are used as they are, and only the others installed', async () => {
    const { project, env } = projectWithProvider();
    const azstage = (...args: string[]) => project.azstageWith({ ...env, ...provider.env }, ...args);
    const { stages } = JSON.parse(project.read('stages.json')) as { stages: Record<string, FakeStage> };
    const resources = { 'files_file.F': { path: `${project.directory}/file`, content: 'x' } };
    const terraform = { required_providers: { files: { source: FILE_PROVIDER } } };
    project.change({ stages: { ...stages, c: { resources, terraform } } });
    const { stdout, stderr } = await azstage('deploy', 'c', '--yes');
    expect(stdout).toMatch(/^c +applied +1 /m);
    expect(stderr).not.toContain('Installing');
    expect(project.read('file')).toBe('x');
    expect((await azstage('plan')).stderr).toContain('Installing example.com/acme/fake\n');
  });

  it('that are said to run already in a variable that makes no sense are an error of the command line', async () => {
    const project = TestProject.withStages({ stages: {} });
    const { exitCode, stderr } = await project.azstageWith({ TF_REATTACH_PROVIDERS: '{' }, 'plan');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringContaining('TF_REATTACH_PROVIDERS is not JSON: ') as string,
    });
  });
});

describe('ProviderLock', () => {
  const lock = ProviderLock.parse(
    [
      '# This file is maintained automatically by "terraform init".',
      '',
      'provider "registry.terraform.io/hashicorp/azurerm" {',
      '  version = "4.81.0"',
      '  hashes = [',
      '    "h1:x",',
      '  ]',
      '}',
      '',
      'provider "registry.terraform.io/hashicorp/random" {',
      '  version = "3.7.2"',
      '}',
      '',
    ].join('\n'),
  );

  it.each(['azurerm', 'hashicorp/azurerm', 'registry.terraform.io/hashicorp/azurerm'])('finds %s', (source) => {
    expect(lock.textFor([source])).toMatch(
      /azurerm" \{\n {2}version = "4\.81\.0"\n {2}hashes = \[\n {4}"h1:x",\n {2}\]\n\}\n$/,
    );
    expect(lock.textFor([source])).not.toContain('random');
  });

  it.each(['zurerm', 'acme/azurerm', 'azuread'])('does not take another one for %s', (source) => {
    expect(lock.textFor([source])).toBe('');
  });
});
