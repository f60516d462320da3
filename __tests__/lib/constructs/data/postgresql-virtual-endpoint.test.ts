import { PostgresqlReplica } from '../../../../lib/constructs/data/postgresql-replica';
import { PostgresqlServer, type PostgresqlServerProps } from '../../../../lib/constructs/data/postgresql-server';
import { PostgresqlVirtualEndpoint } from '../../../../lib/constructs/data/postgresql-virtual-endpoint';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { PostgresqlSku } from '../../../../lib/values/postgresql-sku';

const D2 = PostgresqlSku.parse('D2ds_v5');
const ENDPOINT = 'azurerm_postgresql_flexible_server_virtual_endpoint';

/** A primary server in one stage, and its replica in a later one. */
function regions(props: Partial<PostgresqlServerProps> = {}) {
  const app = testApp();
  const east = testStage({ app, id: 'eastus-data' });
  const server = new PostgresqlServer(east, 'Database', { sku: D2, ...props });
  const west = testStage({ app, id: 'westeurope-data', upstream: [east] });
  const replica = new PostgresqlReplica(west, 'Replica', { source: server, location: 'westeurope' });
  return { app, east, server, west, replica };
}

test('a virtual endpoint has the primary and a replica, in the stage of the replica', () => {
  const { server, west, replica } = regions();
  new PostgresqlVirtualEndpoint(west, 'Endpoint', { server, replica });
  new PostgresqlReplica(west, 'Second', { source: server });
  expect(RenderedStage.of(west).resource(ENDPOINT)).toEqual({
    name: expect.stringMatching(/^psqlve-/),
    source_server_id: expect.stringMatching(/^\$\{data\.terraform_remote_state\./),
    replica_server_id: expect.stringMatching(/^\$\{azurerm_postgresql_flexible_server\.Replica.*\.id\}$/),
    type: 'ReadWrite',
    // The second replica was made after the endpoint, which waits for it all the same.
    depends_on: [expect.stringMatching(/server\.Replica/), expect.stringMatching(/server\.Second/)],
  });
});

test('apps connect by the name of the writer, and those that only read by that of the reader', () => {
  const { server, west, replica } = regions({ databases: ['core'], pgBouncer: {} });
  const endpoint = new PostgresqlVirtualEndpoint(west, 'Endpoint', { server, replica, name: 'psqlve-demo' });
  const identity = new UserAssignedIdentity(west, 'App');
  server.grantAdmin(identity, 'id-app');
  const database = server.addDatabase('Reports');
  expect(endpoint.connectionFor(identity)).toEqual({
    environment: {
      PGHOST: endpoint.writerHostName,
      PGPORT: '6432',
      PGSSLMODE: 'require',
      PGUSER: 'id-app',
    },
    ports: [6432, 5432],
  });
  expect(endpoint.database(database).connectionFor(identity, { readOnly: true })).toMatchObject({
    environment: { PGHOST: endpoint.readerHostName, PGDATABASE: database.databaseName },
  });
  expect(endpoint.database(database)).toBe(endpoint.database(database));
  expect(endpoint.database(database).partOf).toBe(server);
  west.addOutput('hosts', endpoint.writerHostName, { description: 'Hosts.' });
  expect(RenderedStage.of(west).outputs['hosts']).toMatchObject({
    value: expect.stringMatching(/^\$\{.*Endpoint.*\.name\}\.writer\.postgres\.database\.azure\.com$/),
  });
});

test('an endpoint that a later stage makes is referred to by its name, without a circle of stages', () => {
  const { app, east, server, west, replica } = regions();
  new PostgresqlVirtualEndpoint(west, 'Endpoint', { server, replica, name: 'psqlve-demo' });
  const compute = testStage({ app, id: 'eastus-platform', upstream: [east] });
  const endpoint = PostgresqlVirtualEndpoint.fromName(compute, 'Endpoint', { name: 'psqlve-demo', server });
  expect(endpoint.connectionFor(new UserAssignedIdentity(compute, 'App')).environment).toMatchObject({
    PGHOST: 'psqlve-demo.writer.postgres.database.azure.com',
  });
  expect(endpoint.readerHostName).toBe('psqlve-demo.reader.postgres.database.azure.com');
  expect(RenderedStage.of(compute).resources(ENDPOINT)).toEqual([]);
  expect(compute.dependsOn(west)).toBe(false);
});

test('without a replica both names are the primary', () => {
  const stage = testStage();
  const server = new PostgresqlServer(stage, 'Database', { sku: D2 });
  new PostgresqlVirtualEndpoint(stage, 'Endpoint', { server });
  const { source_server_id: source, replica_server_id: replica } = RenderedStage.of(stage).resource(ENDPOINT);
  expect(replica).toBe(source);
});

test('a replica of another size is warned of, as it cannot take over', () => {
  const { server, west } = regions();
  const replica = new PostgresqlReplica(west, 'Large', { source: server, sku: PostgresqlSku.parse('D4ds_v5') });
  new PostgresqlVirtualEndpoint(west, 'Endpoint', { server, replica });
  expect(west).toWarn(
    'westeurope-data/Large cannot be promoted to primary: its size or disk differs from that of eastus-data/Database',
  );
});

test('a second endpoint, a replica as server, and a replica of another server are refused', () => {
  const { server, west, replica } = regions();
  const other = regions();
  new PostgresqlVirtualEndpoint(west, 'Endpoint', { server, replica });
  expect(() => new PostgresqlVirtualEndpoint(west, 'Second', { server, replica: other.replica })).toThrow(
    [
      'westeurope-data/Second: replica: westeurope-data/Replica is not a replica of eastus-data/Database.',
      'westeurope-data/Second: server: eastus-data/Database has the virtual endpoint westeurope-data/Endpoint, and can have one. Use that one.',
    ].join('\n'),
  );
  expect(() => new PostgresqlVirtualEndpoint(west, 'Third', { server: replica })).toThrow(
    'westeurope-data/Third: server: westeurope-data/Replica is a replica. Give the primary server, and the replica as replica.',
  );
});
