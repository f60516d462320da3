import { DataAzurermManagedRedis } from '@cdktf/provider-azurerm/lib/data-azurerm-managed-redis';
import { DataAzurermRedisEnterpriseDatabase } from '@cdktf/provider-azurerm/lib/data-azurerm-redis-enterprise-database';
import { RedisEnterpriseCluster } from '@cdktf/provider-azurerm/lib/redis-enterprise-cluster';
import { RedisEnterpriseDatabase } from '@cdktf/provider-azurerm/lib/redis-enterprise-database';
import { Construct } from 'constructs';
import { ValidationError } from '../../errors';
import facts from '../../facts/redis.json';
import { Region } from '../../values/region';
import { RedisFamily, RedisKind, type RedisSku } from '../../values/redis-sku';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { checkedRegion, place } from '../placement';
import { addPlatformFeatures } from '../platform-service';
import { addCheck } from '../stage-check';
import { REDIS_ALERTS } from './redis-alerts';
import {
  checkDatabase,
  type IRedis,
  REDIS_PORT,
  redisConnection,
  type RedisDatabaseProps,
  redisPolicies,
  modulesOf,
} from './redis-database';

/** An Azure Cache for Redis Enterprise, defined in this app or imported. */
export interface IRedisEnterprise extends IRedis {
  /** Id of the only database, `default`. */
  readonly databaseId: string;
  /** @throws ValidationError always: the Enterprise tiers do not support Entra ID */
  grantAccess(grantee: IGrantee): never;
}

export interface RedisEnterpriseProps extends RedisDatabaseProps {
  /** A SKU of Redis Enterprise, with its capacity unless it is the smallest: `RedisSku.parse('E10')`. */
  readonly sku: RedisSku;
  /**
   * Whether its nodes spread over three zones. Another choice replaces the cluster and loses the data.
   *
   * @default true where the profile is zone redundant and the service has zones in the region
   */
  readonly zoneRedundant?: boolean;
  /** Whether it may be made although Azure has retired it. @default false */
  readonly allowRetired?: boolean;
}

/** Base of a Redis Enterprise, defined in this app or imported. */
abstract class RedisEnterpriseBase extends Construct implements IRedisEnterprise {
  public abstract readonly redisId: string;
  public abstract readonly redisName: string;
  public abstract readonly hostName: string;
  public readonly port = REDIS_PORT;
  protected abstract readonly clusteringPolicy: string;
  protected abstract readonly accessKey: string;

  public get databaseId(): string {
    return `${this.redisId}/databases/default`;
  }

  /** Source: azure-docs articles/redis/migrate/enterprise-migration.md, feature comparison. */
  public grantAccess(grantee: IGrantee): never {
    throw new ValidationError([
      {
        path: this.node.path,
        message: `${grantee.node.path} cannot be granted access: Redis Enterprise does not support Entra ID, only access keys`,
        fix: 'Use connectionFor (or connectTo of an app), which delivers the key as a secret, or move to ManagedRedis.',
      },
    ]);
  }

  /** Connection with its key as a secret, the only way to authenticate. */
  public connectionFor(_grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return redisConnection(this, this.clusteringPolicy, options, this.accessKey);
  }
}

/**
 * An Azure Cache for Redis Enterprise with its only database, `default`.
 *
 * Azure retires it on 2027-03-31 and azurerm 5 does not have it: take {@link ManagedRedis} unless you must keep one. Clients use
 * an access key, since it does not support Entra ID. Neither Azure nor azurerm has a switch for its public address: only a private
 * endpoint keeps it off the Internet. Nothing of it but its tags can be changed: any other change replaces it, and its data is lost.
 */
