import { z } from 'zod';
import { StorageRedundancy } from '../../lib/constructs/data/storage-account';
import { type Problem } from '../../lib/errors';
import { parsedBy, ParameterSet } from '../../lib/stage/parameter-set';
import { Cidr } from '../../lib/values/cidr';
import { DomainName } from '../../lib/values/domain-name';
import { PostgresqlSku } from '../../lib/values/postgresql-sku';
import { RedisKind, RedisSku } from '../../lib/values/redis-sku';
import { Region } from '../../lib/values/region';
import { repeated } from '../../lib/values/repeated';
import { Phase } from './phase';

/** Place of the replica of each PostgreSQL server. */
export enum ReplicaPlace {
  NONE = 'none',
  /** Beside the server, for reads. */
  SAME_REGION = 'same-region',
  /** In the region that Azure has paired with it, from where it takes over. */
  PAIRED_REGION = 'paired-region',
}

const ranges = (what: string) => z.array(z.string()).default([]).describe(what);
const group = (what: string) => z.guid().optional().describe(`Object id of the Entra group ${what}`);
const nodes = (what: string, least = 1) => z.int().min(least).max(1000).describe(what);
const redisSku = (what: string) =>
  parsedBy((text) => RedisSku.parse(text)).describe(
    `Managed Redis SKU of the ${what}, as B10. One that it cannot be scaled to replaces it later, and its data is lost`,
  );

