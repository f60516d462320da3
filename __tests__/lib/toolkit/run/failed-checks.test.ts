import { describeWithTerraform } from '../../../helpers/terraform';
import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

/** A stage that is healthy once there is a file `ready`. */
function checkedProject(): TestProject {
  const project = TestProject.withStages({ stages: {} });
  const condition = `\${terraform_data.Service.id != "" && fileexists("${project.directory}/ready")}`;
  const assert = [{ condition, error_message: 'The service does not answer.' }];
  project.change({
    stages: {
      service: { resources: { 'terraform_data.Service': { input: 'a' } }, more: { check: { health: { assert } } } },
    },
  });
  return project;
}

const FAILED = [{ address: 'check.health', messages: ['The service does not answer.'] }];
const REASON = 'check.health failed in its last apply';

describeWithTerraform('a check of Terraform that does not pass', () => {
  it('is told of by each deploy and plan, which look again until it passes', async () => {
    const project = checkedProject();
    const first = await project.azstage('deploy', 'service', '--yes');
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/^service +applied +1 /m);
    expect(first.stdout).toContain('The service does not answer.');
    const again = await project.azstage('deploy', 'service', '--yes');
    expect(again.stdout).toMatch(new RegExp(`^service +no changes .*${REASON}$`, 'm'));
    expect(again.stdout).toContain('The service does not answer.');
    const plan = await project.azstage('plan');
    expect(plan.stdout).toMatch(new RegExp(`^service +no changes .*${REASON}$`, 'm'));
    expect(plan.stdout).toContain('The service does not answer.');
    project.write('ready', '');
    const passed = await project.azstage('deploy', 'service', '--yes');
    expect(passed.stdout).toMatch(new RegExp(`^service +no changes .*${REASON}$`, 'm'));
    expect(passed.stdout).not.toContain('The service does not answer.');
    expect((await project.azstage('deploy', 'service')).stdout).toMatch(/^service +unchanged/m);
    expect((await project.azstage('list')).stdout).not.toContain('check.health');
  });

  it('is in the result of each run, and ends it with 1 where that is asked for', async () => {
    const project = checkedProject();
    const { exitCode, messages } = await project.azstage('deploy', 'service', '--yes', '--json', '--fail-on-checks');
    expect(exitCode).toBe(1);
    expect(messages.at(-1)?.data).toMatchObject({ stages: [{ result: 'applied', failedChecks: FAILED }] });
    for (const command of ['plan', 'deploy', 'drift']) {
      expect(await project.azstage(command, 'service', '--fail-on-checks')).toMatchObject({ exitCode: 1 });
      const result = await project.azstage(command, 'service', '--json');
      expect(result.exitCode).toBe(0);
      expect(result.messages.at(-1)?.data).toMatchObject({ stages: [{ failedChecks: FAILED }] });
    }
  });

  it('is listed by list, show and drift', async () => {
    const project = checkedProject();
    await project.azstage('deploy', 'service', '--yes');
    const line = 'check.health did not pass: The service does not answer.';
    for (const args of [['list'], ['show'], ['drift']]) {
      expect((await project.azstage(...args)).stdout).toContain(`service: ${line}`);
    }
    expect((await project.azstage('show', 'service')).stdout).toContain(`  ${line}`);
    const { messages } = await project.azstage('list', '--json');
    expect(messages.at(-1)?.data).toMatchObject({ stages: [{ status: 'deployed', failedChecks: FAILED }] });
  });
});
