import { type Problem } from '../errors';
import { type Region } from '../values/region';
import { ComplianceRequirement, HIPAA_SERVICES, residenciesFor, type TenantService } from './compliance';
import { DataResidency } from './data-residency';
import { type Tenant } from './tenant';
import { type TenantFile } from './tenant-schema';

/** A place that the data of a tenant goes to. */
export interface TenantPlacement {
  /** Noun phrase that continues `is in <region> by`: `the read replica of PostgreSQL`. */
  readonly purpose: string;
  readonly region: Region;
  /** Service that has the data there. @default none that a requirement is about */
  readonly service?: TenantService;
}

/** Regions, data flows and agreements of the platform that the rules compare with. */
export interface TenantRuleOptions {
  /** Regions of the platform: the primary region of each tenant is one of them. @default any */
  readonly regions?: readonly Region[];
  /** Places that the data of a tenant goes to: replicas, backups, caches. @default its primary region alone */
  readonly placements?: (tenant: Tenant) => readonly TenantPlacement[];
  /** Services that your HIPAA Business Associate Agreement covers beyond those of `lib/facts/compliance.json`. @default none */
  readonly coveredServices?: readonly TenantService[];
}

/** Problems of fields that do not belong to the tier of a tenant. */
export function problemsOfTier(file: TenantFile): Omit<Problem, 'path'>[] {
  if (file.tier !== 'shared') {
    return [];
  }
  const given = [
    ['database', file.database],
    ['redis', file.redis],
    ['quotas.cpu', file.quotas?.cpu],
    ['quotas.memory_gb', file.quotas?.memory_gb],
    ['quotas.pods', file.quotas?.pods],
  ] as const;
  return given
    .filter(([, value]) => value !== undefined)
    .map(([property]) => ({
      property,
      message: 'is for the tier dedicated',
      allowed: 'no such field in the tier shared',
      fix: 'A shared tenant has no namespace, database or cache of its own: remove it, or set tier to dedicated.',
    }));
}

/**
 * Problems of a tenant's residency, regions and requirements.
 *
 * Sources: lib/facts/data-residency.json and lib/facts/compliance.json.
 */
export function problemsOfTenant(tenant: Tenant, options: TenantRuleOptions): Problem[] {
  const path = tenant.file;
  return [
    ...problemsOfRegions(tenant, options),
    ...problemsOfRequirements(tenant),
    ...(options.placements?.(tenant) ?? []).flatMap((placement) => problemsOfPlacement(tenant, placement, options)),
  ].map((problem) => ({ path, ...problem }));
}

type Found = Omit<Problem, 'path'>;

function problemsOfRegions(tenant: Tenant, { regions }: TenantRuleOptions): Found[] {
  const { primaryRegion, allowedRegions, dataResidency: residency } = tenant;
  const found: Found[] = [];
  const outside = (property: string, region: Region): Found => ({
    property,
    message: `${subject(tenant)} is in ${region.name}, which is outside ${residency.title}`,
    allowed: residency.regions.join(', '),
  });
  if (!residency.includes(primaryRegion)) {
    found.push(outside('primary_region', primaryRegion));
  }
  allowedRegions.forEach((region, index) => {
    if (allowedRegions.findIndex(({ name }) => name === region.name) < index) {
      found.push({
        property: `allowed_regions.${index}`,
        message: `${region.name} is listed twice`,
        allowed: 'each region once',
      });
    } else if (!residency.includes(region) && region.name !== primaryRegion.name) {
      found.push(outside(`allowed_regions.${index}`, region));
    }
  });
  if (!tenant.allows(primaryRegion)) {
    const message = `${subject(tenant)} is in ${primaryRegion.name}, which is not one of allowed_regions`;
    found.push({ property: 'primary_region', message, allowed: names(allowedRegions) });
  }
  if (regions !== undefined && !regions.some(({ name }) => name === primaryRegion.name)) {
    const message = `${subject(tenant)} is in ${primaryRegion.name}, where the platform is not deployed`;
    found.push({ property: 'primary_region', message, allowed: names(regions) });
  }
  return found;
}

function problemsOfRequirements(tenant: Tenant): Found[] {
  const { complianceRequirements: requirements, dataResidency } = tenant;
  return requirements.flatMap((requirement) => {
    const areas = residenciesFor(requirement)?.map((area) => DataResidency.parse(area));
    if (areas === undefined || areas.some((area) => dataResidency.isWithin(area))) {
      return [];
    }
    const allowed = `${areas.map(({ name }) => name).join(', ')}, or a country in them`;
    const message = `${subject(tenant)} has ${dataResidency.name}, and requires ${requirement}`;
    return [{ property: 'data_residency', message, allowed }];
  });
}

function problemsOfPlacement(tenant: Tenant, placement: TenantPlacement, options: TenantRuleOptions): Found[] {
  const { purpose, region, service } = placement;
  const found: Found[] = [];
  if (!tenant.allows(region)) {
    found.push({
      property: 'allowed_regions',
      message: `${subject(tenant)} has data in ${region.name} by ${purpose}`,
      allowed: names(tenant.allowedRegions),
      fix: 'Add the region, or keep that data elsewhere.',
    });
  }
  const covered = [...HIPAA_SERVICES, ...(options.coveredServices ?? [])];
  const isHealthData = tenant.complianceRequirements.includes(ComplianceRequirement.HIPAA);
  if (isHealthData && service !== undefined && !covered.includes(service)) {
    found.push({
      property: 'compliance_requirements',
      message: `${subject(tenant)} requires hipaa, and has data in ${service} by ${purpose}`,
      allowed: covered.toSorted().join(', '),
      fix: 'Where your Business Associate Agreement covers it, name it in coveredServices of readTenants.',
    });
  }
  return found;
}

function subject(tenant: Tenant): string {
  return `tenant "${tenant.id}"`;
}

function names(regions: readonly Region[]): string {
  return regions.map(({ name }) => name).join(', ');
}
