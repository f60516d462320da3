import { TestProject } from '../../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(120_000);

const ADD = ['tenants', 'add', 'acme', '--region', 'westeurope', '--tier', 'dedicated', '--owner', 'ops@acme.example'];

/** A project whose app reads no tenants. */
function withoutTenants(): TestProject {
  return TestProject.withStages({ stages: { a: { resources: {} } } });
}

describe('azstage tenants', () => {
  it('refuses an app that reads none, and leaves no file behind', async () => {
    const project = withoutTenants();
    const { exitCode, stderr } = await project.azstage(...ADD);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The app reads no tenants.');
    expect(project.exists('tenants')).toBe(false);
  });

  it.each([
    [['tenants', 'add', 'acme'], 'azstage tenants add lacks --region, --tier, --owner.'],
    [['tenants', 'add'], 'azstage tenants add lacks an id, --region, --tier, --owner.'],
    [['tenants', 'list', 'acme'], 'azstage tenants list takes no "acme".'],
    [['tenants', 'check', '--owner', 'x'], 'azstage tenants check takes no --owner.'],
    [[...ADD, '--skip-synth'], 'azstage tenants add needs synth, which checks the tenant.'],
    [['tenants', 'add', '../x', ...ADD.slice(3)], '"../x" is not a valid id of a tenant.'],
    [['tenants', 'remove'], 'Allowed choices are list, add, check.'],
  ])('%j is a usage error', async (args, message) => {
    const project = withoutTenants();
    const { exitCode, stderr } = await project.azstage(...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(64);
    expect(project.exists('tenants')).toBe(false);
  });

  it('refuses an id that is taken, and leaves the file as it is', async () => {
    const project = withoutTenants();
    project.write('tenants/acme.json', '{}');
    const { exitCode, stderr } = await project.azstage(...ADD);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('acme.json exists.');
    expect(project.read('tenants/acme.json')).toBe('{}');
  });

  it('adds a tenant that the app accepts, lists and checks it, and removes the file of one that it refuses', async () => {
    const project = TestProject.withApp('node --require tsx/cjs {fixtures}/apps/tenants.ts');
    const added = await project.azstage(...ADD, '--residency', 'eu', '--budget', '500', '--compliance', 'gdpr');
    expect(added.stderr).toBe('');
    expect(added.stdout).toBe('Wrote tenants/acme.json: tenant-acme\nNext: npx azstage deploy tenant-acme\n');
    expect(JSON.parse(project.read('tenants/acme.json'))).toEqual({
      tenant_id: 'acme',
      owner: 'ops@acme.example',
      tier: 'dedicated',
      primary_region: 'westeurope',
      data_residency: 'eu',
      compliance_requirements: ['gdpr'],
      monthly_budget: 500,
    });
    const refused = await project.azstage(...ADD.map((word) => (word === 'acme' ? 'b' : word)), '--residency', 'us');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('tenants/b.json: primary_region: tenant "b" is in westeurope, which is outside');
    expect(project.exists('tenants/b.json')).toBe(false);
    const list = await project.azstage('tenants', 'list');
    expect(list.stdout).toMatch(/acme +dedicated +westeurope +eu +ops@acme\.example +tenant-acme/);
    const check = await project.azstage('tenants', 'check', '--skip-synth');
    expect(check.stdout).toBe('1 tenant valid: 0 shared, 1 dedicated.\n');
  });
});
