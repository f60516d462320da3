import { Observed, reading } from '../../../helpers/previews';
import { StateServer } from '../../../helpers/state-server';
import { describeWithTerraform } from '../../../helpers/terraform';
import { type FakeStage, TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const a: FakeStage = {
  resources: { 'terraform_data.A': { input: 'a' } },
  outputs: { name: '${terraform_data.A.input}', id: '${terraform_data.A.id}' },
};

const MODULE = `
variable "name" {}
variable "id" {}
resource "terraform_data" "In" { input = [var.name, var.id] }
resource "terraform_data" "Some" {
  for_each = toset([var.name])
  input    = each.value
}
output "name" { value = terraform_data.In.input[0] }
`;

/** b, as it is given, reading a. */
function projectWith(b: Partial<FakeStage>): TestProject {
  return TestProject.withStages({ stages: { a, b: { needs: ['a'], resources: { 'terraform_data.B': {} }, ...b } } });
}

/** What b is previewed with, and that deploy does the same. */
async function previewedAndDeployed(project: TestProject): Promise<Observed> {
  const observed = await Observed.deploy(project, () => true);
  expect(observed.summary).toBe('a applied, b applied');
  expect(observed.questions).toHaveLength(1);
  return observed;
}

describeWithTerraform('what a stage has beside its resources', () => {
  it.each([
    ['beside it', './net'],
    ['above it', '../../../modules/net'],
  ])('is previewed with it: a module %s', async (_name, from) => {
    const net = { source: from, name: reading('a', 'name'), id: reading('a', 'id') };
    const project = projectWith({
      files: { 'net/main.tf': MODULE },
      more: { module: { net } },
      outputs: { name: '${module.net.name}' },
    });
    project.write('modules/net/main.tf', MODULE);
    const observed = await previewedAndDeployed(project);
    expect(observed.changes('b')).toContain('create module.net.terraform_data.Some["a"]');
    expect(observed.text('b')).toMatch(/input += \[\s+\+ "a",\s+\+ \(known after apply\),\s+\]/);
  });

  it('is previewed with it: files', async () => {
    const project = projectWith({
      files: { 'note.txt': 'a note', 'deep/er/note.txt': 'deeper' },
      resources: {
        'terraform_data.B': {
          input: `\${file("\${path.module}/note.txt")}, \${file("\${path.root}/deep/er/note.txt")}, ${reading('a', 'name')}`,
        },
      },
    });
    const observed = await previewedAndDeployed(project);
    expect(observed.lines('b', 'input')).toEqual(['+ input = "a note, deeper, a"']);
  });

  it('is previewed with it: locals, data sources and what they depend on', async () => {
    const project = projectWith({
      resources: {
        'terraform_data.B': {
          input: '${local.label}',
          depends_on: ['data.terraform_remote_state.a', 'terraform_data.C'],
        },
        'terraform_data.C': { input: reading('a', 'id'), depends_on: ['data.terraform_remote_state.a'] },
      },
      more: { locals: { label: `the ${reading('a', 'name')}` } },
    });
    const observed = await previewedAndDeployed(project);
    expect(observed.lines('b', 'input')).toEqual(['+ input = "the a"', '+ input = (known after apply)']);
  });

  it('is previewed with it: defaults of a state', async () => {
    const project = projectWith({
      states: { a: { defaults: { name: 'default', more: 'more' } } },
      resources: { 'terraform_data.B': { input: [reading('a', 'name'), reading('a', 'more')] } },
    });
    const observed = await previewedAndDeployed(project);
    expect(observed.text('b')).toMatch(/\+ "a",\s+\+ "more",/);
  });

  it('is previewed with it: a state outside of the app', async () => {
    const project = projectWith({});
    await project.azstage('deploy', 'a', '--yes');
    const outside = project
      .read('.azstage/state/shop/shop/dev/a.tfstate')
      .replace('"value": "a"', '"value": "outside"');
    const other = projectWith({
      states: { outside: { config: { path: '../../../outside/outside.tfstate' } } },
      resources: { 'terraform_data.B': { input: [reading('a', 'id'), reading('outside', 'name')] } },
    });
    other.write('outside/outside.tfstate', outside);
    const observed = await previewedAndDeployed(other);
    expect(observed.text('b')).toMatch(/\+ \(known after apply\),\s+\+ "outside",/);
  });

  it('may be nothing but a state that it waits for', async () => {
    const project = projectWith({
      states: { a: { config: { path: '../../../.azstage/state/shop/shop/dev/a.tfstate' } } },
      resources: { 'terraform_data.B': { input: 'b', depends_on: ['data.terraform_remote_state.a'] } },
    });
    expect((await previewedAndDeployed(project)).lines('b', 'input')).toEqual(['+ input = "b"']);
  });
});

describeWithTerraform('stages with a backend somewhere else', () => {
  let server: StateServer;
  beforeEach(async () => {
    server = await StateServer.start();
  });
  afterEach(() => server.close());

  it('are previewed with no lock and no change there, from what their state holds', async () => {
    const address = (stage: string) => (server.backend(stage) as { backend: { http: object } }).backend.http;
    const stages = (name: string) => ({
      a: { ...a, resources: { 'terraform_data.A': { input: name } }, terraform: server.backend('a') },
      b: {
        needs: ['a'],
        resources: { 'terraform_data.B': { input: reading('a', 'name') } },
        states: { a: { backend: 'http', config: address('a') } },
        terraform: server.backend('b'),
      },
    });
    const project = TestProject.withStages({ stages: stages('a') });
    expect((await Observed.plan(project)).lines('b', 'input')).toEqual(['+ input = "a"']);
    expect([...server.states.keys()]).toEqual([]);
    await previewedAndDeployed(project);
    const before = [...server.states];
    project.change({ stages: stages('A') });
    // A lock on b would be in the way of a plan of b itself, not of a preview: it is planned on a copy.
    server.locks.set('/b', JSON.stringify({ ID: 'abc' }));
    const observed = await Observed.plan(project);
    expect(observed.lines('b', 'input')).toEqual(['~ input = "a" -> "A"']);
    expect([...server.states]).toEqual(before);
  });
});
