import {
  PostgresqlFlexibleServer,
  type PostgresqlFlexibleServerConfig as ServerConfig,
} from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { type Construct, type IConstruct } from 'constructs';
import { type PostgresqlSku } from '../../values/postgresql-sku';
import { AzureContext } from '../azure-context';
import { place, regionOf } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { POSTGRESQL_ALERTS } from './postgresql-server-alerts';
import {
  CHANGED_BY_PROMOTION,
  changedByAzure,
  encryption,
  maintenance,
  network,
  signIn,
  size,
} from './postgresql-server-arguments';
import { PostgresqlDatabase, type PostgresqlDatabaseOptions } from './postgresql-database';
import { addFirewallRules } from './postgresql-firewall';
import {
  PostgresqlHighAvailability,
  type PostgresqlInjection,
  type PostgresqlMaintenanceWindow,
  type PostgresqlPasswordAuthentication,
  type PostgresqlServerSettings,
  PostgresqlVersion,
} from './postgresql-server-options';
import { addParameters, type PostgresqlParameterOptions, postgresqlParameters } from './postgresql-server-parameters';
import { ImportedPostgresqlServer, type IPostgresqlServer, PostgresqlServerBase } from './postgresql-server-base';
import { checkPostgresqlServer, copiesBackups } from './postgresql-server-rules';
import { type CustomerManagedKeyOptions, encryptWith } from '../security/customer-managed-key';
import { addCheck } from '../stage-check';

export interface PostgresqlServerProps extends PlatformServiceProps, PostgresqlParameterOptions {
  /** Such as `PostgresqlSku.parse('D2ds_v5')`. */
  readonly sku: PostgresqlSku;
  /** A lower one later replaces the server and loses the data. @default V17 */
  readonly version?: PostgresqlVersion;
  /** Names of databases. @default none but `postgres` */
  readonly databases?: readonly string[];
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
  public override readonly settings: PostgresqlServerSettings;
  private readonly ignoredChanges: string[];

  constructor(scope: Construct, id: string, props: PostgresqlServerProps) {
    super(scope, id);
    checkPostgresqlServer(this, props);
    this.settings = settingsOf(this, props);
    const shape = { ...resilience(this, props), ...backups(this, props), ...size(this, this.settings) };
    this.ignoredChanges = ignored(shape, props);
    const resource = new PostgresqlFlexibleServer(this, 'Resource', {
      ...place(this, 'azurerm_postgresql_flexible_server', props),
      version: props.version ?? PostgresqlVersion.V17,
      ...signIn(this, this.settings),
      ...password(this, props),
      ...network(this, props.publicNetworkAccess ?? false, props.injection),
      ...shape,
      ...maintenance(props.maintenanceWindow),
      ...encryption(props.customerManagedKey),
      lifecycle: { ignoreChanges: this.ignoredChanges },
    });
    encryptWith(resource, props.customerManagedKey);
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
      endpointsWaitFor: addParameters(this, resource.id, this.settings.parameters),
    });
    addCheck(this, 'postgresql', resource, () =>
      this.settings.entraAuthentication ? { extensions: props.extensions ?? [] } : undefined,
    );
  }

  /** Adds a database. */
  public addDatabase(id: string, options: PostgresqlDatabaseOptions = {}): PostgresqlDatabase {
    return new PostgresqlDatabase(this, id, { ...options, server: this });
  }

  /** @internal */
  public override addReplica(replica: IConstruct): void {
    super.addReplica(replica);
    this.ignoredChanges.push(...CHANGED_BY_PROMOTION.filter((each) => !this.ignoredChanges.includes(each)));
  }
}

function password(server: Construct, { passwordAuthentication: given }: PostgresqlServerProps): Partial<ServerConfig> {
  if (given === undefined) {
    return {};
  }
  AzureContext.of(server).requireTerraformMinor(11);
  return {
    administratorLogin: given.login,
    administratorPasswordWo: given.password,
    administratorPasswordWoVersion: given.version ?? 1,
  };
}

function settingsOf(server: Construct, props: PostgresqlServerProps): PostgresqlServerSettings {
  return {
    sku: props.sku,
    storageGb: props.storageGb ?? 32,
    storageTier: props.storageTier,
    storageAutoGrow: props.storageAutoGrow ?? true,
    entraAuthentication: props.entraAuthentication ?? true,
    passwordAuthentication: props.passwordAuthentication !== undefined,
    injected: props.injection !== undefined,
    customerManagedKey: props.customerManagedKey !== undefined,
    pgBouncer: props.pgBouncer,
    parameters: postgresqlParameters(server, props),
  };
}

function resilience(server: PostgresqlServer, props: PostgresqlServerProps): Partial<ServerConfig> {
  const { profile } = AzureContext.of(server);
  const zones =
    profile.zoneRedundant &&
    props.sku.supportsHighAvailability &&
    regionOf(server, props.location).hasAvailabilityZones;
  const mode =
    props.highAvailability ?? (zones ? PostgresqlHighAvailability.ZONE_REDUNDANT : PostgresqlHighAvailability.NONE);
  return { highAvailability: mode === PostgresqlHighAvailability.NONE ? undefined : { mode } };
}

function backups(server: PostgresqlServer, props: PostgresqlServerProps): Partial<ServerConfig> {
  const { profile } = AzureContext.of(server);
  const copied =
    profile.geoRedundantBackups &&
    props.customerManagedKey === undefined &&
    copiesBackups(regionOf(server, props.location));
  return {
    backupRetentionDays: props.backupRetentionDays ?? profile.backupRetentionDays,
    geoRedundantBackupEnabled: props.geoRedundantBackup ?? copied,
  };
}

/** Arguments that Terraform ignores changes of. Nobody asked for the default of one that only a new server takes, so it replaces none. */
function ignored(config: Partial<ServerConfig>, { geoRedundantBackup }: PostgresqlServerProps): string[] {
  return [...changedByAzure(config), ...(geoRedundantBackup === undefined ? ['geo_redundant_backup_enabled'] : [])];
}
