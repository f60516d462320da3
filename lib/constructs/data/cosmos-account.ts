import {
  CosmosdbAccount as CosmosAccountResource,
  type CosmosdbAccountConfig,
} from '@cdktf/provider-azurerm/lib/cosmosdb-account';
import { type Construct, type IConstruct } from 'constructs';
import { Region } from '../../values/region';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { place, type Placement } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { addRenamedArgument } from '../renamed-argument';
import { CosmosAccountBase, type ICosmosAccount, ImportedCosmosAccount } from './cosmos-account-base';
import { checkCosmosAccount, DEFAULT_THROUGHPUT_LIMIT, NO_THROUGHPUT_LIMIT } from './cosmos-account-rules';
import { COSMOS_ALERTS, COSMOS_MULTI_REGION_ALERTS } from './cosmos-account-alerts';
import { CosmosConsistency, type CosmosStaleness } from './cosmos-consistency';
import { CosmosDatabase, type CosmosDatabaseOptions } from './cosmos-database';
import { answersPublicly, type NetworkAccessOptions } from '../network/network-access';
import { type CustomerManagedKeyOptions, encryptWith, keyIdentity } from '../security/customer-managed-key';

/** Retention of continuous backup, from which the account can be restored to any second. */
export enum CosmosBackup {
  CONTINUOUS_7_DAYS = 'Continuous7Days',
  CONTINUOUS_30_DAYS = 'Continuous30Days',
}

export interface CosmosAccountProps extends PlatformServiceProps, NetworkAccessOptions {
  /** Whether it bills each request, in one region. Another choice replaces the account and loses the data. @default false */
  readonly serverless?: boolean;
  /** Names of databases that share no throughput. @default none */
  readonly databases?: readonly string[];
  /** @default SESSION */
  readonly consistency?: CosmosConsistency;
  /** Only with bounded staleness. @default 5 seconds and 100 versions in one region, 300 and 100,000 in several */
  readonly staleness?: CosmosStaleness;
  /** Regions beside the account's own that have a copy to read, in the order in which they take over. @default none */
  readonly additionalLocations?: readonly string[];
  /** Whether every region takes writes. @default false */
  readonly multipleWriteLocations?: boolean;
  /** Whether the next region takes over by itself. @default true, false where there can be only one region (serverless) */
  readonly automaticFailover?: boolean;
  /**
   * Whether copies spread over the zones of a region. Cannot be changed in place.
   *
   * @default true where the profile is zone redundant and the region has zones
   */
  readonly zoneRedundant?: boolean;
  /** @default 7 days, in prod 30 */
  readonly backup?: CosmosBackup;
  /** The most RU/s that all databases and containers can have together, -1 for no limit. Not with serverless. @default 10,000 */
  readonly throughputLimit?: number;
  /** Whether the first 1,000 RU/s and 25 GB are free, in one account of the subscription. Cannot be changed later. @default false */
  readonly freeTier?: boolean;
  /** Whether clients may use account keys. @default false: Entra ID only */
  readonly localAuthentication?: boolean;
  /** Whether account keys may change databases, containers and throughput. @default false */
  readonly accessKeyMetadataWrites?: boolean;
  /** Chosen when the account is made. @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
}

/**
 * A Cosmos DB account for NoSQL.
 *
 * Private by default: no account keys, no public address, TLS 1.2, and any second of the last week can be restored.
 * Terraform makes databases and containers through the control plane, so it can do so from outside the network.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_100: Encrypted with a key of Microsoft's; `customerManagedKey` takes yours, when the account is made.
 */
export class CosmosAccount extends CosmosAccountBase {
  /** Imports an existing account. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): ICosmosAccount {
    return new ImportedCosmosAccount(scope, id, name, resourceGroupName);
  }

  public readonly accountId: string;
  public readonly accountName: string;
  public readonly resourceGroupName: string;
  public readonly endpoint: string;
  public override readonly serverless: boolean;
  private readonly throughputLimit: number;
  private reserved = 0;

  constructor(scope: Construct, id: string, props: CosmosAccountProps = {}) {
    super(scope, id);
    checkCosmosAccount(this, props);
    this.serverless = props.serverless ?? false;
    this.throughputLimit = props.throughputLimit ?? DEFAULT_THROUGHPUT_LIMIT;
    const { customerManagedKey } = props;
    const placement = place(this, 'azurerm_cosmosdb_account', props);
    const resource = new CosmosAccountResource(this, 'Resource', {
      ...placement,
      offerType: 'Standard',
      kind: 'GlobalDocumentDB',
      ...security(props),
      ...resilience(this, props, placement),
      consistencyPolicy: consistencyPolicy(props),
      capabilities: this.serverless ? [{ name: 'EnableServerless' }] : undefined,
      capacity: this.serverless ? undefined : { totalThroughputLimit: this.throughputLimit },
      freeTierEnabled: props.freeTier,
      ...(customerManagedKey && encryption(customerManagedKey)),
    });
    // Source: azurerm 4.78.0 internal/services/cosmos/cosmosdb_account_resource.go.
    addRenamedArgument(resource, {
      since: 78,
      name: 'local_authentication_enabled',
      value: props.localAuthentication ?? false,
      oldName: 'local_authentication_disabled',
      oldValue: !(props.localAuthentication ?? false),
    });
    encryptWith(resource, customerManagedKey);
    this.accountId = resource.id;
    this.accountName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    this.endpoint = resource.endpoint;
    props.databases?.forEach((name) => this.addDatabase(name, { name }));
    const isMultiRegion = (props.additionalLocations?.length ?? 0) > 0;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_cosmosdb_account',
      subresources: ['Sql'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'account', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: { ...COSMOS_ALERTS, ...(isMultiRegion ? COSMOS_MULTI_REGION_ALERTS : {}) },
    });
  }

  /** Adds a database. */
  public addDatabase(id: string, options: CosmosDatabaseOptions = {}): CosmosDatabase {
    return new CosmosDatabase(this, id, { ...options, account: this });
  }

