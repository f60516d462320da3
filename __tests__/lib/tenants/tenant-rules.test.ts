import { Region } from '../../../lib/values/region';
import { DataResidency, TenantService, type TenantRuleOptions } from '../../../lib/tenants';
import { readTenants } from '../../../lib/tenants/read-tenants';
import { TENANT, tenantProject } from '../../helpers/tenant-project';

function refusal(fields: object, options: TenantRuleOptions = {}): string {
  try {
    readTenants(tenantProject({ 'acme.json': { ...TENANT, ...fields } }), options);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('residency of a tenant', () => {
  it('keeps an EU tenant in the EU', () => {
    const message = refusal({ primary_region: 'eastus', data_residency: 'eu' });
    expect(message).toContain(
      'tenants/acme.json: primary_region: tenant "acme" is in eastus, which is outside the EU. Allowed: austriaeast, belgiumcentral, denmarkeast, francecentral,',
    );
    expect(message).not.toContain('uksouth');
    expect(message).not.toContain('norwayeast');
    expect(refusal({ primary_region: 'swedencentral', data_residency: 'eu' })).toBe('');
  });

  it.each([
    ['uksouth', 'eu'],
    ['switzerlandnorth', 'eu'],
    ['uksouth', 'eu-data-boundary'],
    ['canadacentral', 'us'],
    ['eastasia', 'sg'],
  ])('has %s outside %s', (region, residency) => {
    expect(refusal({ primary_region: region, data_residency: residency })).toContain('which is outside');
  });

  it.each([
    ['switzerlandnorth', 'eu-data-boundary'],
    ['norwayeast', 'eu-data-boundary'],
    ['uksouth', 'gb'],
    ['eastasia', 'global'],
  ])('has %s inside %s', (region, residency) => {
    expect(refusal({ primary_region: region, data_residency: residency })).toBe('');
  });

  it('is that of all allowed regions', () => {
    expect(refusal({ data_residency: 'eu', allowed_regions: ['westeurope', 'uksouth'] })).toContain(
      'allowed_regions.1: tenant "acme" is in uksouth, which is outside the EU.',
    );
  });

  it('needs the primary region among the allowed ones, each once', () => {
    expect(refusal({ allowed_regions: ['northeurope'] })).toBe(
      'tenants/acme.json: primary_region: tenant "acme" is in westeurope, which is not one of allowed_regions. Allowed: northeurope.',
    );
    expect(refusal({ allowed_regions: ['westeurope', 'West Europe'] })).toBe(
      'tenants/acme.json: allowed_regions.1: westeurope is listed twice. Allowed: each region once.',
    );
  });

  it('needs a region of the platform', () => {
    expect(refusal({}, { regions: [Region.of('eastus'), Region.of('northeurope')] })).toBe(
      'tenants/acme.json: primary_region: tenant "acme" is in westeurope, where the platform is not deployed. Allowed: eastus, northeurope.',
    );
  });

  it('is that of every copy of the data', () => {
    const placements = () => [
      { purpose: 'the database', region: Region.of('westeurope') },
      { purpose: 'the read replica of PostgreSQL', region: Region.of('eastus') },
    ];
    expect(refusal({ allowed_regions: ['westeurope', 'northeurope'] }, { placements })).toBe(
      'tenants/acme.json: allowed_regions: tenant "acme" has data in eastus by the read replica of PostgreSQL. Allowed: westeurope, northeurope. Add the region, or keep that data elsewhere.',
    );
  });
});

describe('requirements of a tenant', () => {
  it.each([
    ['global', false],
    ['us', false],
    ['gb', false],
    ['eu', true],
    ['eu-data-boundary', true],
    ['nl', true],
  ])('gdpr with the residency %s is allowed: %s', (residency, isAllowed) => {
    const region = { us: 'eastus', gb: 'uksouth' }[residency] ?? 'westeurope';
    const fields = { primary_region: region, data_residency: residency, compliance_requirements: ['gdpr'] };
    expect(refusal(fields)).toBe(
      isAllowed
        ? ''
        : `tenants/acme.json: data_residency: tenant "acme" has ${residency}, and requires gdpr. Allowed: eu, eu-data-boundary, or a country in them.`,
    );
  });

  it('hipaa needs services under the agreement', () => {
    const placements = () => [
      { purpose: 'the cache', region: Region.of('westeurope'), service: TenantService.MANAGED_REDIS },
      { purpose: 'the database', region: Region.of('westeurope'), service: TenantService.POSTGRESQL },
    ];
    const fields = { compliance_requirements: ['hipaa'] };
    expect(refusal(fields, { placements })).toContain(
      'tenants/acme.json: compliance_requirements: tenant "acme" requires hipaa, and has data in Azure Managed Redis by the cache. Allowed: Azure Backup,',
    );
    expect(refusal(fields, { placements }).split('\n')).toHaveLength(1);
    expect(refusal(fields, { placements, coveredServices: [TenantService.MANAGED_REDIS] })).toBe('');
    expect(refusal({}, { placements })).toBe('');
  });
});

describe('a data residency', () => {
  it('is a text, an area and its regions', () => {
    const eu = DataResidency.parse('eu');
    expect(`${eu}`).toBe('eu');
    expect(eu.regions).toContain('northeurope');
    expect(DataResidency.parse('nl').isWithin(eu)).toBe(true);
    expect(DataResidency.parse('global').isWithin(eu)).toBe(false);
    expect(eu.isWithin(DataResidency.parse('global'))).toBe(true);
  });
});
