import { z } from 'zod';
import { parsedBy } from '../json/parsed-by';
import { type Region } from '../values/region';
import { ComplianceRequirement } from './compliance';
import { DataResidency, regionNamed } from './data-residency';
import { Tenant, TenantDatabase, type TenantQuotas, TenantRedis, TenantTier } from './tenant';
import { isTenantId, TENANT_ID_RULE } from './tenant-id';

/** Texts that their class quotes when it refuses them. */
const name = () => z.string().max(100, 'up to 100 characters');
const region = () => name().pipe(parsedBy<Region>(regionNamed));

const quotasSchema = z.strictObject({
  cpu: z.number().positive().max(10_000).optional().describe('Virtual CPUs of all pods. Dedicated only. Default 4'),
  memory_gb: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe('GiB of memory of all pods. Dedicated only. Default 16'),
  pods: z.int().min(1).max(10_000).optional().describe('Pods. Dedicated only. Default 20'),
  storage_gb: z.int().min(1).max(1_000_000).optional().describe('GiB of documents. Default 10 shared, 100 dedicated'),
  api_calls_per_day: z
    .int()
    .min(1)
    .optional()
    .describe('Calls of the API a day. Default 10,000 shared, 100,000 dedicated'),
  tokens_per_month: z
    .int()
    .min(1)
    .optional()
    .describe('Tokens of language models a month. Default 1,000,000 shared, 10,000,000 dedicated'),
});

/** Schema of `tenants/<id>.json`. */
export const tenantSchema = z.strictObject({
  $schema: z.string().optional().describe('Place of this schema, for editors'),
  tenant_id: z
    .string()
    .refine(isTenantId, { message: TENANT_ID_RULE })
    .describe(`Id, equal to the name of the file: ${TENANT_ID_RULE}`),
  display_name: z
    .string()
    .regex(/^\S(?:[^\p{Cc}]{0,98}\S)?$/u, '1 to 100 characters, no line break, no space at the ends')
    .optional()
    .describe('Display name. Default: the id'),
  owner: z.email('an e-mail address').max(254).describe('E-mail address of the owner of the tenant'),
  tier: z
    .enum(TenantTier)
    .describe('shared: rows of shared databases; dedicated: a namespace and a database of its own'),
  database: z
    .enum(TenantDatabase)
    .optional()
    .describe('Of a dedicated tenant: a database on the shared server (the default), or a server of its own'),
  redis: z
    .enum(TenantRedis)
    .optional()
    .describe('Of a dedicated tenant: a prefix in the shared caches (the default), or a cache of its own'),
  primary_region: region().describe('Azure region of its data and workloads, such as westeurope'),
  data_residency: name()
    .pipe(parsedBy((text) => DataResidency.parse(text)))
    .optional()
    .describe('Area that its data stays in: eu, eu-data-boundary, a country such as us, or global (the default)'),
  allowed_regions: z
    .array(region())
    .min(1, 'at least the primary region')
    .optional()
    .describe('Azure regions that its data may be in. Default: the primary region alone'),
  compliance_requirements: z
    .array(z.enum(ComplianceRequirement))
    .optional()
    .describe('Requirements that synth checks. Default none'),
  quotas: quotasSchema.optional().describe('Quotas of its resources'),
  monthly_budget: z
    .number()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('Budget of a month in the billing currency, of which the owner is notified. Default none'),
});

/** Content of a tenant's file that has the schema. */
export type TenantFile = z.output<typeof tenantSchema>;

/** Fields of the file by object: the path of the object, and its keys. */
export const TENANT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(tenantSchema.shape),
  quotas: Object.keys(quotasSchema.shape),
};

/** Tenant of a file, with defaults. */
export function tenantOf(file: TenantFile): Tenant {
  const { tier } = file;
  const isDedicated = tier === TenantTier.DEDICATED;
  return new Tenant({
    id: file.tenant_id,
    displayName: file.display_name ?? file.tenant_id,
    owner: file.owner,
    tier,
    database: isDedicated ? (file.database ?? TenantDatabase.SHARED_SERVER) : undefined,
    redis: isDedicated ? (file.redis ?? TenantRedis.PREFIX) : undefined,
    primaryRegion: file.primary_region,
    dataResidency: file.data_residency ?? DataResidency.parse('global'),
    allowedRegions: file.allowed_regions ?? [file.primary_region],
    complianceRequirements: file.compliance_requirements ?? [],
    quotas: quotasOf(file.quotas ?? {}, isDedicated),
    monthlyBudget: file.monthly_budget,
  });
}

function quotasOf(given: z.output<typeof quotasSchema>, isDedicated: boolean): TenantQuotas {
  const application = {
    storageGb: given.storage_gb ?? (isDedicated ? 100 : 10),
    apiCallsPerDay: given.api_calls_per_day ?? (isDedicated ? 100_000 : 10_000),
    tokensPerMonth: given.tokens_per_month ?? (isDedicated ? 10_000_000 : 1_000_000),
  };
  return isDedicated
    ? { cpu: given.cpu ?? 4, memoryGb: given.memory_gb ?? 16, pods: given.pods ?? 20, ...application }
    : application;
}
