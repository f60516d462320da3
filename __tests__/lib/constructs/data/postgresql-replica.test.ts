import { PostgresqlReplica, type PostgresqlReplicaProps } from '../../../../lib/constructs/data/postgresql-replica';
import { PostgresqlServer, type PostgresqlServerProps } from '../../../../lib/constructs/data/postgresql-server';
import { PrivateDnsZone } from '../../../../lib/constructs/network/private-dns-zone';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { type Stage } from '../../../../lib/stage/stage';
import { writesOf } from '../../../../lib/stage/stage-writes';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { PostgresqlSku } from '../../../../lib/values/postgresql-sku';
import { existingActionGroup, existingDnsZones, existingKey, existingSubnet } from '../../../helpers/neighbours';

const D2 = PostgresqlSku.parse('D2ds_v5');
const D4 = PostgresqlSku.parse('D4ds_v5');
const SERVER = 'azurerm_postgresql_flexible_server';

/** A primary server in one stage, and a stage of another region for its replica. */
function regions(props: Partial<PostgresqlServerProps> = {}) {
  const app = testApp({ environment: 'prod', location: 'eastus' });
  const east = testStage({ app, id: 'eastus-data' });
  const primary = new PostgresqlServer(east, 'Database', { sku: D2, ...props });
  return { east, primary, west: testStage({ app, id: 'westeurope-data', upstream: [east] }) };
}

function replicaOf(source: PostgresqlServer, stage: Stage, props: Partial<PostgresqlReplicaProps> = {}) {
  return new PostgresqlReplica(stage, 'Replica', { source, location: 'westeurope', ...props });
}

function injection(stage: Stage) {
  const network = new VirtualNetwork(stage, 'Network', {
    subnets: [{ name: 'postgresql', prefix: 28, role: SubnetRole.POSTGRESQL }],
  });
  const privateDnsZone = new PrivateDnsZone(stage, 'Zone', {
    zoneName: 'demo.postgres.database.azure.com',
    virtualNetworks: [network],
  });
  return { subnet: network.subnet('postgresql'), privateDnsZone };
}

function parameters(stage: Stage): Record<string, unknown> {
  const resources = RenderedStage.of(stage).resources('azurerm_postgresql_flexible_server_configuration');
  return Object.fromEntries(resources.map(({ name, value }) => [name, value]));
}

describe('by default', () => {
  test('a replica in another region and stage is private, and as large as its primary', () => {
    const { primary, west } = regions({ storageGb: 128 });
    replicaOf(primary, west);
    const replica = RenderedStage.of(west).resource(SERVER);
    expect(replica).toMatchObject({
      location: 'westeurope',
      create_mode: 'Replica',
      source_server_id: expect.stringMatching(/^\$\{data\.terraform_remote_state\./),
      sku_name: 'GP_Standard_D2ds_v5',
      storage_mb: 131_072,
      auto_grow_enabled: true,
      authentication: { active_directory_auth_enabled: true, password_auth_enabled: false },
      public_network_access_enabled: false,
      maintenance_window: { day_of_week: 0, start_hour: 3 },
    });
    for (const absent of [
      'version',
      'high_availability',
      'backup_retention_days',
      'geo_redundant_backup_enabled',
      'replication_role',
      'administrator_login',
      'depends_on',
    ]) {
      expect(replica).not.toHaveProperty(absent);
    }
  });

  test('a promotion, which swaps source and replica, replaces neither server', () => {
    const { east, primary, west } = regions();
    const ignored = (stage: Stage) =>
      (RenderedStage.of(stage).resource(SERVER)['lifecycle'] as { ignore_changes: string[] }).ignore_changes;
    const swapped = ['source_server_id', 'geo_redundant_backup_enabled'];
    expect(ignored(east)).not.toContain('source_server_id');
    replicaOf(primary, west);
    new PostgresqlReplica(west, 'Second', { source: primary });
    expect(
      ignored(east)
        .filter((each) => swapped.includes(each))
        .sort(),
    ).toEqual([...swapped].sort());
    expect(RenderedStage.of(west).resources(SERVER)).toEqual([
      expect.objectContaining({
        lifecycle: { ignore_changes: ['zone', 'storage_mb', 'storage_tier', ...swapped] },
      }),
      expect.objectContaining({
        lifecycle: { ignore_changes: ['zone', 'storage_mb', 'storage_tier', ...swapped] },
      }),
    ]);
  });

  test('backups in two regions that were asked for do not replace a primary that a promotion has made a replica', () => {
    const { east, primary, west } = regions({ geoRedundantBackup: true });
    replicaOf(primary, west);
    expect(RenderedStage.of(east).resource(SERVER)).toMatchObject({
      geo_redundant_backup_enabled: true,
      lifecycle: { ignore_changes: expect.arrayContaining(['geo_redundant_backup_enabled']) },
    });
  });

  test('it has the server parameters of its primary, PgBouncer included', () => {
    const { primary, west } = regions({
      extensions: ['vector'],
      pgBouncer: { defaultPoolSize: 100 },
      parameters: { max_connections: '400' },
    });
    replicaOf(primary, west, { parameters: { work_mem: '8192' } });
    expect(parameters(west)).toEqual({
      require_secure_transport: 'on',
      ssl_min_protocol_version: 'TLSv1.2',
      'azure.extensions': 'VECTOR',
      'pgbouncer.enabled': 'true',
      'pgbouncer.default_pool_size': '100',
      max_connections: '400',
      work_mem: '8192',
    });
  });

  test('in the stage of its primary it waits for the parameters that it inherits', () => {
    const stage = testStage();
    replicaOf(new PostgresqlServer(stage, 'Database', { sku: D2 }), stage);
    expect(RenderedStage.of(stage).resources(SERVER)[1]).toMatchObject({
      depends_on: [
        expect.stringMatching(/^azurerm_postgresql_flexible_server_configuration\.Database_Parameter-require/),
        expect.stringMatching(/^azurerm_postgresql_flexible_server_configuration\.Database_Parameter-ssl/),
      ],
    });
  });

  test('two stages take turns in writing to the primary, which makes one replica at a time', () => {
    const { primary, west } = regions();
    replicaOf(primary, west);
    RenderedStage.of(west);
    expect(writesOf(west)).toEqual([
      {
        stage: 'eastus-data',
        address: expect.stringMatching(/^azurerm_postgresql_flexible_server\.Database/),
        exclusive: true,
        writers: [
          expect.stringMatching(/^azurerm_postgresql_flexible_server\.Replica/),
          expect.stringMatching(/^azurerm_postgresql_flexible_server_configuration\.Replica/),
          expect.stringMatching(/^azurerm_postgresql_flexible_server_configuration\.Replica/),
        ],
      },
    ]);
  });

  test('with alerts somebody hears when it is five minutes behind', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    replicaOf(new PostgresqlServer(stage, 'Database', { sku: D2 }), stage);
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [{ metric_name: 'physical_replication_delay_in_seconds', threshold: 300 }],
    });
  });
});

