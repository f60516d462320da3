import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { StateCloud } from '../../../helpers/state-cloud';
import { describeWithBlobBackend } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

jest.setTimeout(300_000);

/** Stages with the scope of their states. */
const STAGES = { 'stage-foundation': 'shared/dev', 'stage-cache': 'shop/dev', 'stage-runtime': 'shop/dev' };

describeWithBlobBackend('azstage bootstrap --migrate-state, in processes of its own', () => {
  let cloud: StateCloud;
  let deployed: TestProject;

  beforeAll(async () => {
    cloud = await StateCloud.start();
    deployed = cloud.project();
    const { exitCode, text } = await run(deployed, 'deploy', '--all', '--yes');
    expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
  });
  beforeEach(() => cloud.blobs.renew());
  afterAll(async () => {
    TestProject.removeAll();
    await cloud.stop();
  });

  async function run(project: TestProject, ...args: string[]) {
    const { ended, output } = project.start(...args);
    return { exitCode: await ended, text: output() };
  }

  /** Copy of the deployed project. */
  function copy(): TestProject {
    const project = cloud.project();
    fs.cpSync(deployed.directory, project.directory, { recursive: true });
    return project;
  }

  const bootstrap = (...more: string[]) => ['bootstrap', ...cloud.names, '--yes', ...more];

  /** What of a state must be the same after it has moved. */
  const essence = (state: Awaited<ReturnType<StateCloud['blobs']['state']>>) =>
    state && { lineage: state.lineage, outputs: state.outputs, resources: state.resources };

  async function expectMoved(project: TestProject): Promise<void> {
    for (const [stage, scope] of Object.entries(STAGES)) {
      const local = project.state(stage, scope);
      expect(local?.resources.length).toBeGreaterThan(0);
      const moved = await cloud.blobs.state(stage, scope);
      expect(essence(moved)).toEqual(essence(local));
      // Terraform counts one up where a reader has made the empty state that is there before.
      expect((moved?.serial ?? 0) - (local?.serial ?? 0)).toBeGreaterThanOrEqual(0);
      expect(await cloud.blobs.isLeased(stage, scope)).toBe(false);
    }
  }

  it('makes the account, writes the backend, and copies the states; then nothing is left to do', async () => {
    const project = copy();
    const first = await run(project, ...bootstrap('--migrate-state', '--allow-ip', '203.0.113.7'));
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.text).toMatch(/stage-cache +moved +its state, of 1 resource/);
    expect(first.text).toMatch(
      /stage-foundation: the local state is kept in \.azstage\/state\/shop\/shared\/dev\/stage-foundation\.tfstate/,
    );
    expect(first.text).not.toMatch(/secret-of-the-test|eyJ/);
    await expectMoved(project);
    const second = await run(project, ...bootstrap('--migrate-state', '--allow-ip', '203.0.113.7'));
    expect(second).toMatchObject({ exitCode: 0, text: expect.stringContaining('All 6 parts were there.') as string });
    expect(second.text).not.toMatch(/moved/);
    const plan = await run(project, 'plan', '--force', '--detailed-exitcode');
    expect(plan).toMatchObject({ exitCode: 0 });
    // Somebody else, who never had the local states.
    const other = cloud.signIn(project.checkout());
    expect(await run(other, 'plan', '--force', '--detailed-exitcode')).toMatchObject({ exitCode: 0 });
  });

  it('leaves local states where they are without it, and says how they move', async () => {
    const project = copy();
    const { exitCode, text } = await run(project, ...bootstrap());
    expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
    expect(text).toContain('3 local states not moved.');
    expect(text).toMatch(/Next: azstage bootstrap --migrate-state\n$/);
    expect(await cloud.blobs.keys()).toEqual([]);
    const plan = await run(project, 'plan');
    expect(plan.text).toContain('all local ones to an Azure storage account with azstage bootstrap --migrate-state');
    expect(await run(project, 'bootstrap', '--migrate-state', '--yes')).toMatchObject({ exitCode: 0 });
    await expectMoved(project);
  });

  it('refuses a stage of which the backend has another state, and moves the others', async () => {
    const project = copy();
    const other = { ...project.state('stage-cache', 'shop/dev'), lineage: '00000000-0000-4000-8000-000000000000' };
    await cloud.blobs.replace('stage-cache', JSON.stringify(other), 'shop/dev');
    const { exitCode, text } = await run(project, ...bootstrap('--migrate-state'));
    expect({ exitCode, text }).toMatchObject({ exitCode: 1 });
    expect(text).toMatch(
      /stage-cache: The backend has another state of stage-cache already, of 1 resource \(lineage 00000000/,
    );
    expect(text).toContain('1 local state not moved.');
    expect(await cloud.blobs.state('stage-cache', 'shop/dev')).toMatchObject({ lineage: other.lineage });
    expect(essence(await cloud.blobs.state('stage-runtime', 'shop/dev'))).toEqual(
      essence(project.state('stage-runtime', 'shop/dev')),
    );
  });

  it('loses nothing when it is killed at any moment, and goes on when it is run again', async () => {
    for (let kill = 0; kill < Number(process.env['BOOTSTRAP_KILLS'] ?? 3); kill += 1) {
      await cloud.blobs.renew();
      const project = copy();
      const running = project.start(...bootstrap('--migrate-state'));
      await setTimeout(300 + Math.random() * 4_000);
      process.kill(-running.pid, 'SIGKILL');
      await running.ended;
      const before = project.exists('environments/dev.json') ? project.read('environments/dev.json') : '{}';
      expect(() => JSON.parse(before) as unknown).not.toThrow();
      // The lease of a killed Terraform stays, as anybody has to decide that it is dead.
      for (const [stage, scope] of Object.entries(STAGES)) {
        if (await cloud.blobs.isLeased(stage, scope)) {
          await cloud.blobs.breakLease(stage, scope);
        }
      }
      const again = await run(project, ...bootstrap('--migrate-state'));
      expect({ kill, ...again }).toMatchObject({ exitCode: 0 });
      await expectMoved(project);
    }
  });
});
