import { DataAzurermManagedRedis } from '@cdktf/provider-azurerm/lib/data-azurerm-managed-redis';
import {
  ManagedRedis as ManagedRedisResource,
  type ManagedRedisDefaultDatabase,
} from '@cdktf/provider-azurerm/lib/managed-redis';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { RedisModule } from '../../values/redis-module';
import { RedisKind, type RedisSku } from '../../values/redis-sku';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions } from '../connection';
import { grantOnce, type GrantPlace, type IGrantee, PrincipalType } from '../identity/grantee';
import { place } from '../placement';
import { addPlatformFeatures } from '../platform-service';
import { ManagedRedisAccessPolicyAssignment } from './managed-redis-access-policy-assignment';
import { REDIS_ALERTS, REDIS_GEO_REPLICATION_ALERTS } from './redis-alerts';
import {
  checkDatabase,
  type IRedis,
  REDIS_PORT,
  redisConnection,
  type RedisDatabaseProps,
  redisPolicies,
  modulesOf,
} from './redis-database';
import { type CustomerManagedKeyOptions, encryptWith, keyIdentity } from '../security/customer-managed-key';
import { addCheck } from '../stage-check';

/** Persistence of the data to disk, from which it is restored when all nodes are lost. */
export enum RedisPersistence {
  NONE = 'none',
  /** A snapshot (RDB) every hour. */
  RDB_EVERY_HOUR = '1h',
  RDB_EVERY_6_HOURS = '6h',
  RDB_EVERY_12_HOURS = '12h',
  /** A log (AOF) written every second: the least loss, and slower. */
  AOF_EVERY_SECOND = '1s',
}

/** An Azure Managed Redis, defined in this app or imported. */
export interface IManagedRedis extends IRedis {
  /** Id of the only database, `default`. */
  readonly databaseId: string;
  /** The size, when it is known at synth. */
  readonly sku?: RedisSku;
  /** The geo-replication group that it can join, when it is known at synth. */
  readonly geoReplicationGroup?: string;
  grantAccess(grantee: IGrantee): ManagedRedisAccessPolicyAssignment;
}

/** Properties of an Azure Managed Redis. */
export interface ManagedRedisProps extends RedisDatabaseProps {
  /** A SKU of Managed Redis: `RedisSku.parse('B10')`. */
  readonly sku: RedisSku;
  /**
   * Whether every shard has a replica, in another zone where the region has zones. Another choice replaces the cache and loses
   * the data.
   *
   * @default that of the environment profile: false in development
   */
  readonly highAvailability?: boolean;
  /** @default RDB_EVERY_HOUR where the environment profile persists memory, otherwise NONE; NONE with geo-replication */
  readonly persistence?: RedisPersistence;
  /**
   * Name of the geo-replication group that it can join, 1 to 63 letters, digits and hyphens. Another choice deletes the data.
   * See ManagedRedisGeoReplication.
   *
   * @default none
   */
  readonly geoReplicationGroup?: string;
  /** Whether clients may use access keys; connections then carry the key as a secret. @default false: Entra ID only */
  readonly accessKeysAuthentication?: boolean;
  /** Whether it answers on the Internet. @default false */
  readonly publicNetworkAccess?: boolean;
  /** Its version is fixed: make a new key version and apply to rotate. @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
}

/** Base of a Managed Redis, defined in this app or imported. */
abstract class ManagedRedisBase extends Construct implements IManagedRedis {
  public abstract readonly redisId: string;
  public abstract readonly redisName: string;
  public abstract readonly hostName: string;
  public readonly port = REDIS_PORT;
  protected abstract readonly clusteringPolicy: string;
  /** The key that clients sign in with; undefined: with their Entra identity. */
  protected readonly accessKey?: string;
  private readonly assignments: ManagedRedisAccessPolicyAssignment[] = [];

  public get databaseId(): string {
    return `${this.redisId}/databases/default`;
  }