describe('options', () => {
  test('its size and disk may be larger, before those of the primary are', () => {
    const { primary, west } = regions();
    replicaOf(primary, west, { sku: D4, storageGb: 64, storageTier: 'P10', pgBouncer: { maxPreparedStatements: 100 } });
    expect(RenderedStage.of(west).resource(SERVER)).toMatchObject({
      sku_name: 'GP_Standard_D4ds_v5',
      storage_mb: 65_536,
      storage_tier: 'P10',
    });
    expect(parameters(west)).toMatchObject({ 'pgbouncer.enabled': 'true', 'pgbouncer.max_prepared_statements': '100' });
  });

  test('it becomes a server of its own, once it is there', () => {
    const { primary, west } = regions();
    replicaOf(primary, west, { independent: true });
    expect(RenderedStage.of(west).resource(SERVER)).toMatchObject({ create_mode: 'Replica', replication_role: 'None' });
  });

  test('it is reached by private endpoints in its region', () => {
    const { primary, west } = regions();
    replicaOf(primary, west, { privateEndpoints: { subnet: existingSubnet(west), dnsZones: existingDnsZones(west) } });
    expect(west).toHaveResource('azurerm_private_endpoint', { location: 'westeurope' });
  });

  test('a primary in a subnet has its replica in another one', () => {
    const app = testApp();
    const east = testStage({ app, id: 'east' });
    const primary = new PostgresqlServer(east, 'Database', { sku: D2, injection: injection(east) });
    const west = testStage({ app, id: 'west', upstream: [east] });
    replicaOf(primary, west, { injection: injection(west) });
    expect(RenderedStage.of(west).resource(SERVER)).toMatchObject({
      public_network_access_enabled: false,
      delegated_subnet_id: expect.stringMatching(/^\$\{azurerm_subnet.*\.subnet_id\}$/),
      depends_on: [expect.stringMatching(/^azurerm_private_dns_zone_virtual_network_link\./)],
    });
  });

  test('it is encrypted with a key of its own region', () => {
    const app = testApp();
    const east = testStage({ app, id: 'east' });
    const key = (stage: Stage) => ({
      key: existingKey(stage),
      identity: new UserAssignedIdentity(stage, 'Encryption'),
    });
    const primary = new PostgresqlServer(east, 'Database', { sku: D2, customerManagedKey: key(east) });
    const west = testStage({ app, id: 'west', upstream: [east] });
    replicaOf(primary, west, { customerManagedKey: key(west) });
    expect(RenderedStage.of(west).resource(SERVER)).toMatchObject({
      customer_managed_key: {
        primary_user_assigned_identity_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Encryption/),
      },
    });
  });

  test('the primary may exist already', () => {
    const stage = testStage();
    const source = PostgresqlServer.fromName(stage, 'Existing', 'psql-existing', 'rg-existing');
    new PostgresqlReplica(stage, 'Replica', { source, sku: D2, storageGb: 256 });
    expect(RenderedStage.of(stage).resource(SERVER)).toMatchObject({
      source_server_id: expect.stringMatching(/^\$\{data\.azurerm_postgresql_flexible_server\.Existing/),
      storage_mb: 262_144,
      authentication: { active_directory_auth_enabled: true, password_auth_enabled: false },
    });
    expect(parameters(stage)).toEqual({ require_secure_transport: 'on', ssl_min_protocol_version: 'TLSv1.2' });
  });
});

