import facts from '../../facts/postgresql.json';
import { PostgresqlStorage } from '../../values/postgresql-storage';
import { type Region } from '../../values/region';
import { Checks } from '../checks';
import { checkNoLiteral } from '../literal-secret';
import { checkIpRanges } from '../network/ip-ranges';
import { checkedRegion } from '../placement';
import { PostgresqlHighAvailability, type PostgresqlMaintenanceWindow } from './postgresql-server-options';
import { checkParameters } from './postgresql-server-parameters';
import { type PostgresqlServer, type PostgresqlServerProps } from './postgresql-server';

const FORBIDDEN_LOGINS = ['azure_superuser', 'azure_pg_admin', 'admin', 'administrator', 'root', 'guest', 'public'];

/**
 * Notes and throws what cannot be a server.
 *
 * Sources: azurerm internal/services/postgres/postgresql_flexible_server_resource.go and validate/ (passwords, storage, days);
 * learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private (injection), .../concepts-high-availability;
 * facts/postgresql.json (regions from which backups are copied).
 */
export function checkPostgresqlServer(server: PostgresqlServer, props: PostgresqlServerProps): void {
  const { databases = [], storageGb = 32 } = props;
  const checks = new Checks(server)
    .that('databases', databases, new Set(databases).size === databases.length, 'each name once')
    .wholeNumber('backupRetentionDays', props.backupRetentionDays, 7, 35);
  checkMaintenanceWindow(checks, props.maintenanceWindow);
  checks.value('storageGb', () => PostgresqlStorage.of(storageGb, props.storageTier));
  checkParameters(checks, props.sku, props);
  checkAuthentication(checks, props);
  checkNetwork(checks, props);
  checkResilience(checks, server, props);
  checks.done();
}

export function checkMaintenanceWindow(checks: Checks, window: PostgresqlMaintenanceWindow | undefined): void {
  checks
    .wholeNumber('maintenanceWindow.dayOfWeek', window?.dayOfWeek, 0, 6)
    .wholeNumber('maintenanceWindow.startHour', window?.startHour, 0, 23)
    .wholeNumber('maintenanceWindow.startMinute', window?.startMinute, 0, 59);
}

/** Whether PostgreSQL copies backups from a region to its pair, which it does not do wherever there is one. */
export function copiesBackups(region: Region): boolean {
  return facts.geoRedundantBackupRegions.includes(region.name);
}

function checkAuthentication(checks: Checks, props: PostgresqlServerProps): void {
  const { passwordAuthentication: password } = props;
  checks.together(
    props.entraAuthentication !== false || password !== undefined,
    'entraAuthentication: nobody could sign in without it',
    'Leave it on, or set passwordAuthentication.',
  );
  if (password === undefined) {
    return;
  }
  checkNoLiteral(checks, 'passwordAuthentication.password', password.password)
    .that(
      'passwordAuthentication.login',
      password.login,
      !FORBIDDEN_LOGINS.includes(password.login.toLowerCase()) && !/^(pg_.*)?$/i.test(password.login),
      `a name other than ${FORBIDDEN_LOGINS.join(', ')} that does not start with pg_`,
    )
    .wholeNumber('passwordAuthentication.version', password.version, 1, Number.MAX_SAFE_INTEGER);
}

function checkNetwork(checks: Checks, props: PostgresqlServerProps): void {
  const { injection, allowedIpRanges = [] } = props;
  const isPublic = props.publicNetworkAccess === true;
  checkIpRanges(checks, 'allowedIpRanges', allowedIpRanges, 32);
  checks
    .that(
      'allowedIpRanges',
      allowedIpRanges,
      isPublic || allowedIpRanges.length === 0,
      'none without publicNetworkAccess',
    )
    .that(
      'allowAzureServices',
      props.allowAzureServices,
      isPublic || props.allowAzureServices !== true,
      'false without publicNetworkAccess',
    )
    .together(
      injection === undefined || !isPublic,
      'publicNetworkAccess: a server in a subnet has no public address',
      'Leave it out, or injection.',
    );
  checkInjection(checks, props);
}

/** Notes what cannot be the network of a server: of one defined here or of a replica. */
export function checkInjection(
  checks: Checks,
  { injection, privateEndpoints }: Pick<PostgresqlServerProps, 'injection' | 'privateEndpoints'>,
): void {
  checks
    .together(
      injection === undefined || privateEndpoints === undefined,
      'privateEndpoints: a server in a subnet supports none',
      'Leave them out, or injection.',
    )
    .that(
      'injection.subnet',
      injection?.subnet.delegation,
      injection?.subnet.delegation === 'Microsoft.DBforPostgreSQL/flexibleServers',
      'a subnet that is delegated to Microsoft.DBforPostgreSQL/flexibleServers',
      'Give the subnet the role SubnetRole.POSTGRESQL.',
    )
    .that(
      'injection.privateDnsZone',
      injection?.privateDnsZone.privateDnsZoneName,
      injection?.privateDnsZone.privateDnsZoneName.endsWith('.postgres.database.azure.com') === true,
      'a zone whose name ends in .postgres.database.azure.com',
    );
}

function checkResilience(checks: Checks, server: PostgresqlServer, props: PostgresqlServerProps): void {
  const { highAvailability: mode, sku, geoRedundantBackup } = props;
  const region = checkedRegion(server, checks, props.location);
  const zones = region?.hasAvailabilityZones ?? true;
  checks
    .that(
      'highAvailability',
      mode,
      mode === PostgresqlHighAvailability.NONE || sku.supportsHighAvailability,
      `None with the burstable ${sku.name}`,
    )
    .that(
      'highAvailability',
      mode,
      mode !== PostgresqlHighAvailability.ZONE_REDUNDANT || zones,
      'None or SameZone in a region without zones',
    )
    .that(
      'geoRedundantBackup',
      geoRedundantBackup,
      geoRedundantBackup !== true || region === undefined || copiesBackups(region),
      `false in ${region?.displayName}, from where PostgreSQL copies no backups`,
    )
    .together(
      !(geoRedundantBackup === true && props.customerManagedKey !== undefined),
      'geoRedundantBackup: with a key of your own it needs a second one in the paired region, which this construct does not take',
      'Leave geoRedundantBackup out, or customerManagedKey.',
    );
}
