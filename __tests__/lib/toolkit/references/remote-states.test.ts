import path from 'node:path';
import { Assembly } from '../../../../lib/toolkit/assembly/assembly';
import { outputsRead } from '../../../../lib/toolkit/references/remote-states';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());

interface Backends {
  /** The `terraform` block of the stage that is read. */
  readonly written: object;
  /** The `terraform_remote_state` of the stage that reads. */
  readonly read: object;
}

function readsOf({ written, read }: Backends, input: string): ReturnType<typeof outputsRead> {
  const project = TestProject.empty();
  const stack = (name: string, dependencies: string[]) => ({
    name,
    constructPath: name,
    workingDirectory: `stacks/${name}`,
    synthesizedStackPath: `stacks/${name}/cdk.tf.json`,
    annotations: [],
    dependencies,
  });
  project.write('manifest.json', { version: '0', stacks: { up: stack('up', []), down: stack('down', ['up']) } });
  project.write('stacks/up/cdk.tf.json', { terraform: written, output: { id: {}, name: {} } });
  project.write('stacks/down/cdk.tf.json', {
    data: { terraform_remote_state: { up: read } },
    resource: { terraform_data: { D: { input } } },
  });
  const { stages } = Assembly.read(project.directory);
  return outputsRead(stages.find((stage) => stage.name === 'down') ?? stages[0]!);
}

const blob = { storage_account_name: 'states', container_name: 'c', key: 'shop/shared/dev/up.tfstate' };
const local: Backends = {
  written: { backend: { local: { path: '../../states/up.tfstate' } } },
  read: { backend: 'local', config: { path: path.join('..', '..', 'states', '.', 'up.tfstate') } },
};
const id = '${data.terraform_remote_state.up.outputs.id}';

describe('outputsRead', () => {
  it.each<[string, Backends]>([
    ['a file', local],
    [
      'a blob',
      { written: { backend: { azurerm: blob } }, read: { backend: 'azurerm', config: { ...blob, use_oidc: true } } },
    ],
    [
      'a workspace of HCP Terraform',
      {
        written: { cloud: { organization: 'o', workspaces: { name: 'shop-up' } } },
        read: { backend: 'remote', config: { organization: 'o', workspaces: { name: 'shop-up' } } },
      },
    ],
  ])('finds the stage whose state is %s', (_, backends) => {
    expect(readsOf(backends, id)).toEqual({ reads: [{ stage: 'up', output: 'id' }], complete: true });
  });

  it.each<[string, Backends]>([
    [
      'another blob',
      { written: { backend: { azurerm: blob } }, read: { backend: 'azurerm', config: { ...blob, key: 'other' } } },
    ],
    ['another file', { ...local, read: { backend: 'local', config: { path: '/elsewhere.tfstate' } } }],
    ['another backend', { ...local, read: { backend: 's3', config: {} } }],
  ])('knows nothing of %s', (_, backends) => {
    expect(readsOf(backends, id)).toEqual({ reads: [], complete: false });
  });

  it.each([
    ['${data.terraform_remote_state.up.outputs.id}-x', ['id']],
    ['${data.terraform_remote_state.up.outputs["name"]}', ['name']],
    ['${data.terraform_remote_state.up.outputs}', ['id', 'name']],
    ['nothing', []],
  ])('of %s are %j', (input, outputs) => {
    expect(readsOf(local, input).reads.map((each) => each.output)).toEqual(outputs);
  });
});