test('its administrators and users are those of the primary, and connections to it only read', () => {
  const { east, primary, west } = regions();
  const replica = replicaOf(primary, west);
  const identity = new UserAssignedIdentity(east, 'App');
  replica.grantAdmin(identity, 'id-app');
  expect(east).toHaveResource('azurerm_postgresql_flexible_server_active_directory_administrator', {
    principal_name: 'id-app',
  });
  expect(replica.connectionFor(identity, { readOnly: true, prefix: 'REPORTS' })).toEqual({
    environment: {
      REPORTS_PGHOST: replica.hostName,
      REPORTS_PGPORT: '5432',
      REPORTS_PGSSLMODE: 'require',
      REPORTS_PGUSER: 'id-app',
    },
    ports: [5432],
  });
});

describe('bad input', () => {
  const at = 'westeurope-data/Replica: ';

  test('every problem is reported at once', () => {
    const { primary, west } = regions({ sku: D4, storageGb: 64, injection: injection(testStage()) });
    expect(() =>
      replicaOf(primary, west, {
        sku: PostgresqlSku.parse('B2s'),
        storageGb: 32,
        storageAutoGrow: false,
        maintenanceWindow: { dayOfWeek: 7, startHour: 3 },
        pgBouncer: { defaultPoolSize: 10, minPoolSize: 20 },
        parameters: { require_secure_transport: 'off' },
      }),
    ).toThrow(
      [
        `${at}sku: got "B_Standard_B2s". Allowed: a size that is not burstable.`,
        `${at}sku: got "B_Standard_B2s". Allowed: at least the 4 vCores of eastus-data/Database.`,
        `${at}storageGb: got 32. Allowed: at least the 64 GB of eastus-data/Database.`,
        `${at}storageAutoGrow: got false. Allowed: true, as of eastus-data/Database.`,
        `${at}injection: not given, and eastus-data/Database is in a subnet. Give a subnet in the region of the replica.`,
        `${at}maintenanceWindow.dayOfWeek: got 7. Allowed: a whole number from 0 to 6.`,
        `${at}parameters: got "require_secure_transport". Allowed: a parameter without a property of its own: use requireTls.`,
        `${at}pgBouncer: the burstable B_Standard_B2s has none. Use a size of the tiers GeneralPurpose or MemoryOptimized, or leave pgBouncer out.`,
        `${at}pgBouncer.minPoolSize: got 20. Allowed: a whole number from 0 to 10.`,
      ].join('\n'),
    );
  });

  test('a burstable primary, a replica as primary, and one that is imported without its size are refused', () => {
    const { primary, west } = regions({ sku: PostgresqlSku.parse('B1ms') });
    expect(() => replicaOf(primary, west)).toThrow(
      `${at}source: eastus-data/Database has the burstable size B_Standard_B1ms, of which there are no replicas. Use a size of the tiers GeneralPurpose or MemoryOptimized.`,
    );
    const other = regions();
    const replica = replicaOf(other.primary, other.west);
    expect(() => new PostgresqlReplica(other.west, 'Second', { source: replica })).toThrow(
      'westeurope-data/Second: source: westeurope-data/Replica is itself a replica. Give the primary server: replicas of replicas are a preview of Azure.',
    );
    const source = PostgresqlServer.fromName(west, 'Existing', 'psql-existing', 'rg-existing');
    expect(() => new PostgresqlReplica(west, 'Third', { source })).toThrow(
      'westeurope-data/Third: sku, storageGb: not given, and westeurope-data/Existing is imported. Give the size of the primary server and of its disk.',
    );
  });

  test('a subnet for the replica of a server that is in none is refused', () => {
    const { primary, west } = regions();
    expect(() => replicaOf(primary, west, { injection: injection(west) })).toThrow(
      `${at}injection: eastus-data/Database is in no subnet. Give privateEndpoints instead.`,
    );
  });

  test('a replica without a key of an encrypted server is refused', () => {
    const stage = testStage();
    const customerManagedKey = { key: existingKey(stage), identity: new UserAssignedIdentity(stage, 'Encryption') };
    const primary = new PostgresqlServer(stage, 'Database', { sku: D2, customerManagedKey });
    expect(() => replicaOf(primary, stage)).toThrow(
      'stage-test/Replica: customerManagedKey: not given, and stage-test/Database is encrypted with a key of your own. Give a key in the region of the replica.',
    );
  });

  test('a sixth replica is refused', () => {
    const { primary, west } = regions();
    for (const id of ['A', 'B', 'C', 'D', 'E']) {
      new PostgresqlReplica(west, id, { source: primary });
    }
    expect(() => new PostgresqlReplica(west, 'F', { source: primary })).toThrow(
      'westeurope-data/F: source: eastus-data/Database has five replicas, as many as a server can have',
    );
  });
});