  /**
   * Grants a managed identity, service principal or user read and write access to all data, once: a second call returns the
   * existing assignment.
   *
   * The assignments of a stack are made in series: the service refuses two at once on one database (Azure/azure-dev#6640).
   *
   * @throws ValidationError for a group, which the service does not support (azure-docs articles/redis/entra-for-authentication.md)
   */
  public grantAccess(grantee: IGrantee): ManagedRedisAccessPolicyAssignment {
    new Checks(this)
      .that(
        'grantee',
        grantee.principalType,
        grantee.principalType !== PrincipalType.GROUP,
        'a managed identity, service principal or user',
        'Managed Redis does not support Entra groups: grant access to each member.',
      )
      .done();
    return grantOnce(this, grantee, 'Access', (place) => this.assign(place));
  }

  /** Grants access and returns the connection. Where access keys are allowed, returns the key as a secret instead of the grant. */
  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    if (this.accessKey !== undefined) {
      return redisConnection(this, this.clusteringPolicy, options, this.accessKey);
    }
    const connection = redisConnection(this, this.clusteringPolicy, options);
    this.grantAccess(grantee);
    return connection;
  }

  private assign({ owner, id, principal }: GrantPlace): ManagedRedisAccessPolicyAssignment {
    const previous = this.assignments.findLast((each) => TerraformStack.of(each) === TerraformStack.of(owner));
    const assignment = new ManagedRedisAccessPolicyAssignment(owner, id, {
      managedRedisId: this.redisId,
      objectId: principal.principalId,
      dependsOn: previous && [previous],
    });
    this.assignments.push(assignment);
    principal.waitForGrant(assignment);
    return assignment;
  }
}

/**
 * An Azure Managed Redis with its only database, `default`.
 *
 * Private by default: no access keys, no public address, TLS 1.2 only. Terraform reaches only its control plane, so it
 * can be made from outside the network.
 *
 * Another `clusteringPolicy`, `geoReplicationGroup` or module makes azurerm delete the database and make a new one, and the plan
 * shows that as a change in place (hashicorp/terraform-provider-azurerm#31722).
 */