export class RedisEnterprise extends RedisEnterpriseBase {
  /** Imports an existing Redis Enterprise. Terraform reads it, and its key. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IRedisEnterprise {
    return new ImportedRedisEnterprise(scope, id, name, resourceGroupName);
  }

  public readonly redisId: string;
  public readonly redisName: string;
  public readonly hostName: string;
  public readonly sku: RedisSku;
  protected readonly clusteringPolicy: string;
  protected readonly accessKey: string;

  constructor(scope: Construct, id: string, props: RedisEnterpriseProps) {
    super(scope, id);
    check(this, props);
    warn(this, props);
    const policies = redisPolicies(props);
    const placement = place(this, 'azurerm_redis_enterprise_cluster', props);
    const zoneRedundant = props.zoneRedundant ?? zonesByDefault(this, Region.of(placement.location));
    const cluster = new RedisEnterpriseCluster(this, 'Resource', {
      ...placement,
      skuName: props.sku.name,
      minimumTlsVersion: '1.2',
      zones: zoneRedundant ? ['1', '2', '3'] : undefined,
    });
    const database = new RedisEnterpriseDatabase(this, 'Database', {
      ...policies,
      clusterId: cluster.id,
      clientProtocol: 'Encrypted',
      module: props.modules?.map((name) => ({ name })),
    });
    this.redisId = cluster.id;
    this.redisName = cluster.name;
    this.hostName = cluster.hostname;
    this.sku = props.sku;
    this.clusteringPolicy = policies.clusteringPolicy;
    this.accessKey = database.primaryAccessKey;
    addPlatformFeatures(this, props, {
      resource: cluster,
      resourceId: cluster.id,
      resourceType: 'azurerm_redis_enterprise_cluster',
      subresources: ['redisEnterprise'],
      dataResources: [cluster, database],
      // The cluster emits metrics, its database the connection events.
      diagnosticScopes: [
        { id: 'cluster', targetResourceId: cluster.id, logs: false, metrics: true },
        { id: 'database', targetResourceId: database.id, logs: true, metrics: false },
      ],
      alerts: REDIS_ALERTS,
      endpointsWaitFor: [database],
    });
    addCheck(this, 'redis-modules', cluster, () => modulesOf(props));
  }
}

class ImportedRedisEnterprise extends RedisEnterpriseBase {
  public readonly redisId: string;
  public readonly redisName: string;
  public readonly hostName: string;
  protected readonly clusteringPolicy: string;
  protected readonly accessKey: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    requireAzurerm4(this, new Checks(this), 'Import it with ManagedRedis.fromName once it has become one.').done();
    // azurerm has no data source of its own for the cluster; the two services share their type in Azure, so this one reads it.
    const cluster = new DataAzurermManagedRedis(this, 'Resource', { name, resourceGroupName });
    const database = new DataAzurermRedisEnterpriseDatabase(this, 'Database', {
      name: 'default',
      clusterId: cluster.id,
    });
    this.redisId = cluster.id;
    this.redisName = cluster.name;
    this.hostName = cluster.hostname;
    this.clusteringPolicy = cluster.defaultDatabase.get(0).clusteringPolicy;
    this.accessKey = database.primaryAccessKey;
  }
}

/** Source: azurerm internal/services/redisenterprise/validate/, which checks regions only while it applies. */
function check(construct: RedisEnterprise, props: RedisEnterpriseProps): void {
  const { sku, location } = props;
  const { today } = AzureContext.of(construct);
  const checks = new Checks(construct);
  const region = checkedRegion(construct, checks, location);
  requireAzurerm4(construct, checks, `${moveTo(sku)}.`)
    .that('sku', sku.name, sku.kind === RedisKind.ENTERPRISE, 'a SKU of Redis Enterprise', 'Use ManagedRedis.')
    .that(
      'sku',
      sku.name,
      sku.retirementDate === undefined || today <= sku.retirementDate || props.allowRetired === true,
      `none: Azure retired Redis Enterprise on ${sku.retirementDate}`,
      `${moveTo(sku)}, or set allowRetired.`,
    )
    .that(
      'sku',
      sku.name,
      region === undefined || sku.family !== RedisFamily.ENTERPRISE_FLASH || !lists(FLASH_UNSUPPORTED, region),
      `no flash in ${region?.name}`,
      'Use an Enterprise_E SKU or another region.',
    )
    .that(
      'zoneRedundant',
      props.zoneRedundant,
      props.zoneRedundant !== true || region === undefined || hasZones(region),
      `false in ${region?.name}, where the service has no zones`,
    );
  checkDatabase(checks, sku, props).done();
}

/** Source: azurerm website/docs/guides/5.0-upgrade-guide.html.markdown of v5.2.0, "Removed Resources" and "Removed Data Sources". */
function requireAzurerm4(construct: Construct, checks: Checks, fix: string): Checks {
  return checks.together(
    AzureContext.of(construct).azurermMajor < 5,
    'azurerm 5 has no Redis Enterprise (azurerm_redis_enterprise_cluster and azurerm_redis_enterprise_database are gone)',
    `${fix} Or keep azurerm 4: set azurermVersion to "~> 4.75".`,
  );
}

function warn(construct: RedisEnterprise, props: RedisEnterpriseProps): void {
  const context = AzureContext.of(construct);
  const { sku } = props;
  if (sku.retirementDate !== undefined) {
    const retires = context.today <= sku.retirementDate ? 'retires' : 'retired';
    context.warn(construct, `Azure ${retires} ${sku.name} on ${sku.retirementDate}. ${moveTo(sku)}.`);
  }
  if (props.privateEndpoints === undefined) {
    context.warn(construct, 'has no private endpoint: anybody on the Internet who has its key can connect');
  }
}

function moveTo(sku: RedisSku): string {
  const target = sku.managedEquivalent;
  return target === undefined
    ? 'Move to ManagedRedis'
    : `Move to ManagedRedis with the SKU ${target.name} (${target.sizeGb} GB for its ${sku.sizeGb})`;
}

const { zonesUnsupportedRegions: ZONES_UNSUPPORTED, flashUnsupportedRegions: FLASH_UNSUPPORTED } =
  facts.redisEnterprise;

function zonesByDefault(construct: Construct, region: Region): boolean {
  return AzureContext.of(construct).profile.zoneRedundant && hasZones(region);
}

function hasZones(region: Region): boolean {
  return region.hasAvailabilityZones && !lists(ZONES_UNSUPPORTED, region);
}

/** Whether a list of display names, as azurerm has them, has a region. */
function lists(displayNames: readonly string[], region: Region): boolean {
  return displayNames.some((name) => name.toLowerCase().replace(/\s+/g, '') === region.name);
}
