import fs from 'node:fs';
import path from 'node:path';
import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(30_000);

const app = {
  stages: {
    network: {
      resources: { 'terraform_data.Network': { input: 'vnet' } },
      outputs: { id: '${terraform_data.Network.output}' },
    },
    service: {
      needs: ['network'],
      resources: {
        'terraform_data.Api': {
          input: '${data.terraform_remote_state.network.outputs.id}',
          provisioner: [{ 'local-exec': { command: 'exit 3' } }],
        },
      },
    },
    site: { needs: ['service'], resources: { 'terraform_data.Site': { input: 'site' } } },
  },
};

/** Runs a command line at a fixed time, so that the stream is the same every time. */
function streamOf(project: TestProject, ...args: string[]) {
  return project.azstageAt('2026-01-01T00:00:00.000Z', ...args, '--json');
}

/** Compares with a recorded stream; to record it anew, delete the file. */
function expectGolden(name: string, stdout: string): void {
  const file = path.join(__dirname, '../../../fixtures/goldens', `${name}.ndjson`);
  if (!fs.existsSync(file)) {
    fs.writeFileSync(file, stdout);
  }
  expect(stdout).toBe(fs.readFileSync(file, 'utf8'));
}

describeWithTerraform('the stream of --json', () => {
  it('of a deployment that fails half-way is as recorded', async () => {
    const project = TestProject.withStages(app);
    const { exitCode, stdout, stderr } = await streamOf(project, 'deploy', '--all', '--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expectGolden('deploy-failed', stdout);
  });

  it('of a plan is as recorded', async () => {
    const { stdout } = await streamOf(TestProject.withStages(app), 'plan');
    expectGolden('plan', stdout);
  });

  it('of a destruction is as recorded', async () => {
    const project = TestProject.withStages(app);
    await project.azstage('deploy', 'network', '--yes');
    const { stdout } = await streamOf(project, 'down', 'network', '--yes');
    expectGolden('down', stdout);
  });

  it('of a refusal is as recorded', async () => {
    const { exitCode, stdout } = await streamOf(TestProject.withStages(app), 'deploy', 'site');
    expect(exitCode).toBe(1);
    expectGolden('refused', stdout);
  });
});

describe('docs/cli.md', () => {
  const docs = fs.readFileSync(path.join(__dirname, '../../../../docs/cli.md'), 'utf8');
  const source = fs.readFileSync(path.join(__dirname, '../../../../lib/toolkit/io/messages.ts'), 'utf8');

  it.each([...source.matchAll(/^ {2}'([a-z.-]+)':/gm)].map(([, code]) => code ?? ''))(
    'tells of the message %s',
    (code) => {
      expect(docs).toContain(`\`${code}\``);
    },
  );
});