export class ManagedRedis extends ManagedRedisBase {
  /** Imports an existing Managed Redis. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IManagedRedis {
    return new ImportedManagedRedis(scope, id, name, resourceGroupName);
  }

  public readonly redisId: string;
  public readonly redisName: string;
  public readonly hostName: string;
  public readonly sku: RedisSku;
  public readonly geoReplicationGroup?: string;
  protected readonly clusteringPolicy: string;
  protected override readonly accessKey?: string;

  constructor(scope: Construct, id: string, props: ManagedRedisProps) {
    super(scope, id);
    check(this, props);
    const { customerManagedKey, sku } = props;
    const resource = new ManagedRedisResource(this, 'Resource', {
      ...place(this, 'azurerm_managed_redis', props),
      skuName: sku.name,
      highAvailabilityEnabled: props.highAvailability ?? AzureContext.of(this).profile.highlyAvailable,
      publicNetworkAccess: props.publicNetworkAccess === true ? 'Enabled' : 'Disabled',
      defaultDatabase: database(this, props),
      ...(customerManagedKey && encryption(customerManagedKey)),
    });
    encryptWith(resource, customerManagedKey);
    this.redisId = resource.id;
    this.redisName = resource.name;
    this.hostName = resource.hostname;
    this.sku = sku;
    this.geoReplicationGroup = props.geoReplicationGroup;
    this.clusteringPolicy = redisPolicies(props).clusteringPolicy;
    this.accessKey = props.accessKeysAuthentication === true ? resource.defaultDatabase.primaryAccessKey : undefined;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_managed_redis',
      subresources: ['redisEnterprise'],
      dataResources: [resource],
      // The cluster emits metrics, its database the connection events.
      diagnosticScopes: [
        { id: 'cluster', targetResourceId: resource.id, logs: false, metrics: true },
        { id: 'database', targetResourceId: this.databaseId, logs: true, metrics: false },
      ],
      alerts: { ...REDIS_ALERTS, ...(props.geoReplicationGroup === undefined ? {} : REDIS_GEO_REPLICATION_ALERTS) },
    });
    addCheck(this, 'redis-modules', resource, () => modulesOf(props));
    addCheck(this, 'redis', resource, () => (this.accessKey === undefined ? {} : undefined));
  }
}

class ImportedManagedRedis extends ManagedRedisBase {
  public readonly redisId: string;
  public readonly redisName: string;
  public readonly hostName: string;
  protected readonly clusteringPolicy: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermManagedRedis(this, 'Resource', { name, resourceGroupName });
    this.redisId = data.id;
    this.redisName = data.name;
    this.hostName = data.hostname;
    this.clusteringPolicy = data.defaultDatabase.get(0).clusteringPolicy;
  }
}

/**
 * Source: azurerm internal/services/managedredis/managed_redis_resource.go (CustomizeDiff, ConflictsWith) and validate/;
 * azure-docs articles/redis/overview.md for flash, which azurerm lets through.
 */
function check(construct: ManagedRedis, props: ManagedRedisProps): void {
  const { sku, geoReplicationGroup: group, modules = [], persistence } = props;
  const checks = new Checks(construct).that(
    'sku',
    sku.name,
    sku.kind === RedisKind.MANAGED,
    'a SKU of Managed Redis',
    `Use RedisEnterprise, or the Managed Redis of that size: ${sku.managedEquivalent?.name ?? 'there is none'}.`,
  );
  checkDatabase(checks, sku, props)
    .that(
      'geoReplicationGroup',
      group,
      group !== undefined && /^(?!.*--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(group),
      '1 to 63 letters, digits and single hyphens, with a letter or digit at each end',
    )
    .that(
      'geoReplicationGroup',
      group,
      sku.supportsGeoReplication,
      `none with ${sku.name}`,
      'Geo-replication needs Balanced_B3 or larger, and no flash.',
    )
    .that(
      'modules',
      modules,
      group === undefined || modules.every((module) => REPLICATED_MODULES.includes(module)),
      `${REPLICATED_MODULES.join(', ')} with geo-replication`,
    )
    .that(
      'persistence',
      persistence,
      group === undefined || persistence === RedisPersistence.NONE,
      'none with geo-replication',
      'Leave persistence out: the other members of the group keep the data.',
    )
    .done();
}

function encryption(options: CustomerManagedKeyOptions) {
  return {
    customerManagedKey: {
      keyVaultKeyId: options.key.versionedKeyId,
      userAssignedIdentityId: options.identity.identityId,
    },
    identity: keyIdentity(options),
  };
}

const REPLICATED_MODULES = [RedisModule.REDISEARCH, RedisModule.REDISJSON];

function database(construct: Construct, props: ManagedRedisProps): ManagedRedisDefaultDatabase {
  const persistence = props.persistence ?? defaultPersistence(construct, props);
  const log = persistence === RedisPersistence.AOF_EVERY_SECOND;
  const snapshots = !log && persistence !== RedisPersistence.NONE;
  return {
    ...redisPolicies(props),
    clientProtocol: 'Encrypted',
    accessKeysAuthenticationEnabled: props.accessKeysAuthentication ?? false,
    geoReplicationGroupName: props.geoReplicationGroup,
    module: props.modules?.map((name) => ({ name })),
    persistenceAppendOnlyFileBackupFrequency: log ? persistence : undefined,
    persistenceRedisDatabaseBackupFrequency: snapshots ? persistence : undefined,
  };
}

function defaultPersistence(construct: Construct, props: ManagedRedisProps): RedisPersistence {
  return AzureContext.of(construct).profile.persistsMemory && props.geoReplicationGroup === undefined
    ? RedisPersistence.RDB_EVERY_HOUR
    : RedisPersistence.NONE;
}