  /**
   * Counts throughput of a database or container against the limit, which Azure would refuse to exceed.
   *
   * @internal
   */
  public override reserveThroughput(construct: IConstruct, requestUnits: number): void {
    this.reserved += requestUnits;
    new Checks(construct)
      .together(
        this.throughputLimit === NO_THROUGHPUT_LIMIT || this.reserved <= this.throughputLimit,
        `throughput: with it ${this.node.path} has ${this.reserved} RU/s in all, and its throughputLimit is ${this.throughputLimit}`,
        'Raise throughputLimit, or let containers share the throughput of their database.',
      )
      .done();
  }
}

function security(props: CosmosAccountProps): Partial<CosmosdbAccountConfig> {
  const subnets = props.allowedSubnets ?? [];
  const ranges = props.allowedIpRanges ?? [];
  return {
    accessKeyMetadataWritesEnabled: props.accessKeyMetadataWrites ?? false,
    minimalTlsVersion: 'Tls12',
    publicNetworkAccessEnabled: answersPublicly(props),
    networkAclBypassForAzureServices: false,
    ipRangeFilter: ranges.length > 0 ? [...ranges] : undefined,
    isVirtualNetworkFilterEnabled: subnets.length > 0,
    virtualNetworkRule: subnets.length > 0 ? subnets.map(({ subnetId }) => ({ id: subnetId })) : undefined,
  };
}

function resilience(
  account: Construct,
  props: CosmosAccountProps,
  placement: Placement,
): Pick<
  CosmosdbAccountConfig,
  'automaticFailoverEnabled' | 'multipleWriteLocationsEnabled' | 'backup' | 'geoLocation'
> {
  const { profile } = AzureContext.of(account);
  const tier =
    props.backup ??
    (profile.backupRetentionDays >= 30 ? CosmosBackup.CONTINUOUS_30_DAYS : CosmosBackup.CONTINUOUS_7_DAYS);
  const regions = [placement.location, ...(props.additionalLocations ?? [])].map((location) => Region.of(location));
  return {
    automaticFailoverEnabled: props.automaticFailover ?? props.serverless !== true,
    multipleWriteLocationsEnabled: props.multipleWriteLocations ?? false,
    backup: { type: 'Continuous', tier },
    geoLocation: regions.map((region, failoverPriority) => ({
      location: region.name,
      failoverPriority,
      zoneRedundant: (props.zoneRedundant ?? profile.zoneRedundant) && region.hasAvailabilityZones,
    })),
  };
}

function consistencyPolicy(props: CosmosAccountProps): CosmosdbAccountConfig['consistencyPolicy'] {
  const consistencyLevel = props.consistency ?? CosmosConsistency.SESSION;
  if (consistencyLevel !== CosmosConsistency.BOUNDED_STALENESS) {
    return { consistencyLevel };
  }
  const several = (props.additionalLocations?.length ?? 0) > 0;
  const { seconds, versions } =
    props.staleness ?? (several ? { seconds: 300, versions: 100_000 } : { seconds: 5, versions: 100 });
  return { consistencyLevel, maxIntervalInSeconds: seconds, maxStalenessPrefix: versions };
}

/** Cosmos DB reads the key with the account's own identity, which has to be set as the default one. */
function encryption(options: CustomerManagedKeyOptions): Partial<CosmosdbAccountConfig> {
  return {
    keyVaultKeyId: options.key.keyId,
    defaultIdentityType: `UserAssignedIdentity=${options.identity.identityId}`,
    identity: keyIdentity(options),
  };
}
