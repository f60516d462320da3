import { PostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { type PostgresqlFlexibleServerActiveDirectoryAdministrator as Administrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { PostgresqlFlexibleServerConfiguration } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration';
import { type ITerraformDependable, TerraformStack } from 'cdktf';
import { type Construct, type IConstruct } from 'constructs';
import { type PostgresqlSku } from '../../values/postgresql-sku';
import { PostgresqlStorage } from '../../values/postgresql-storage';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { type CustomerManagedKeyOptions, encryptWith } from '../security/customer-managed-key';
import { POSTGRESQL_ALERTS, POSTGRESQL_REPLICA_ALERTS } from './postgresql-server-alerts';
import {
  CHANGED_BY_PROMOTION,
  changedByAzure,
  encryption,
  maintenance,
  network,
  signIn,
  size,
} from './postgresql-server-arguments';
import { type IPostgresqlServer, postgresqlConnection, PostgresqlServerBase } from './postgresql-server-base';
import {
  type PostgresqlInjection,
  type PostgresqlMaintenanceWindow,
  type PostgresqlPgBouncer,
  type PostgresqlServerSettings,
} from './postgresql-server-options';
import { addParameters, checkParameters, postgresqlParameters } from './postgresql-server-parameters';
import { checkInjection, checkMaintenanceWindow } from './postgresql-server-rules';

export interface PostgresqlReplicaProps extends PlatformServiceProps {
  /** The primary server, of this or another region. */
  readonly source: IPostgresqlServer;
  /** At least as many vCores as the primary. @default that of the primary; required where the primary is imported */
  readonly sku?: PostgresqlSku;
  /** Gigabytes, at least as many as the primary's. @default those of the primary; required where the primary is imported */
  readonly storageGb?: number;
  /** Performance tier of the disk, P4 to P80. @default that of the primary */
  readonly storageTier?: string;
  /** Whether the disk grows before it is full. @default that of the primary; true where the primary is imported */
  readonly storageAutoGrow?: boolean;
  /** The built-in connection pooler. @default that of the primary */
  readonly pgBouncer?: PostgresqlPgBouncer;
  /** Server parameters that differ from the primary's, by name. @default those of the primary */
  readonly parameters?: Readonly<Record<string, string>>;
  /** UTC. @default Sunday from 3 to 4 */
  readonly maintenanceWindow?: PostgresqlMaintenanceWindow;
  /** Puts the replica into a subnet of its region: required where the primary is in one, refused where it is not. @default none */
  readonly injection?: PostgresqlInjection;
  /** A key in the replica's region; required where the primary has one. @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
  /**
   * Ends the replication for good: the replica becomes a server that can be written to, with backups. Terraform can set it only
   * once the replica is there.
   *
   * @default false
   */
  readonly independent?: boolean;
}

/**
 * A read replica of a PostgreSQL flexible server, in the region of the primary or in another one.
 *
 * Azure copies the data asynchronously. The replica has neither backups nor a standby until it is promoted. It is private, and
 * has the primary's kinds of sign-in, users and server parameters.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_136, postgresql_flexible_server_geo_redundant_backup_enabled: Azure makes no backups of a replica; the primary has
 *   them.
 * - postgresql_flexible_server_high_availability_mode_zone_redundant: A replica has no standby.
 * - CKV2_AZURE_57: Closed without an endpoint, too: a replica has no public address.
 */
export class PostgresqlReplica extends PostgresqlServerBase {
  public readonly serverId: string;
  public readonly serverName: string;
  public readonly resourceGroupName: string;
  public readonly hostName: string;
  public override readonly settings: PostgresqlServerSettings;
  /** The primary server. */
  public readonly source: IPostgresqlServer;

  constructor(scope: Construct, id: string, props: PostgresqlReplicaProps) {
    super(scope, id);
    check(this, props);
    const { source, injection } = props;
    this.source = source;
    this.settings = settingsOf(this, props);
    const shape = size(this, this.settings);
    const own = network(this, false, injection);
    const resource = new PostgresqlFlexibleServer(this, 'Resource', {
      ...place(this, 'azurerm_postgresql_flexible_server', props),
      createMode: 'Replica',
      sourceServerId: source.serverId,
      replicationRole: props.independent === true ? 'None' : undefined,
      ...signIn(this, this.settings),
      ...own,
      ...shape,
      ...maintenance(props.maintenanceWindow),
      ...encryption(props.customerManagedKey),
      dependsOn: waitsFor(this, source, own.dependsOn),
      lifecycle: { ignoreChanges: [...changedByAzure(shape), ...CHANGED_BY_PROMOTION] },
    });
    encryptWith(resource, props.customerManagedKey);
    source.addReplica(this);
    this.serverId = resource.id;
    this.serverName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    this.hostName = resource.fqdn;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_postgresql_flexible_server',
      subresources: ['postgresqlServer'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'server', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: { ...POSTGRESQL_ALERTS, ...POSTGRESQL_REPLICA_ALERTS },
      endpointsWaitFor: addParameters(this, resource.id, this.settings.parameters),
    });
  }

  /** Makes a principal an Entra administrator of the primary server, from where it is replicated. */
  public override grantAdmin(grantee: IGrantee, principalName: string): Administrator {
    return this.source.grantAdmin(grantee, principalName) as Administrator;
  }

  /** Connection to the replica, which only reads. @internal */
  public override connectionTo(
    _part: IConstruct,
    grantee: IGrantee,
    options: ConnectOptions,
    database?: string,
  ): Connection {
    return postgresqlConnection(this.hostName, this, grantee, options, database);
  }

  /** @internal */
  public override userOf(principal: IGrantee): string | undefined {
    return this.source.userOf(principal);
  }
}

function settingsOf(replica: PostgresqlReplica, props: PostgresqlReplicaProps): PostgresqlServerSettings {
  const { source, customerManagedKey, injection } = props;
  const primary: PostgresqlServerSettings = source.settings ?? {
    sku: props.sku as PostgresqlSku,
    storageGb: props.storageGb as number,
    storageAutoGrow: true,
    entraAuthentication: true,
    passwordAuthentication: false,
    injected: injection !== undefined,
    customerManagedKey: customerManagedKey !== undefined,
    parameters: {},
  };
  const { alerts, pgBouncer = primary.pgBouncer } = props;
  return {
    ...primary,
    sku: props.sku ?? primary.sku,
    storageGb: props.storageGb ?? primary.storageGb,
    storageTier: props.storageTier ?? primary.storageTier,
    storageAutoGrow: props.storageAutoGrow ?? primary.storageAutoGrow,
    pgBouncer,
    parameters: {
      ...postgresqlParameters(replica, { alerts, pgBouncer, parameters: {} }),
      ...primary.parameters,
      ...(props.pgBouncer && postgresqlParameters(replica, { alerts, pgBouncer })),
      ...props.parameters,
    },
  };
}

/** The primary's parameters in this stage, which the replica inherits, and what else it waits for. */
function waitsFor(
  replica: PostgresqlReplica,
  source: IPostgresqlServer,
  others: ITerraformDependable[] = [],
): ITerraformDependable[] | undefined {
  const parameters = source.node.children
    .filter((child) => child instanceof PostgresqlFlexibleServerConfiguration)
    .filter((child) => TerraformStack.of(child) === TerraformStack.of(replica));
  const all = [...others, ...parameters];
  return all.length > 0 ? all : undefined;
}

/**
 * Sources: learn.microsoft.com/azure/postgresql/read-replica/concepts-read-replicas (tiers, five replicas, sizes, automatic growth;
 * replicas of replicas are a preview without virtual endpoints), .../security/security-data-encryption (a copy of an encrypted server
 * is encrypted); Azure/azure-cli command_modules/postgresql/commands/replica_commands.py (network injection).
 */
function check(replica: PostgresqlReplica, props: PostgresqlReplicaProps): void {
  const { source, sku, storageGb, injection } = props;
  const { settings, replicas, node } = source;
  const checks = new Checks(replica);
  checks
    .together(
      !(source instanceof PostgresqlReplica),
      `source: ${node.path} is itself a replica`,
      'Give the primary server: replicas of replicas are a preview of Azure.',
    )
    .together(
      settings !== undefined || (sku !== undefined && storageGb !== undefined),
      `sku, storageGb: not given, and ${node.path} is imported`,
      'Give the size of the primary server and of its disk.',
    )
    .together(replicas.length < 5, `source: ${node.path} has five replicas, as many as a server can have`)
    .together(
      settings?.sku.supportsHighAvailability !== false,
      `source: ${node.path} has the burstable size ${settings?.sku.name}, of which there are no replicas`,
      'Use a size of the tiers GeneralPurpose or MemoryOptimized.',
    )
    .that('sku', sku?.name, sku?.supportsHighAvailability === true, 'a size that is not burstable')
    .that(
      'sku',
      sku?.name,
      settings === undefined || sku === undefined || sku.vCores >= settings.sku.vCores,
      `at least the ${settings?.sku.vCores} vCores of ${node.path}`,
    )
    .that(
      'storageGb',
      storageGb,
      settings === undefined || storageGb === undefined || storageGb >= settings.storageGb,
      `at least the ${settings?.storageGb} GB of ${node.path}`,
    )
    .that(
      'storageAutoGrow',
      props.storageAutoGrow,
      props.storageAutoGrow !== false || settings?.storageAutoGrow !== true,
      `true, as of ${node.path}`,
    )
    .together(
      settings === undefined || settings.injected === (injection !== undefined),
      settings?.injected === true
        ? `injection: not given, and ${node.path} is in a subnet`
        : `injection: ${node.path} is in no subnet`,
      settings?.injected === true ? 'Give a subnet in the region of the replica.' : 'Give privateEndpoints instead.',
    )
    .together(
      settings?.customerManagedKey !== true || props.customerManagedKey !== undefined,
      `customerManagedKey: not given, and ${node.path} is encrypted with a key of your own`,
      'Give a key in the region of the replica.',
    );
  checkDisk(checks, props);
  checkInjection(checks, props);
  checkMaintenanceWindow(checks, props.maintenanceWindow);
  checkParameters(checks, sku ?? settings?.sku, props);
  checks.done();
}

function checkDisk(checks: Checks, { source: { settings }, storageGb, storageTier }: PostgresqlReplicaProps): void {
  const gigabytes = storageGb ?? settings?.storageGb;
  if (gigabytes !== undefined) {
    checks.value('storageGb', () => PostgresqlStorage.of(gigabytes, storageTier ?? settings?.storageTier));
  }
}
