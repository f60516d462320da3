import {
  PostgresqlFlexibleServer,
  type PostgresqlFlexibleServerConfig as ServerConfig,
} from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerConfiguration } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { type ITerraformDependable, TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { type PostgresqlSku } from '../../values/postgresql-sku';
import { PostgresqlStorage } from '../../values/postgresql-storage';
import { AzureContext } from '../azure-context';
import { currentClient } from '../identity/current-client';
import { place } from '../placement';
import { hasBaselineAlerts } from '../observability/metric-alert';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { DEADLOCK_METRIC, POSTGRESQL_ALERTS } from './postgresql-server-alerts';
import { PostgresqlDatabase, type PostgresqlDatabaseOptions } from './postgresql-database';
import { addFirewallRules } from './postgresql-firewall';
import {
  PostgresqlHighAvailability,
  type PostgresqlInjection,
  type PostgresqlMaintenanceWindow,
  type PostgresqlPasswordAuthentication,
  PostgresqlTlsVersion,
  PostgresqlVersion,
} from './postgresql-server-options';
import { ImportedPostgresqlServer, type IPostgresqlServer, PostgresqlServerBase } from './postgresql-server-base';
import { checkPostgresqlServer, copiesBackups, regionOf } from './postgresql-server-rules';
import { type CustomerManagedKeyOptions, encryptWith, keyIdentity } from '../security/customer-managed-key';

export interface PostgresqlServerProps extends PlatformServiceProps {
  /** Such as `PostgresqlSku.parse('D2ds_v5')`. */
  readonly sku: PostgresqlSku;
  /** A lower one later replaces the server and loses the data. @default V17 */
  readonly version?: PostgresqlVersion;
  /** Names of databases. @default none but `postgres` */
  readonly databases?: readonly string[];
  /** Extensions that `CREATE EXTENSION` may name, such as `vector`. @default none */
  readonly extensions?: readonly string[];
  /** Further server parameters by name. @default Azure's */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Gigabytes: 32, 64, 128 and so on to 32767. Left alone once the server is made, while it grows by itself. @default 32 */
  readonly storageGb?: number;
  /** Performance tier of the disk, P4 to P80. Left alone like its size. @default the lowest of the size */
  readonly storageTier?: string;
  /** Whether the disk grows before it is full. @default true */
  readonly storageAutoGrow?: boolean;
  /** @default ZONE_REDUNDANT where the profile is zone redundant, the region has zones and the size is not burstable */
  readonly highAvailability?: PostgresqlHighAvailability;
  /** 7 to 35. @default 7, in prod 35 */
  readonly backupRetentionDays?: number;
  /**
   * Whether backups are in the paired region as well. Changing it later replaces the server and loses the data; the default
   * applies to a new server, and is ignored from then on.
   *
   * @default in prod true where PostgreSQL copies them from the region, and false with a key of your own; otherwise false
   */
  readonly geoRedundantBackup?: boolean;
  /** UTC. @default Sunday from 3 to 4 */
  readonly maintenanceWindow?: PostgresqlMaintenanceWindow;
  /** Whether principals of Entra ID may sign in. @default true */
  readonly entraAuthentication?: boolean;
  /** An administrator with a password. @default none */
  readonly passwordAuthentication?: PostgresqlPasswordAuthentication;
  /** Whether connections must be encrypted. @default true */
  readonly requireTls?: boolean;
  /** @default TLS_1_2 */
  readonly minTlsVersion?: PostgresqlTlsVersion;
  /** Puts the server into a subnet of yours; then it takes no private endpoints. Cannot be changed later. @default none */
  readonly injection?: PostgresqlInjection;
  /** Whether it answers on its public address, to those in `allowedIpRanges`. @default false */
  readonly publicNetworkAccess?: boolean;
  /** Address ranges that reach its public address. @default none */
  readonly allowedIpRanges?: readonly string[];
  /** Whether everything in Azure reaches its public address, other customers' included. @default false */
  readonly allowAzureServices?: boolean;
  /** Chosen when the server is made. @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
}

/**
 * A PostgreSQL flexible server.
 *
 * Private by default: Entra ID instead of passwords, no public address, TLS 1.2. Terraform reaches only its control plane, so
 * it can be made from outside the network; roles and tables are made in the database, by an administrator.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_136, postgresql_flexible_server_geo_redundant_backup_enabled: Backups are in two regions in prod, where
 *   PostgreSQL can: `geoRedundantBackup`.
 * - postgresql_flexible_server_high_availability_mode_zone_redundant: A standby doubles the price. It is there in prod, unless
 *   a system turns it off, as Sigmatiq does: `highAvailability`.
 * - CKV2_AZURE_26: Closed by default; the beta of Sigmatiq allows all of Azure with `allowAzureServices`, with a warning.
 * - CKV2_AZURE_57: Closed without an endpoint, too: no address is allowed by default.
 */
export class PostgresqlServer extends PostgresqlServerBase {
  /** Imports an existing server. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IPostgresqlServer {
    return new ImportedPostgresqlServer(scope, id, name, resourceGroupName);
  }

  public readonly serverId: string;
  public readonly serverName: string;
  public readonly resourceGroupName: string;
  public readonly hostName: string;

  constructor(scope: Construct, id: string, props: PostgresqlServerProps) {
    super(scope, id);
    checkPostgresqlServer(this, props);
    const { customerManagedKey, injection } = props;
    const links = injection === undefined ? [] : linksOf(injection, this);
    const shape = { ...resilience(this, props), ...backups(this, props), ...storage(this, props) };
    const resource = new PostgresqlFlexibleServer(this, 'Resource', {
      ...place(this, 'azurerm_postgresql_flexible_server', props),
      skuName: props.sku.name,
      version: props.version ?? PostgresqlVersion.V17,
      ...authentication(this, props),
      ...network(props),
      ...shape,
      ...(customerManagedKey && encryption(customerManagedKey)),
      dependsOn: links.length > 0 ? links : undefined,
      lifecycle: { ignoreChanges: ignored(shape, props) },
    });
    encryptWith(resource, customerManagedKey);
    this.serverId = resource.id;
    this.serverName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    this.hostName = resource.fqdn;
    props.databases?.forEach((name) => this.addDatabase(name, { name }));
    addFirewallRules(this, props);
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_postgresql_flexible_server',
      subresources: ['postgresqlServer'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'server', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: POSTGRESQL_ALERTS,
      // The server refuses to be connected to while a parameter is being set.
      endpointsWaitFor: this.addParameters(props),
    });
  }

  /** Adds a database. */
  public addDatabase(id: string, options: PostgresqlDatabaseOptions = {}): PostgresqlDatabase {
    return new PostgresqlDatabase(this, id, { ...options, server: this });
  }

  private addParameters({ extensions = [], ...props }: PostgresqlServerProps): ITerraformDependable[] {
    const parameters: Record<string, string> = {
      ...(hasBaselineAlerts(this, props.alerts) && DEADLOCK_METRIC),
      ...props.parameters,
      require_secure_transport: props.requireTls === false ? 'off' : 'on',
      ssl_min_protocol_version: props.minTlsVersion ?? PostgresqlTlsVersion.TLS_1_2,
      ...(extensions.length > 0 && {
        'azure.extensions': extensions
          .map((name) => name.toUpperCase())
          .sort()
          .join(','),
      }),
    };
    return Object.entries(parameters).map(
      ([name, value]) =>
        new PostgresqlFlexibleServerConfiguration(this, `Parameter-${name}`, { name, value, serverId: this.serverId }),
    );
  }
}

function authentication(server: Construct, props: PostgresqlServerProps): Partial<ServerConfig> {
  const { entraAuthentication = true, passwordAuthentication: password } = props;
  if (password !== undefined) {
    AzureContext.of(server).requireTerraformMinor(11);
  }
  return {
    authentication: {
      activeDirectoryAuthEnabled: entraAuthentication,
      passwordAuthEnabled: password !== undefined,
      tenantId: entraAuthentication ? currentClient(server).tenantId : undefined,
    },
    administratorLogin: password?.login,
    administratorPasswordWo: password?.password,
    administratorPasswordWoVersion: password && (password.version ?? 1),
  };
}

function network({ injection, publicNetworkAccess }: PostgresqlServerProps): Partial<ServerConfig> {
  return {
    publicNetworkAccessEnabled: publicNetworkAccess ?? false,
    delegatedSubnetId: injection?.subnet.subnetId,
    privateDnsZoneId: injection?.privateDnsZone.privateDnsZoneId,
  };
}

function resilience(server: PostgresqlServer, props: PostgresqlServerProps): Partial<ServerConfig> {
  const { profile } = AzureContext.of(server);
  const zones =
    profile.zoneRedundant && props.sku.supportsHighAvailability && regionOf(server, props).hasAvailabilityZones;
  const mode =
    props.highAvailability ?? (zones ? PostgresqlHighAvailability.ZONE_REDUNDANT : PostgresqlHighAvailability.NONE);
  return {
    highAvailability: mode === PostgresqlHighAvailability.NONE ? undefined : { mode },
    maintenanceWindow: props.maintenanceWindow ?? { dayOfWeek: 0, startHour: 3 },
  };
}

function backups(server: PostgresqlServer, props: PostgresqlServerProps): Partial<ServerConfig> {
  const { profile } = AzureContext.of(server);
  const copied =
    profile.geoRedundantBackups && props.customerManagedKey === undefined && copiesBackups(regionOf(server, props));
  return {
    backupRetentionDays: props.backupRetentionDays ?? profile.backupRetentionDays,
    geoRedundantBackupEnabled: props.geoRedundantBackup ?? copied,
  };
}

function storage(server: Construct, props: PostgresqlServerProps): Partial<ServerConfig> {
  const { sizeMb, tier } = PostgresqlStorage.of(props.storageGb ?? 32, props.storageTier);
  AzureContext.of(server).requireAzurermMinor(props.sku.azurermMinor);
  return { storageMb: sizeMb, storageTier: tier, autoGrowEnabled: props.storageAutoGrow ?? true };
}

/**
 * Arguments that Terraform ignores changes of. Azure chooses the zones and swaps them when the standby takes over, and raises
 * the size of a disk that grows: the next apply would move the server back, or replace it by one with the smaller disk. Nobody
 * asked for the default of an argument that only a new server takes, so it replaces none.
 */
function ignored(config: Partial<ServerConfig>, { geoRedundantBackup }: PostgresqlServerProps): string[] {
  return [
    'zone',
    ...(config.highAvailability === undefined ? [] : ['high_availability[0].standby_availability_zone']),
    ...(config.autoGrowEnabled === true ? ['storage_mb', 'storage_tier'] : []),
    ...(geoRedundantBackup === undefined ? ['geo_redundant_backup_enabled'] : []),
  ];
}

function encryption(options: CustomerManagedKeyOptions): Partial<ServerConfig> {
  return {
    customerManagedKey: {
      keyVaultKeyId: options.key.keyId,
      primaryUserAssignedIdentityId: options.identity.identityId,
    },
    identity: keyIdentity(options),
  };
}

/** The links of the zone in this stage: Azure makes the server only where its name can be resolved. */
function linksOf({ privateDnsZone }: PostgresqlInjection, server: Construct): ITerraformDependable[] {
  return privateDnsZone.node
    .findAll()
    .filter((each) => each instanceof PrivateDnsZoneVirtualNetworkLink)
    .filter((link) => TerraformStack.of(link) === TerraformStack.of(server));
}
