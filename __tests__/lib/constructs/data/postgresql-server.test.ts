import { TerraformVariable } from 'cdktf';
import {
  PostgresqlHighAvailability,
  PostgresqlPoolMode,
  PostgresqlTlsVersion,
  PostgresqlVersion,
} from '../../../../lib/constructs/data/postgresql-server-options';
import { PostgresqlDatabase } from '../../../../lib/constructs/data/postgresql-database';
import { PostgresqlServer, type PostgresqlServerProps } from '../../../../lib/constructs/data/postgresql-server';
import { Principal } from '../../../../lib/constructs/identity/principal';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { PrivateDnsZone } from '../../../../lib/constructs/network/private-dns-zone';
import { Subnet } from '../../../../lib/constructs/network/subnet';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { PostgresqlSku } from '../../../../lib/values/postgresql-sku';
import { existingActionGroup, existingDnsZones, existingKey, existingSubnet } from '../../../helpers/neighbours';

const GENERAL = PostgresqlSku.parse('D2ds_v5');
const BURSTABLE = PostgresqlSku.parse('B1ms');

function render(props: Partial<PostgresqlServerProps> = {}, stage: Stage = testStage()) {
  new PostgresqlServer(stage, 'Database', { sku: GENERAL, ...props });
  return RenderedStage.of(stage).resource('azurerm_postgresql_flexible_server');
}

function prod(location?: string): Stage {
  return testStage({ app: testApp({ environment: 'prod', location }) });
}

function parameters(stage: Stage): Record<string, unknown> {
  const resources = RenderedStage.of(stage).resources('azurerm_postgresql_flexible_server_configuration');
  return Object.fromEntries(resources.map(({ name, value }) => [name, value]));
}

/** A network with a subnet for servers, and a zone that is linked to it. */
function network(stage: Stage) {
  const virtualNetwork = new VirtualNetwork(stage, 'Network', {
    subnets: [{ name: 'postgresql', prefix: 28, role: SubnetRole.POSTGRESQL }],
  });
  const privateDnsZone = new PrivateDnsZone(stage, 'Zone', {
    zoneName: 'demo.postgres.database.azure.com',
    virtualNetworks: [virtualNetwork],
  });
  return { subnet: virtualNetwork.subnet('postgresql'), privateDnsZone };
}

