import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { type IConnectable } from '../../../lib/constructs/connection';
import { ManagedRedis } from '../../../lib/constructs/data/managed-redis';
import { PostgresqlDatabase } from '../../../lib/constructs/data/postgresql-database';
import { PostgresqlServer } from '../../../lib/constructs/data/postgresql-server';
import { type IPostgresqlServer } from '../../../lib/constructs/data/postgresql-server-base';
import { RedisClusteringPolicy } from '../../../lib/constructs/data/redis-database';
import { StorageContainer } from '../../../lib/constructs/data/storage-container';
import { grantRole } from '../../../lib/constructs/identity/role-assignment';
import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { Budget } from '../../../lib/constructs/management/budget';
import { ResourceTags } from '../../../lib/constructs/resource-tags';
import { acknowledge } from '../../../lib/stage/acknowledge';
import { Stage, StageLifecycle } from '../../../lib/stage/stage';
import { type Tenant, TenantDatabase, TenantRedis } from '../../../lib/tenants/tenant';
import { Role } from '../../../lib/values/role';
import { type TenantRegion, type TenantSizes } from './tenant-region';

/** Name of the service account of each tenant's namespace. */
export const TENANT_SERVICE_ACCOUNT = 'tenant';

/** Days that backups of a server of its own are kept, as of that of the region. */
const BACKUP_DAYS = 30;

/**
 * Resources of a dedicated tenant: the identity of its namespace, a database, a container, Redis and a budget. Each has its cost tags.
 *
 * With `redis: prefix` the tenant is told apart by its keys alone: Managed Redis gives each identity access to all keys.
 */
export class TenantStage extends Stage {
  /** Identity that the pods of its namespace sign in as. */
  public readonly identity: UserAssignedIdentity;
  /** Environment variables of its pods; no secrets. */
  public readonly environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, tenant: Tenant, region: TenantRegion, sizes: TenantSizes) {
    super(scope, tenant.qualifiedId, {
      title: `Tenant ${tenant.displayName}`,
      purpose: `Identity, database, documents and cache of the tenant ${tenant.displayName}.`,
      lifecycle: StageLifecycle.PERMANENT,
      location: region.region.name,
      nameQualifier: tenant.qualifiedId,
      monthlyBudget: tenant.monthlyBudget === undefined ? undefined : { from: 0, to: tenant.monthlyBudget },
      checks: checksOf(tenant),
      tenants: [tenant],
    });
    this.context.setDefaults(region.defaults);
    ResourceTags.of(this).addAll(tenant.costTags);
    this.identity = new UserAssignedIdentity(this, 'UserAssignedIdentity');
    region.cluster.federate(this.identity, {
      namespace: tenant.qualifiedId,
      serviceAccount: TENANT_SERVICE_ACCOUNT,
    });
    region.keyVault.secret(`${tenant.qualifiedId}-api-key`).grantRead(this.identity);
    this.environment = {
      ...this.variablesOf(this.addDatabase(tenant, region, sizes)),
      ...this.addDocuments(tenant, region),
      ...this.addRedis(tenant, region, sizes),
    };
    this.addBudget(tenant);
    this.addOutputs(tenant);
  }

  private addDatabase(tenant: Tenant, region: TenantRegion, sizes: TenantSizes): PostgresqlDatabase {
    const server = tenant.database === TenantDatabase.OWN_SERVER ? this.addServer(region, sizes) : region.postgresql;
    return new PostgresqlDatabase(this, 'Database', { server, name: tenant.qualifiedId });
  }

  private addServer({ privateEndpoints }: TenantRegion, { postgresSku: sku }: TenantSizes): IPostgresqlServer {
    const server = new PostgresqlServer(this, 'PostgresqlServer', {
      sku,
      backupRetentionDays: BACKUP_DAYS,
      extensions: ['vector', 'pg_stat_statements'],
      privateEndpoints,
    });
    const oneCopy =
      'Outside of production, the database of a tenant may be away with its zone, and be lost with its region.';
    ['AZS304', 'AZS403'].forEach((rule) => acknowledge(server, rule, oneCopy, { profiles: ['dev', 'staging'] }));
    server.grantAdmin(this.identity, Fn.basename(this.identity.identityId));
    return server;
  }

  private addDocuments(tenant: Tenant, { storage }: TenantRegion): Record<string, string> {
    const container = new StorageContainer(this, 'Documents', {
      storageAccountId: storage.storageAccountId,
      name: tenant.qualifiedId,
    });
    grantRole(container, container.containerId, this.identity, Role.of('Storage Blob Data Contributor'));
    return {
      AZURE_STORAGE_ACCOUNT_NAME: storage.storageAccountName,
      AZURE_STORAGE_BLOB_ENDPOINT: storage.blobEndpoint,
      AZURE_STORAGE_CONTAINER: container.containerName,
    };
  }

  private addRedis(tenant: Tenant, region: TenantRegion, { redisSku: sku }: TenantSizes): Record<string, string> {
    if (tenant.redis === TenantRedis.OWN) {
      const redis = new ManagedRedis(this, 'ManagedRedis', {
        sku,
        clusteringPolicy: RedisClusteringPolicy.ENTERPRISE_CLUSTER,
        privateEndpoints: region.privateEndpoints,
      });
      return { ...this.variablesOf(redis, 'CACHE'), ...this.variablesOf(redis, 'QUEUE'), REDIS_KEY_PREFIX: '' };
    }
    return {
      ...this.variablesOf(region.cache, 'CACHE'),
      ...this.variablesOf(region.queue, 'QUEUE'),
      REDIS_KEY_PREFIX: tenant.keyPrefix,
    };
  }

  private variablesOf(resource: IConnectable, prefix?: string): Readonly<Record<string, string>> {
    return resource.connectionFor(this.identity, { prefix }).environment;
  }

  private addBudget(tenant: Tenant): void {
    if (tenant.monthlyBudget !== undefined) {
      const name = tenant.qualifiedId;
      new Budget(this, 'Budget', { name, amount: tenant.monthlyBudget, emails: [tenant.owner] });
    }
  }

  private addOutputs(tenant: Tenant): void {
    this.addOutput('client_id', this.identity.clientId, {
      description: `For the annotation azure.workload.identity/client-id of service account ${TENANT_SERVICE_ACCOUNT} in namespace ${tenant.qualifiedId}.`,
    });
    this.addOutput('environment', Fn.jsonencode(this.environment), {
      description: 'Environment variables of its pods, as JSON; no secrets.',
    });
  }
}

function checksOf(tenant: Tenant): string[] {
  const signIn = `A pod of the tenant signs in: kubectl exec --namespace ${tenant.qualifiedId} deploy/api -- env | grep AZURE_`;
  return tenant.database === TenantDatabase.OWN_SERVER
    ? [signIn]
    : [signIn, `Its identity has a role in the database ${tenant.qualifiedId} alone: SELECT * FROM pg_roles`];
}
