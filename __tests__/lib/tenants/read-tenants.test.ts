import fs from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../../../lib/errors';
import { readTenants } from '../../../lib/tenants/read-tenants';
import { TenantDatabase, TenantRedis, TenantTier } from '../../../lib/tenants';
import { exampleTenants, TENANT, tenantProject } from '../../helpers/tenant-project';

function refusals(
  files: Parameters<typeof tenantProject>[0],
  change: (directory: string) => void = () => undefined,
): string[] {
  const directory = tenantProject(files);
  change(path.join(directory, 'tenants'));
  try {
    readTenants(directory, {});
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.message.split('\n');
    }
    throw error;
  }
  return [];
}

/** Problems of one file with other fields. */
function refusalsOf(fields: object): string[] {
  return refusals({ 'acme.json': { ...TENANT, ...fields } });
}

describe('tenants of a project', () => {
  it('are read from a file each, sorted by id', () => {
    const tenants = readTenants(exampleTenants(), {});
    expect(tenants.map(({ id }) => id)).toEqual(['3f0c8a54-3a0e-4d29-9b61-0c7f2a6d51be', 'acme', 'globex', 'initech']);
    expect(tenants[1]).toMatchObject({
      displayName: 'Acme Ltd',
      owner: 'platform@acme.example',
      tier: TenantTier.DEDICATED,
      database: TenantDatabase.OWN_SERVER,
      redis: TenantRedis.OWN,
      primaryRegion: { name: 'westeurope' },
      dataResidency: { name: 'eu' },
      allowedRegions: [{ name: 'westeurope' }, { name: 'northeurope' }],
      complianceRequirements: ['gdpr', 'iso27001'],
      quotas: { cpu: 16, memoryGb: 64, pods: 60, storageGb: 500 },
      monthlyBudget: 4000,
      qualifiedId: 'tenant-acme',
      keyPrefix: 'acme:',
    });
  });

  it('have defaults by tier', () => {
    const dedicated = readTenants(tenantProject({ 'acme.json': TENANT }), {});
    expect(dedicated[0]).toMatchObject({
      displayName: 'acme',
      database: TenantDatabase.SHARED_SERVER,
      redis: TenantRedis.PREFIX,
      dataResidency: { name: 'global' },
      allowedRegions: [{ name: 'westeurope' }],
      quotas: { cpu: 4, memoryGb: 16, pods: 20, storageGb: 100, apiCallsPerDay: 100_000, tokensPerMonth: 10_000_000 },
    });
    const [shared] = readTenants(tenantProject({ 'acme.json': { ...TENANT, tier: 'shared' } }), {});
    expect(shared?.quotas).toEqual({ storageGb: 10, apiCallsPerDay: 10_000, tokensPerMonth: 1_000_000 });
    expect(shared?.database).toBeUndefined();
  });

  it('are none without the directory, and hidden files and Markdown are none', () => {
    expect(readTenants('/nowhere', {})).toEqual([]);
    expect(readTenants(tenantProject({ '.gitkeep': '', 'README.md': '# Tenants' }), {})).toEqual([]);
  });

  it('may begin with a byte order mark', () => {
    expect(readTenants(tenantProject({ 'acme.json': `\uFEFF${JSON.stringify(TENANT)}` }), {})).toHaveLength(1);
  });
});