describe('by default', () => {
  test('the server is closed: Entra ID alone, no public address', () => {
    const server = render();
    expect(server).toMatchObject({
      authentication: {
        active_directory_auth_enabled: true,
        password_auth_enabled: false,
        tenant_id: '${data.azurerm_client_config.CurrentClient.tenant_id}',
      },
      public_network_access_enabled: false,
    });
    for (const absent of [
      'administrator_login',
      'administrator_password',
      'administrator_password_wo',
      'administrator_password_wo_version',
      'customer_managed_key',
      'delegated_subnet_id',
      'private_dns_zone_id',
    ]) {
      expect(server).not.toHaveProperty(absent);
    }
  });

  test('connections are encrypted with TLS 1.2 or better', () => {
    const stage = testStage();
    render({}, stage);
    expect(parameters(stage)).toEqual({ require_secure_transport: 'on', ssl_min_protocol_version: 'TLSv1.2' });
    expect(stage).toHaveResourceCount('azurerm_postgresql_flexible_server_firewall_rule', 0);
  });

  test('the disk grows by itself, and Terraform does not take that back', () => {
    expect(render()).toMatchObject({
      sku_name: 'GP_Standard_D2ds_v5',
      version: '17',
      auto_grow_enabled: true,
      storage_mb: 32_768,
      lifecycle: { ignore_changes: ['zone', 'storage_mb', 'storage_tier', 'geo_redundant_backup_enabled'] },
    });
  });

  test('it is patched on Sunday night, and backed up for a week', () => {
    expect(render()).toMatchObject({
      backup_retention_days: 7,
      geo_redundant_backup_enabled: false,
      maintenance_window: { day_of_week: 0, start_hour: 3 },
    });
  });

  test('production has a standby in another zone and backups of 35 days in two regions', () => {
    const stage = prod();
    expect(render({}, stage)).toMatchObject({
      high_availability: { mode: 'ZoneRedundant' },
      backup_retention_days: 35,
      geo_redundant_backup_enabled: true,
      lifecycle: {
        ignore_changes: [
          'zone',
          'high_availability[0].standby_availability_zone',
          'storage_mb',
          'storage_tier',
          'geo_redundant_backup_enabled',
        ],
      },
    });
  });

  test.each([
    ['development', {}, testStage()],
    ['production of a burstable size', { sku: BURSTABLE }, prod()],
    ['production in a region without zones', {}, prod('westus')],
    ['a server in a region without zones', { location: 'westus' }, prod()],
  ])('%s has no standby', (_title, props, stage) => {
    expect(render(props, stage)).not.toHaveProperty('high_availability');
  });

  test.each([
    ['development', {}, testStage()],
    ['staging', {}, testStage({ app: testApp({ environment: 'staging' }) })],
    ['production in a region without a pair', {}, prod('italynorth')],
    ['production in a region with a pair that PostgreSQL does not copy to', {}, prod('westus3')],
    ['a server in another such region', { location: 'brazilsouth' }, prod()],
  ])('%s has backups in one region', (_title, props, stage) => {
    expect(render(props, stage)).toMatchObject({ geo_redundant_backup_enabled: false });
  });

  test('production with a key of your own has backups in one region, as that key is in one', () => {
    const stage = prod();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    expect(render({ customerManagedKey: { key: existingKey(stage), identity } }, stage)).toMatchObject({
      geo_redundant_backup_enabled: false,
    });
  });

  test('with alerts it counts deadlocks, and without it does not', () => {
    const found = (props: Partial<PostgresqlServerProps>) => {
      const stage = testStage();
      render(props, stage);
      return parameters(stage)['metrics.collector_database_activity'];
    };
    expect(found({})).toBeUndefined();
    expect(found({ alerts: { enabled: true } })).toBe('on');
    expect(found({ alerts: { enabled: true }, parameters: { 'metrics.collector_database_activity': 'off' } })).toBe(
      'off',
    );
  });

  test('alerts watch connections, load, storage and deadlocks', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    render({}, stage);
    const metrics = RenderedStage.of(stage)
      .resources('azurerm_monitor_metric_alert')
      .flatMap((alert) => alert['criteria'] as { metric_name: string; threshold: number }[])
      .map((criterion) => [criterion.metric_name, criterion.threshold]);
    expect(metrics.sort()).toEqual([
      ['connections_failed', 5],
      ['cpu_percent', 90],
      ['deadlocks', 1],
      ['disk_iops_consumed_percentage', 90],
      ['is_db_alive', 1],
      ['memory_percent', 90],
      ['storage_percent', 90],
    ]);
  });

  test('the subscription must have registered PostgreSQL', () => {
    const stage = testStage();
    render({}, stage);
    expect(stage.context.resourceProviders).toContain('Microsoft.DBforPostgreSQL');
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const stage = prod();
    const server = render(
      {
        version: PostgresqlVersion.V15,
        storageGb: 128,
        storageTier: 'P20',
        storageAutoGrow: false,
        highAvailability: PostgresqlHighAvailability.SAME_ZONE,
        backupRetentionDays: 14,
        geoRedundantBackup: true,
        maintenanceWindow: { dayOfWeek: 6, startHour: 22, startMinute: 30 },
        requireTls: false,
        minTlsVersion: PostgresqlTlsVersion.TLS_1_3,
        parameters: { log_checkpoints: 'on' },
        publicNetworkAccess: true,
        lock: LockLevel.NONE,
      },
      stage,
    );
    expect(server).toMatchObject({
      version: '15',
      storage_mb: 131_072,
      storage_tier: 'P20',
      auto_grow_enabled: false,
      high_availability: { mode: 'SameZone' },
      backup_retention_days: 14,
      geo_redundant_backup_enabled: true,
      maintenance_window: { day_of_week: 6, start_hour: 22, start_minute: 30 },
      public_network_access_enabled: true,
      lifecycle: { ignore_changes: ['zone', 'high_availability[0].standby_availability_zone'] },
    });
    expect(parameters(stage)).toEqual({
      log_checkpoints: 'on',
      require_secure_transport: 'off',
      ssl_min_protocol_version: 'TLSv1.3',
    });
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('extensions are allowed by the name that Azure has for them', () => {
    const stage = testStage();
    render({ extensions: ['vector', 'pg_trgm', 'uuid-ossp'] }, stage);
    expect(parameters(stage)).toMatchObject({ 'azure.extensions': 'PG_TRGM,UUID-OSSP,VECTOR' });
  });

  test('databases are named in one line, or added with their collation', () => {
    const stage = testStage();
    const server = new PostgresqlServer(stage, 'Database', { sku: GENERAL, databases: ['sigmatiq_core'] });
    server.addDatabase('Reports', { collation: 'de_DE.utf8' });
    const databases = RenderedStage.of(stage).resources('azurerm_postgresql_flexible_server_database');
    expect(databases).toMatchObject([
      { name: 'reports', collation: 'de_DE.utf8', charset: 'UTF8' },
      { name: 'sigmatiq_core', collation: 'en_US.utf8', charset: 'UTF8' },
    ]);
    expect(stage.metadata.dataResources).toHaveLength(3);
  });

  test('a password is written and never kept', () => {
    const stage = testStage();
    const password = new TerraformVariable(stage, 'password', { type: 'string', sensitive: true }).stringValue;
    const server = render({ passwordAuthentication: { login: 'sqladmin', password, version: 2 } }, stage);
    expect(server).toMatchObject({
      administrator_login: 'sqladmin',
      administrator_password_wo: '${var.password}',
      administrator_password_wo_version: 2,
      authentication: { active_directory_auth_enabled: true, password_auth_enabled: true },
    });
    expect(server).not.toHaveProperty('administrator_password');
    expect(RenderedStage.of(stage).terraform).toMatchObject({ required_version: '>= 1.11' });
  });

  test('Entra ID can be turned off for a password, and then names no tenant', () => {
    const stage = testStage();
    const password = new TerraformVariable(stage, 'password', { type: 'string', sensitive: true }).stringValue;
    const server = render(
      { entraAuthentication: false, passwordAuthentication: { login: 'sqladmin', password } },
      stage,
    );
    expect(server['authentication']).toEqual({ active_directory_auth_enabled: false, password_auth_enabled: true });
    expect(server).toMatchObject({ administrator_password_wo_version: 1 });
  });

  test('ranges are firewall rules from their first to their last address', () => {
    const stage = testStage();
    render({ publicNetworkAccess: true, allowedIpRanges: ['20.10.0.0/24', '20.11.0.4'] }, stage);
    expect(stage).toHaveResource('azurerm_postgresql_flexible_server_firewall_rule', {
      name: 'allow-20-10-0-0-24',
      start_ip_address: '20.10.0.0',
      end_ip_address: '20.10.0.255',
    });
    expect(stage).toHaveResource('azurerm_postgresql_flexible_server_firewall_rule', {
      name: 'allow-20-11-0-4',
      start_ip_address: '20.11.0.4',
      end_ip_address: '20.11.0.4',
    });
    expect(stage).not.toWarn('everything in Azure');
  });

  test('letting in all of Azure is a rule of its own, and warned of', () => {
    const stage = testStage();
    render({ publicNetworkAccess: true, allowAzureServices: true }, stage);
    expect(stage).toHaveResource('azurerm_postgresql_flexible_server_firewall_rule', {
      start_ip_address: '0.0.0.0',
      end_ip_address: '0.0.0.0',
    });
    expect(stage).toWarn('stage-test/Database: all of Azure can reach its sign-in');
  });

  test('a server in a subnet waits until its name can be resolved', () => {
    const stage = testStage();
    expect(render({ injection: network(stage) }, stage)).toMatchObject({
      delegated_subnet_id: expect.stringContaining('azurerm_subnet_network_security_group_association'),
      private_dns_zone_id: expect.stringMatching(/^\$\{azurerm_private_dns_zone\./),
      public_network_access_enabled: false,
      depends_on: [expect.stringMatching(/^azurerm_private_dns_zone_virtual_network_link\./)],
    });
  });

  test('links of another stage are there already', () => {
    const app = testApp();
    const foundation = testStage({ app, id: 'stage-foundation' });
    const injection = network(foundation);
    const data = testStage({ app, id: 'stage-data', upstream: [foundation] });
    expect(render({ injection }, data)).not.toHaveProperty('depends_on');
  });

  test('a private endpoint leads to postgresqlServer, once the parameters are set', () => {
    const stage = testStage();
    render({ privateEndpoints: { subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) } }, stage);
    expect(stage).toHaveResource('azurerm_private_endpoint', {
      private_service_connection: { subresource_names: ['postgresqlServer'] },
      private_dns_zone_group: {
        private_dns_zone_ids: [expect.stringMatching(/\/privatelink\.postgres\.database\.azure\.com$/)],
      },
      depends_on: [
        expect.stringContaining('require_secure_transport'),
        expect.stringContaining('ssl_min_protocol_version'),
      ],
    });
  });

  test('a key of your own is used as an identity that may use it already', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    expect(render({ customerManagedKey: { key: existingKey(stage), identity } }, stage)).toMatchObject({
      customer_managed_key: {
        key_vault_key_id: expect.stringMatching(/keys\/encryption$/),
        primary_user_assigned_identity_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\./),
      },
      identity: { type: 'UserAssigned' },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
    });
  });

  test('a newer size raises the provider version', () => {
    const stage = testStage();
    render({ sku: PostgresqlSku.parse('D2ds_v6') }, stage);
    expect(stage.context.azurermMinor).toBe(81);
  });
});