/** Parameters of the agentic platform. */
export const agenticPlatformParameters = new ParameterSet({
  shape: {
    phase: z
      .enum(Phase)
      .describe('How much there is: local, region, tenants or global. Each has all stages of those before it'),
    regions: z
      .array(parsedBy((text) => Region.of(text)))
      .min(1)
      .max(3)
      .prefault(['eastus', 'westeurope', 'southeastasia'])
      .describe(
        'Regions, the primary one first; those behind it only in the phase global. Another primary one later replaces everything',
      ),
    vnetAddressSpaces: z
      .array(parsedBy((text) => Cidr.parse(text)))
      .prefault(['10.10.0.0/16', '10.20.0.0/16', '10.30.0.0/16'])
      .describe(
        'Address space of the network of each region, /20 or larger. Cannot be changed later, while anything is in the network',
      ),
    domain: parsedBy((text) => DomainName.parse(text))
      .optional()
      .describe(
        'Domain of the platform, as platform.example.com, of which a DNS zone is made. Another one later replaces the zone, which is to be delegated anew',
      ),
    operatorIpRanges: ranges('Public address ranges that reach registry, vaults and storage, for operators'),
    clusterIpRanges: ranges(
      'Public address ranges that reach the API servers. Empty: they answer in their networks alone. Between the two the clusters are replaced',
    ),
    publicGrafana: z.boolean().default(false).describe('Whether Grafana answers on its public address as well'),
    clusterAdminGroup: group('that administers the clusters'),
    grafanaAdminGroup: group('that administers Grafana'),
    vaultAdminGroup: group('that manages keys, secrets and certificates in the vaults, with whoever deploys in it'),
    databaseAdminGroup: z
      .string()
      .regex(/^[^=]+=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a name and an object id, as dba=11111111-...')
      .optional()
      .describe('Entra group that administers PostgreSQL, by name and object id: dba=11111111-...'),
    nodeSize: z
      .string()
      .min(1)
      .describe(
        'Size of the nodes of all pools: at least 4 vCPUs and 16 GB in production. Another one later moves all pods to new nodes, one pool after the other',
      ),
    systemNodes: nodes('Fewest nodes of the system pool'),
    apiNodes: nodes('Fewest nodes of the pool of the API'),
    workerNodes: nodes('Fewest nodes of the pool of the workers'),
    maxNodes: nodes('Most nodes of each pool').default(20),
    spotWorkerNodes: nodes('Most spot nodes for workers beside those; 0 for none', 0).default(0),
    meshRevisions: z
      .array(z.string())
      .min(1)
      .default(['asm-1-30'])
      .describe('Revision of the service mesh, or two during its upgrade: az aks mesh get-revisions prints them'),
    postgresSku: parsedBy((text) => PostgresqlSku.parse(text)).describe(
      'PostgreSQL SKU, General Purpose or Memory Optimized, as D4ds_v5: only those pool connections',
    ),
    postgresStorageGb: z.int().min(32).describe('Gigabytes of PostgreSQL, 32 to 32767. They grow by themselves'),
    postgresHighAvailability: z
      .boolean()
      .describe('Whether PostgreSQL has a standby, in another zone where there are zones'),
    postgresReplica: z
      .enum(ReplicaPlace)
      .describe(
        'Where PostgreSQL has a replica for reads: none, same-region or paired-region, from where it takes over. Another place later replaces it',
      ),
    cacheSku: redisSku('cache'),
    queueSku: redisSku('queue'),
    sharedCacheSku: redisSku('cache that all regions share').prefault('Balanced_B3'),
    redisHighAvailability: z
      .boolean()
      .describe('Whether cache and queue have replicas. Another choice later replaces them, and their data is lost'),
    storageRedundancy: z
      .enum(StorageRedundancy)
      .describe(
        'How often and where documents are copied. Between those with a Z and those without the account is replaced later, and its data is lost',
      ),
    tenantPostgresSku: parsedBy((text) => PostgresqlSku.parse(text))
      .prefault('D2ds_v5')
      .describe('PostgreSQL SKU of a dedicated tenant with a server of its own'),
    tenantRedisSku: redisSku('dedicated tenants with one of their own').prefault('Balanced_B1'),
    apiReplicas: z.int().min(1).describe('Fewest replicas of the API'),
    workerReplicas: z.int().min(1).describe('Fewest replicas of the workers'),
    maxReplicas: z.int().min(1).default(20).describe('Most replicas of the API, and of the workers'),
    imageTag: z
      .string()
      .regex(/^[\w][\w.-]{0,127}$/, 'a tag, as 1.4.0 or the SHA of a commit')
      .default('1.0.0')
      .describe('Tag of the image agentic-platform in the registry: a version, or the SHA of a commit'),
    gitRepository: z
      .string()
      .min(1)
      .optional()
      .describe('Git repository that the clusters follow, https:// or ssh://. Without one they have no GitOps'),
    gitBranch: z.string().min(1).default('main').describe('Branch of it'),
    gitPath: z.string().min(1).default('clusters').describe('Directory of it with a folder for each region'),
    secrets: z
      .array(z.string())
      .default(['anthropic-api-key', 'openai-api-key', 'secret-key', 'jwt-secret'])
      .describe('Secrets of the services that you put in each key vault'),
    clusterBackup: z
      .boolean()
      .describe(
        'Whether the objects of the clusters are backed up, every four hours. Switched off later, what was backed up is deleted',
      ),
    monthlyBudget: z.number().min(1).describe('What the environment may cost in a month before somebody hears of it'),
    alertEmail: z.email().optional().describe('E-mail address that receives alerts and budget notices'),
    locks: z.boolean().describe('Whether what holds data or is shared is locked against deletion'),
  },
  defaults: ({ name, highlyAvailable, zoneRedundant, locksPermanentResources }) => ({
    phase: { dev: Phase.REGION, staging: Phase.TENANTS, prod: Phase.GLOBAL }[name] ?? Phase.REGION,
    nodeSize: name === 'prod' ? 'Standard_D4s_v5' : 'Standard_B4ms',
    systemNodes: { prod: 3, staging: 2 }[name] ?? 1,
    apiNodes: { prod: 3, staging: 2 }[name] ?? 1,
    workerNodes: highlyAvailable ? 2 : 1,
    apiReplicas: highlyAvailable ? 3 : 1,
    workerReplicas: highlyAvailable ? 2 : 1,
    postgresSku: name === 'prod' ? 'D4ds_v5' : 'D2ds_v5',
    postgresStorageGb: name === 'prod' ? 128 : 32,
    postgresHighAvailability: zoneRedundant,
    postgresReplica: name === 'prod' ? ReplicaPlace.PAIRED_REGION : ReplicaPlace.NONE,
    cacheSku: name === 'prod' ? 'Balanced_B10' : 'Balanced_B3',
    queueSku: name === 'prod' ? 'Balanced_B5' : 'Balanced_B1',
    redisHighAvailability: highlyAvailable,
    storageRedundancy: { prod: StorageRedundancy.GZRS, staging: StorageRedundancy.ZRS }[name] ?? StorageRedundancy.LRS,
    monthlyBudget: { prod: 15000, staging: 2500 }[name] ?? 1500,
    clusterBackup: highlyAvailable,
    locks: locksPermanentResources,
  }),
  problems: (values) => [
    ...replicaProblems(values),
    ...regionProblems(values),
    ...redisProblems('cacheSku', values.cacheSku),
    ...redisProblems('queueSku', values.queueSku),
    ...redisProblems('sharedCacheSku', values.sharedCacheSku),
    ...redisProblems('tenantRedisSku', values.tenantRedisSku),
  ],
});

/** The parameters in force. */
export type AgenticPlatformParameters = ReturnType<typeof agenticPlatformParameters.read>['values'];

function regionProblems({ regions, vnetAddressSpaces }: { regions: Region[]; vnetAddressSpaces: Cidr[] }): Problem[] {
  const names = regions.map(({ name }) => name);
  const [twice] = repeated(names);
  const overlap = vnetAddressSpaces.find((one, index) =>
    vnetAddressSpaces.slice(0, index).some((other) => other.overlaps(one)),
  );
  return [
    ...(twice === undefined
      ? []
      : [{ path: '', property: 'regions', message: `got ${twice} twice`, allowed: 'each region once' }]),
    ...(vnetAddressSpaces.length < regions.length
      ? [
          {
            path: '',
            property: 'vnetAddressSpaces',
            message: `got ${vnetAddressSpaces.length} for ${regions.length} regions`,
            allowed: 'one for each region',
          },
        ]
      : []),
    ...(overlap === undefined
      ? []
      : [
          {
            path: '',
            property: 'vnetAddressSpaces',
            message: `got ${overlap}, which overlaps one before it`,
            allowed: 'ranges that have no address in common: the networks are peered',
          },
        ]),
  ];
}

function replicaProblems(values: { apiReplicas: number; workerReplicas: number; maxReplicas: number }): Problem[] {
  const { apiReplicas, workerReplicas, maxReplicas } = values;
  return Object.entries({ apiReplicas, workerReplicas })
    .filter(([, least]) => least > maxReplicas)
    .map(([property, least]) => ({
      path: '',
      property,
      message: `got ${least}, more than maxReplicas (${maxReplicas})`,
      allowed: `up to ${maxReplicas}`,
      fix: 'Raise maxReplicas as well.',
    }));
}

function redisProblems(property: string, sku: RedisSku): Problem[] {
  return sku.kind === RedisKind.MANAGED
    ? []
    : [{ path: '', property, message: `got ${sku.name}`, allowed: 'a SKU of Managed Redis, as Balanced_B10' }];
}