describe('a file that is no tenant', () => {
  it.each<[string, string | Buffer | object, string]>([
    ['is empty', '', 'tenants/acme.json: is empty.'],
    ['is null', 'null', 'tenants/acme.json: is null, not an object.'],
    ['is a list', '[]', 'tenants/acme.json: is an array, not an object.'],
    [
      'is no JSON',
      '{\n  "tenant_id": "acme",\n  "owner": hunter2\n}',
      "tenants/acme.json: is not JSON: Unexpected token 'h' (line 3).",
    ],
    [
      'is UTF-16',
      Buffer.from(`\uFEFF${JSON.stringify(TENANT)}`, 'utf16le'),
      'tenants/acme.json: is not UTF-8. Save the file as UTF-8.',
    ],
    [
      'has 1 MB',
      JSON.stringify({ ...TENANT, display_name: 'x'.repeat(1_048_576) }),
      'tenants/acme.json: has 1025 KB. Allowed: up to 64 KB. It describes one tenant alone.',
    ],
    [
      'has a field twice',
      JSON.stringify(TENANT, undefined, 1).replace('"tier"', '"owner": "x@y.example",\n "tier"'),
      'tenants/acme.json: owner: occurs 2 times, on lines 3, 4. Allowed: each field once.',
    ],
  ])('that %s is one clear error', (_what, content, message) => {
    expect(refusals({ 'acme.json': content })).toEqual([message]);
  });

  it.each([['Acme.json'], ['acme.jsonc'], ['-acme.json'], ['a--b.json'], ['a_b.json'], [`${'a'.repeat(37)}.json`]])(
    '%s is refused by its name',
    (name) => {
      const [message, ...others] = refusals({ [name]: TENANT });
      expect(others).toEqual([]);
      expect(message).toContain(
        `tenants/${name}: does not have the name of a tenant file. Allowed: <id>.json, where the id has 1 to 36 lower-case letters`,
      );
    },
  );

  it('is no link and no directory', () => {
    const problems = refusals({}, (directory) => {
      fs.symlinkSync('/etc/passwd', path.join(directory, 'link.json'));
      fs.mkdirSync(path.join(directory, 'folder.json'));
    });
    expect(problems).toEqual([
      'tenants/folder.json: is a directory. Allowed: a file for each tenant.',
      'tenants/link.json: is a symbolic link. Allowed: a file. Links are not followed: copy the file here.',
    ]);
  });

  it('is one problem when the directory is a file', () => {
    const problems = refusals({}, (directory) => {
      fs.rmdirSync(directory);
      fs.writeFileSync(directory, '');
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('tenants: cannot be read: ENOTDIR: not a directory.');
  });
});

describe('a field of a tenant', () => {
  it.each<[object, string]>([
    [
      { teir: 'shared' },
      'teir: is not a field of a tenant. Allowed: tenant_id, display_name, owner, tier, database, redis,',
    ],
    [{ quotas: { cpus: 1 } }, 'quotas.cpus: is not a field of a tenant. Allowed: cpu, memory_gb, pods,'],
    [{ owner: undefined }, 'owner: is required.'],
    [{ owner: null }, 'owner: got null. Allowed: a text.'],
    [{ owner: 'ops' }, 'owner: got "ops". Allowed: an e-mail address.'],
    [{ tier: 'dedicate' }, 'tier: got "dedicate". Allowed: shared, dedicated. Did you mean "dedicated"?'],
    [{ tenant_id: 'Acme' }, 'tenant_id: got "Acme". Allowed: 1 to 36 lower-case letters, digits and single hyphens'],
    [{ tenant_id: 'other' }, 'tenant_id: got "other". Allowed: acme, as the name of the file.'],
    [{ tenant_id: 7 }, 'tenant_id: got 7. Allowed: a text.'],
    [{ display_name: ' x' }, 'display_name: got " x". Allowed: 1 to 100 characters, no line break'],
    [{ primary_region: 'eu-west' }, 'In Azure it is "westeurope".'],
    [{ primary_region: 'eu-central-1' }, 'In Azure it is "germanywestcentral".'],
    [{ primary_region: 'x'.repeat(500) }, 'primary_region: got "xxxxx'],
    [{ allowed_regions: ['westeurope', 'westeurop'] }, 'allowed_regions.1: "westeurop" is not a region of the Azure'],
    [{ allowed_regions: [] }, 'allowed_regions: got []. Allowed: at least the primary region.'],
    [{ data_residency: 'uk' }, 'Did you mean "gb"?'],
    [
      { data_residency: 'EU' },
      'data_residency: "EU" is not an area for data residency. Allowed: eu, eu-data-boundary, global,',
    ],
    [
      { compliance_requirements: ['hippa'] },
      'compliance_requirements.0: got "hippa". Allowed: gdpr, hipaa, iso27001, soc2.',
    ],
    [{ quotas: { pods: 0 } }, 'quotas.pods: got 0. Allowed: 1 or more.'],
    [{ quotas: { pods: 1.5 } }, 'quotas.pods: got 1.5. Allowed: a whole number.'],
    [{ quotas: { cpu: 1e9 } }, 'quotas.cpu: got 1000000000. Allowed: 10000 or less.'],
    [{ monthly_budget: 0 }, 'monthly_budget: got 0. Allowed: 1 or more.'],
    [
      { tier: 'shared', quotas: { cpu: 1 } },
      'quotas.cpu: is for the tier dedicated. Allowed: no such field in the tier shared.',
    ],
  ])('%j is one clear error', (fields, message) => {
    const [found, ...others] = refusalsOf(fields);
    expect(others).toEqual([]);
    expect(found).toMatch(/^tenants\/acme\.json: /);
    expect(found).toContain(message);
    expect(found?.length).toBeLessThan(1200);
  });

  it('__proto__ changes nothing', () => {
    const text = JSON.stringify(TENANT).replace('{', '{"__proto__": {"tier": "shared", "monthly_budget": 5}, ');
    const [tenant] = readTenants(tenantProject({ 'acme.json': text }), {});
    expect(tenant).toMatchObject({ tier: 'dedicated', monthlyBudget: undefined });
  });

  it('that is wrong does not hide others, of the same file and of others', () => {
    const problems = refusals({
      'acme.json': { ...TENANT, tier: 'x', owner: 'y', quotas: { pods: -1, more: 1 } },
      'b.json': '{',
      'c.json': { ...TENANT, tenant_id: 'c', data_residency: 'us' },
    });
    expect(problems.map((problem) => problem.split(': ').slice(0, 2).join(': '))).toEqual([
      'tenants/acme.json: owner',
      'tenants/acme.json: tier',
      'tenants/acme.json: quotas.pods',
      'tenants/acme.json: quotas.more',
      'tenants/b.json: is not JSON',
      'tenants/c.json: primary_region',
    ]);
  });

  it('tenant_id of another file is a duplicate', () => {
    expect(refusals({ 'acme.json': TENANT, 'copy.json': TENANT })).toEqual([
      'tenants/copy.json: tenant_id: "acme" is the id of tenants/acme.json. Allowed: copy, as the name of the file.',
    ]);
  });
});