describe('PgBouncer', () => {
  test('it is enabled before its other parameters are set, and apps connect to its port', () => {
    const stage = testStage();
    const pgBouncer = { poolMode: PostgresqlPoolMode.SESSION, maxClientConnections: 2000 };
    const server = new PostgresqlServer(stage, 'Database', { sku: GENERAL, pgBouncer });
    const identity = new UserAssignedIdentity(stage, 'App');
    server.grantAdmin(identity, 'id-app');
    expect(parameters(stage)).toMatchObject({
      'pgbouncer.enabled': 'true',
      'pgbouncer.pool_mode': 'session',
      'pgbouncer.max_client_conn': '2000',
    });
    expect(stage).toHaveResource('azurerm_postgresql_flexible_server_configuration', {
      name: 'pgbouncer.pool_mode',
      depends_on: [expect.stringContaining('Parameter-pgbouncerenabled')],
    });
    expect(server.connectionFor(identity)).toMatchObject({ environment: { PGPORT: '6432' }, ports: [6432, 5432] });
  });

  test('without it there is none of its parameters', () => {
    const stage = testStage();
    render({}, stage);
    expect(Object.keys(parameters(stage)).filter((name) => name.startsWith('pgbouncer'))).toEqual([]);
  });
});

describe('access', () => {
  test('an administrator is one of Entra ID, made once', () => {
    const stage = testStage();
    const server = new PostgresqlServer(stage, 'Database', { sku: GENERAL });
    const team = Principal.group(stage, 'Team', '11111111-1111-1111-1111-111111111111');
    expect(server.grantAdmin(team, 'database-admins')).toBe(server.grantAdmin(team, 'database-admins'));
    expect(
      RenderedStage.of(stage).resource('azurerm_postgresql_flexible_server_active_directory_administrator'),
    ).toMatchObject({
      object_id: '11111111-1111-1111-1111-111111111111',
      principal_name: 'database-admins',
      principal_type: 'Group',
      tenant_id: '${data.azurerm_client_config.CurrentClient.tenant_id}',
    });
  });

  test('an administrator of a later stage is made there, and waited for', () => {
    const app = testApp();
    const data = testStage({ app, id: 'stage-data' });
    const server = new PostgresqlServer(data, 'Database', { sku: GENERAL });
    const compute = testStage({ app, id: 'stage-compute', upstream: [data] });
    const identity = new UserAssignedIdentity(compute, 'Migrations');
    expect(identity.grants).toEqual([]);
    const administrator = server.grantAdmin(identity, 'id-migrations');
    expect(identity.grants).toEqual([administrator]);
    expect(compute).toHaveResource('azurerm_postgresql_flexible_server_active_directory_administrator', {
      principal_type: 'ServicePrincipal',
    });
  });

  test('an administrator connects by its name, without a password', () => {
    const stage = testStage();
    const server = new PostgresqlServer(stage, 'Database', { sku: GENERAL });
    const identity = new UserAssignedIdentity(stage, 'App');
    server.grantAdmin(identity, 'id-app');
    expect(server.connectionFor(identity)).toEqual({
      environment: { PGHOST: server.hostName, PGPORT: '5432', PGSSLMODE: 'require', PGUSER: 'id-app' },
      ports: [5432],
    });
    expect(stage).not.toWarn('pgaadauth_create_principal');
  });

  test('another identity connects by its own name, once somebody made a role for it', () => {
    const stage = testStage();
    const server = new PostgresqlServer(stage, 'Database', { sku: GENERAL });
    const database = server.addDatabase('Core');
    const { environment, ports } = database.connectionFor(new UserAssignedIdentity(stage, 'App'), { prefix: 'CORE' });
    stage.addOutput('user', environment['CORE_PGUSER'] ?? '', { description: 'User.' });
    expect(Object.keys(environment)).toEqual([
      'CORE_PGHOST',
      'CORE_PGPORT',
      'CORE_PGSSLMODE',
      'CORE_PGDATABASE',
      'CORE_PGUSER',
    ]);
    expect(ports).toEqual([5432]);
    expect(database.partOf).toBe(server);
    expect(RenderedStage.of(stage).outputs['user']).toMatchObject({
      value: expect.stringMatching(/^\$\{basename\(azurerm_user_assigned_identity\.App.*\.id\)\}$/),
    });
    expect(stage).toWarn(
      "stage-test/App: stage-test/Database accepts it once an administrator has created a role for it: SELECT * FROM pgaadauth_create_principal('<name of the identity>', false, false)",
    );
  });

  test('a connection that only reads is refused, because the database decides that', () => {
    const stage = testStage();
    const server = new PostgresqlServer(stage, 'Database', { sku: GENERAL });
    expect(() => server.connectionFor(new UserAssignedIdentity(stage, 'App'), { readOnly: true })).toThrow(
      'stage-test/Database: readOnly: got true. Allowed: false. What a role may do is said in the database: GRANT it there, and leave readOnly out.',
    );
  });
});

