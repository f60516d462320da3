import { PostgreSQLManagementFlexibleServerClient, type Server } from '@azure/arm-postgresql-flexible';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const SERVER: Server = {
  location: 'westeurope',
  sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
  version: '16',
  administratorLogin: 'shop',
  administratorLoginPassword: 'Correct-Horse-1',
  storage: { storageSizeGB: 64 },
};
const BURSTABLE = { name: 'Standard_B1ms', tier: 'Burstable' };
const PRINCIPAL = '11111111-2222-4333-8444-555555555555';

describe('PostgreSQL flexible servers', () => {
  let test: TestAzure;
  let client: PostgreSQLManagementFlexibleServerClient;
  beforeAll(async () => {
    test = await startAzure();
    client = new PostgreSQLManagementFlexibleServerClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const idOf = (path: string) => test.idOf(path);
  const server = (name: string, more: Partial<Server> = {}) =>
    client.servers.beginCreateOrUpdateAndWait('rg', name, { ...SERVER, ...more });
  const replica = (name: string, source: string) =>
    client.servers.beginCreateOrUpdateAndWait('rg', name, {
      location: 'northeurope',
      createMode: 'Replica',
      sourceServerResourceId: idOf(`Microsoft.DBforPostgreSQL/flexibleServers/${source}`),
    });

  it('creates, reads, lists, changes and deletes a server', async () => {
    const made = await server('psql-one');
    expect(made).toMatchObject({
      fullyQualifiedDomainName: 'psql-one.postgres.database.azure.com',
      state: 'Ready',
      replicationRole: 'Primary',
      backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' },
      storage: { storageSizeGB: 64, tier: 'P6' },
    });
    expect(made.administratorLoginPassword).toBeUndefined();
    await client.servers.beginUpdateAndWait('rg', 'psql-one', {
      storage: { storageSizeGB: 128 },
      highAvailability: { mode: 'ZoneRedundant' },
    });
    await expect(client.servers.get('rg', 'psql-one')).resolves.toMatchObject({
      storage: { storageSizeGB: 128, tier: 'P10' },
      highAvailability: { mode: 'ZoneRedundant', standbyAvailabilityZone: '2', state: 'Healthy' },
    });
    const names = await namesOf(client.servers.listByResourceGroup('rg'));
    expect(names).toEqual(['psql-one']);
    const check = () => client.nameAvailability.checkGlobally({ name: 'psql-one' });
    await expect(check()).resolves.toMatchObject({ nameAvailable: false });
    await client.servers.beginDeleteAndWait('rg', 'psql-one');
    await expect(check()).resolves.toMatchObject({ nameAvailable: true });
    await expect(client.servers.get('rg', 'psql-one')).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it.each<readonly [string, Partial<Server>, string]>([
    ['a SKU', { sku: { name: 'Standard_D3', tier: 'GeneralPurpose' } }, 'InvalidParameterValue'],
    ['a version', { version: '10' }, 'InvalidParameterValue'],
    ['the size of the disk', { storage: { storageSizeGB: 100 } }, 'InvalidParameterValue'],
    ['the tier of the disk', { storage: { storageSizeGB: 128, tier: 'P4' } }, 'InvalidParameterValue'],
    [
      'high availability of Burstable',
      { sku: BURSTABLE, highAvailability: { mode: 'SameZone' } },
      'HADisabledForBurstable',
    ],
    [
      'zones of a region without zones',
      { location: 'northcentralus', highAvailability: { mode: 'ZoneRedundant' } },
      'ZoneRedundantHighAvailabilityNotSupported',
    ],
    [
      'a standby in the same zone',
      { availabilityZone: '1', highAvailability: { mode: 'ZoneRedundant', standbyAvailabilityZone: '1' } },
      'InvalidParameterValue',
    ],
    ['the days of backup', { backup: { backupRetentionDays: 36 } }, 'InvalidParameterValue'],
    [
      'geo-redundant backup where there is none',
      { location: 'brazilsouth', backup: { geoRedundantBackup: 'Enabled' } },
      'GeoRedundantBackupNotSupported',
    ],
    ['a login', { administratorLogin: 'azure_superuser' }, 'InvalidAdministratorLogin'],
    ['a simple password', { administratorLoginPassword: 'password' }, 'PasswordNotComplex'],
    [
      'no authentication',
      { authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Disabled' } },
      'InvalidParameterValue',
    ],
  ])('refuses a server for %s', async (_what, more, code) => {
    await expect(server('psql-refused', more)).rejects.toMatchObject({ code });
  });

  it('refuses a smaller disk, a lower version, another subnet and a name that is taken', async () => {
    await server('psql-fixed');
    const code = 'InvalidParameterValue';
    const update = (more: object) => client.servers.beginUpdateAndWait('rg', 'psql-fixed', more);
    await expect(update({ storage: { storageSizeGB: 32 } })).rejects.toMatchObject({ code });
    await expect(update({ version: '15' })).rejects.toMatchObject({ code });
    await expect(update({ version: '17' })).resolves.toMatchObject({ version: '17' });
    test.azure.assumeGroup(`/subscriptions/${test.subscriptionId}/resourceGroups/rg-2`, 'westeurope');
    await expect(client.servers.beginCreateOrUpdateAndWait('rg-2', 'psql-fixed', SERVER)).rejects.toMatchObject({
      code: 'ServerNameAlreadyExists',
    });
  });

  it('takes a delegated subnet with a private DNS zone, and then no firewall rules', async () => {
    const subnet = (name: string, service?: string) => {
      const id = idOf(`Microsoft.Network/virtualNetworks/vnet/subnets/${name}`);
      const delegations = service === undefined ? [] : [{ name: 'd', properties: { serviceName: service } }];
      const type = 'Microsoft.Network/virtualNetworks/subnets';
      test.azure.azure.store.set({ id, name, type, properties: { addressPrefix: '10.0.0.0/28', delegations } });
      return id;
    };
    const zone = (name: string) => {
      const id = idOf(`Microsoft.Network/privateDnsZones/${name}`);
      const type = 'Microsoft.Network/privateDnsZones';
      test.azure.azure.store.set({ id, name, type, location: 'global', properties: {} });
      return id;
    };
    const delegated = subnet('psql', 'Microsoft.DBforPostgreSQL/flexibleServers');
    const inside = (delegatedSubnetResourceId: string, privateDnsZoneArmResourceId?: string) =>
      server('psql-inside', {
        network: { delegatedSubnetResourceId, privateDnsZoneArmResourceId, publicNetworkAccess: 'Disabled' },
      });
    await expect(inside(subnet('plain'))).rejects.toMatchObject({ code: 'SubnetNotDelegated' });
    await expect(inside(delegated)).rejects.toMatchObject({ code: 'InvalidPrivateDnsZone' });
    await expect(inside(delegated, zone('example.com'))).rejects.toMatchObject({ code: 'InvalidPrivateDnsZone' });
    await inside(delegated, zone('shop.postgres.database.azure.com'));
    const rule = client.firewallRules.beginCreateOrUpdateAndWait('rg', 'psql-inside', 'all', {
      startIpAddress: '10.0.0.1',
      endIpAddress: '10.0.0.1',
    });
    await expect(rule).rejects.toMatchObject({ code: 'FirewallRulesNotAllowed' });
    await expect(server('psql-inside', { network: {} })).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  });

  it('serves databases, firewall rules and administrators', async () => {
    await server('psql-parts');
    const made = await client.databases.beginCreateAndWait('rg', 'psql-parts', 'shop', {});
    expect(made).toMatchObject({ charset: 'UTF8', collation: 'en_US.utf8' });
    const again = client.databases.beginCreateAndWait('rg', 'psql-parts', 'shop', { collation: 'de_DE.utf8' });
    await expect(again).rejects.toMatchObject({ code: 'BadRequest' });
    const names = await namesOf(client.databases.listByServer('rg', 'psql-parts'));
    expect(names).toContain('shop');
    await client.databases.beginDeleteAndWait('rg', 'psql-parts', 'shop');
    await expect(client.databases.get('rg', 'psql-parts', 'shop')).rejects.toMatchObject({ code: 'ResourceNotFound' });
    const rule = (startIpAddress: string, endIpAddress: string) =>
      client.firewallRules.beginCreateOrUpdateAndWait('rg', 'psql-parts', 'office', { startIpAddress, endIpAddress });
    await expect(rule('10.0.0.2', '10.0.0.1')).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    await expect(rule('10.0.0.256', '10.0.1.1')).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    await rule('10.0.0.1', '10.0.0.9');
    const administrator = () =>
      client.administratorsMicrosoftEntra.beginCreateOrUpdateAndWait('rg', 'psql-parts', PRINCIPAL, {
        principalType: 'Group',
        principalName: 'admins',
        tenantId: test.azure.azure.tenantId,
      });
    await expect(administrator()).rejects.toMatchObject({
      code: 'AadAuthOperationCannotBePerformedWhenAadAuthIsDisabled',
    });
    await client.servers.beginUpdateAndWait('rg', 'psql-parts', { authConfig: { activeDirectoryAuth: 'Enabled' } });
    await expect(administrator()).resolves.toMatchObject({ objectId: PRINCIPAL, principalName: 'admins' });
  });

  it('serves parameters, and refuses those that there are not and values that are not allowed', async () => {
    await server('psql-set');
    await server('psql-small', { sku: BURSTABLE });
    const set = (name: string, value: string, at = 'psql-set') =>
      client.configurations.beginPutAndWait('rg', at, name, { value, source: 'user-override' });
    await expect(set('azure.extensions', 'vector,PG_TRGM,uuid-ossp')).resolves.toMatchObject({
      source: 'user-override',
      isConfigPendingRestart: false,
    });
    await expect(set('azure.extensions', 'pgvector')).rejects.toMatchObject({
      code: 'InvalidParameterValue',
      message: expect.stringContaining("'pgvector'"),
    });
    await expect(set('max_connections', '100')).resolves.toMatchObject({ isConfigPendingRestart: true });
    await expect(set('log_connections', 'sometimes')).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    await expect(set('logconnections', 'on')).rejects.toMatchObject({ code: 'ConfigurationNotExists' });
    await set('pgbouncer.enabled', 'true');
    const changed = [];
    for await (const { name, source } of client.configurations.listByServer('rg', 'psql-set')) {
      changed.push(...(source === 'user-override' ? [name] : []));
    }
    expect(changed).toEqual(['azure.extensions', 'max_connections', 'pgbouncer.enabled']);
    await expect(set('pgbouncer.enabled', 'true', 'psql-small')).rejects.toMatchObject({
      code: 'ConfigurationNotExists',
    });
  });

  it('replicates a server, with one virtual endpoint over it and a replica', async () => {
    await server('psql-small-source', { sku: BURSTABLE });
    await expect(replica('psql-copy', 'psql-small-source')).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    await server('psql-main');
    await expect(replica('psql-copy', 'psql-main')).resolves.toMatchObject({
      replicationRole: 'AsyncReplica',
      version: '16',
    });
    const names = await namesOf(client.replicas.listByServer('rg', 'psql-main'));
    expect(names).toEqual(['psql-copy']);
    await expect(client.databases.beginCreateAndWait('rg', 'psql-copy', 'shop', {})).rejects.toMatchObject({
      code: 'ReadOnlyServer',
    });
    await expect(client.servers.beginDeleteAndWait('rg', 'psql-main')).rejects.toMatchObject({
      code: 'ServerHasReplicas',
    });
    const endpoint = (name: string, ...members: string[]) =>
      client.virtualEndpoints.beginCreateAndWait('rg', 'psql-main', name, { endpointType: 'ReadWrite', members });
    await expect(endpoint('shop', 'psql-small-source')).rejects.toMatchObject({ code: 'InvalidVirtualEndpointMember' });
    await expect(endpoint('shop', 'psql-copy')).resolves.toMatchObject({
      members: ['psql-main', 'psql-copy'],
      virtualEndpoints: ['shop.writer.postgres.database.azure.com', 'shop.reader.postgres.database.azure.com'],
    });
    await expect(endpoint('shop-2', 'psql-copy')).rejects.toMatchObject({ code: 'VirtualEndpointAlreadyExists' });
    await client.virtualEndpoints.beginDeleteAndWait('rg', 'psql-main', 'shop');
    await client.servers.beginUpdateAndWait('rg', 'psql-copy', { replicationRole: 'None' });
    await expect(client.servers.get('rg', 'psql-copy')).resolves.toMatchObject({ replicationRole: 'Primary' });
    await client.servers.beginDeleteAndWait('rg', 'psql-main');
  });
});