test('a server that exists is read, takes databases, and tells of no user that it cannot know', () => {
  const stage = testStage();
  const server = PostgresqlServer.fromName(stage, 'Existing', 'psql-existing', 'rg-existing');
  new PostgresqlDatabase(stage, 'Knowledge', { server });
  const somebody = Principal.user(stage, 'Somebody', '11111111-1111-1111-1111-111111111111');
  expect(server.connectionFor(somebody).environment).not.toHaveProperty('PGUSER');
  const rendered = RenderedStage.of(stage);
  expect(rendered.resources('azurerm_postgresql_flexible_server')).toEqual([]);
  expect(rendered.dataSources('azurerm_postgresql_flexible_server')).toEqual([
    { name: 'psql-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(rendered.resource('azurerm_postgresql_flexible_server_database')).toMatchObject({ name: 'knowledge' });
});

describe('bad input', () => {
  const at = 'stage-test/Database: ';

  test('every problem is reported at once', () => {
    expect(() =>
      render({
        sku: BURSTABLE,
        databases: ['core', 'core'],
        backupRetentionDays: 40,
        maintenanceWindow: { dayOfWeek: 7, startHour: 24 },
        storageGb: 100,
        parameters: { require_secure_transport: 'off' },
        extensions: ['pgvector'],
        entraAuthentication: false,
        allowedIpRanges: ['20.10.0.0/24'],
        allowAzureServices: true,
        pgBouncer: { defaultPoolSize: 0 },
        highAvailability: PostgresqlHighAvailability.ZONE_REDUNDANT,
      }),
    ).toThrow(
      [
        `${at}databases: got ["core","core"]. Allowed: each name once.`,
        `${at}backupRetentionDays: got 40. Allowed: a whole number from 7 to 35.`,
        `${at}maintenanceWindow.dayOfWeek: got 7. Allowed: a whole number from 0 to 6.`,
        `${at}maintenanceWindow.startHour: got 24. Allowed: a whole number from 0 to 23.`,
        `${at}storageGb: 100 GB is not a size of a PostgreSQL disk. Allowed: 32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767.`,
        `${at}parameters: got "require_secure_transport". Allowed: a parameter without a property of its own: use requireTls.`,
        `${at}extensions[0]: got "pgvector". Allowed: vector, as pgvector is called.`,
        `${at}pgBouncer: the burstable B_Standard_B1ms has none. Use a size of the tiers GeneralPurpose or MemoryOptimized, or leave pgBouncer out.`,
        `${at}pgBouncer.defaultPoolSize: got 0. Allowed: a whole number from 1 to 10000.`,
        `${at}entraAuthentication: nobody could sign in without it. Leave it on, or set passwordAuthentication.`,
        `${at}allowedIpRanges: got ["20.10.0.0/24"]. Allowed: none without publicNetworkAccess.`,
        `${at}allowAzureServices: got true. Allowed: false without publicNetworkAccess.`,
        `${at}highAvailability: got "ZoneRedundant". Allowed: None with the burstable B_Standard_B1ms.`,
      ].join('\n'),
    );
  });

  test('a server in a subnet has neither private endpoints nor a public address', () => {
    const stage = testStage();
    const injection = network(stage);
    const privateEndpoints = { subnet: existingSubnet(stage) };
    expect(() => render({ injection, privateEndpoints, publicNetworkAccess: true }, stage)).toThrow(
      [
        `${at}publicNetworkAccess: a server in a subnet has no public address. Leave it out, or injection.`,
        `${at}privateEndpoints: a server in a subnet supports none. Leave them out, or injection.`,
      ].join('\n'),
    );
  });

  test('a subnet and a zone for something else are refused', () => {
    const stage = testStage();
    const subnet = Subnet.fromName(stage, 'Apps', {
      name: 'apps',
      virtualNetworkName: 'vnet',
      resourceGroupName: 'rg',
      delegation: 'Microsoft.App/environments',
    });
    const privateDnsZone = Object.assign(new PrivateDnsZone(stage, 'Zone', { zoneName: 'internal.example' }), {
      privateDnsZoneName: 'internal.example',
    });
    expect(() => render({ injection: { subnet, privateDnsZone } }, stage)).toThrow(
      [
        `${at}injection.subnet: got "Microsoft.App/environments". Allowed: a subnet that is delegated to Microsoft.DBforPostgreSQL/flexibleServers. Give the subnet the role SubnetRole.POSTGRESQL.`,
        `${at}injection.privateDnsZone: got "internal.example". Allowed: a zone whose name ends in .postgres.database.azure.com.`,
      ].join('\n'),
    );
  });

  test('a password in the open is refused, and not shown', () => {
    expect(() => render({ passwordAuthentication: { login: 'pg_admin', password: 'hunter2', version: 0 } })).toThrow(
      [
        `${at}passwordAuthentication.password: is a literal, which the Terraform JSON would show to whoever reads it. Pass the value of a TerraformVariable with sensitive: true.`,
        `${at}passwordAuthentication.login: got "pg_admin". Allowed: a name other than azure_superuser, azure_pg_admin, admin, administrator, root, guest, public that does not start with pg_.`,
        `${at}passwordAuthentication.version: got 0. Allowed: a whole number from 1 to 9007199254740991.`,
      ].join('\n'),
    );
  });

  test.each<[string, Partial<PostgresqlServerProps>, string]>([
    [
      'a standby in another zone where there is none',
      { location: 'westus', highAvailability: PostgresqlHighAvailability.ZONE_REDUNDANT },
      'highAvailability: got "ZoneRedundant". Allowed: None or SameZone in a region without zones.',
    ],
    ['an unknown region', { location: 'nowhere' }, 'location: "nowhere" is not a region'],
    [
      'a copy of the backups from where there is none',
      { location: 'westus3', geoRedundantBackup: true },
      'geoRedundantBackup: got true. Allowed: false in West US 3, from where PostgreSQL copies no backups.',
    ],
    [
      'a range twice',
      { publicNetworkAccess: true, allowedIpRanges: ['20.1.2.3', '20.1.2.3'] },
      'a range other than allowedIpRanges[0]',
    ],
    ['a private range', { publicNetworkAccess: true, allowedIpRanges: ['10.0.0.0/8'] }, 'Allowed: public addresses.'],
    ['a disk tier of another size', { storageTier: 'P80' }, 'a disk of 32 GB has no performance tier "P80"'],
    ['a database that starts with a digit', { databases: ['1st'] }, 'stage-test/Database/1st: name: name "1st" is not'],
  ])('%s is refused', (_title, props, message) => {
    expect(() => render(props)).toThrow(message);
  });

  test('a key of your own and backups in the paired region do not go together', () => {
    const stage = testStage();
    const customerManagedKey = { key: existingKey(stage), identity: new UserAssignedIdentity(stage, 'Encryption') };
    expect(() => render({ geoRedundantBackup: true, customerManagedKey }, stage)).toThrow(
      `${at}geoRedundantBackup: with a key of your own it needs a second one in the paired region`,
    );
  });
});
