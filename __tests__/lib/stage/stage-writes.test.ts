import { CosmosAccount } from '../../../lib/constructs/data/cosmos-account';
import { ManagedRedis } from '../../../lib/constructs/data/managed-redis';
import { StorageAccount } from '../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../lib/constructs/identity/user-assigned-identity';
import { Subnet } from '../../../lib/constructs/network/subnet';
import { VirtualNetwork } from '../../../lib/constructs/network/virtual-network';
import { type StageWrite } from '../../../lib/manifest/app-metadata';
import { type Stage } from '../../../lib/stage/stage';
import { type StagedApp } from '../../../lib/stage/staged-app';
import { writesOf } from '../../../lib/stage/stage-writes';
import { testApp, testStage } from '../../../lib/testing';
import { RedisSku } from '../../../lib/values/redis-sku';

function stages(): { app: StagedApp; data: Stage; agents: Stage } {
  const app = testApp();
  return { app, data: testStage({ app, id: 'stage-data' }), agents: testStage({ app, id: 'stage-agents' }) };
}

function writes(app: StagedApp, stage: Stage): StageWrite[] {
  app.node.children.forEach((each) => (each as Stage).prepareStack());
  return writesOf(stage);
}

test('grants that a service takes one at a time are exclusive, roles are not', () => {
  const { app, data, agents } = stages();
  const redis = new ManagedRedis(data, 'Redis', { sku: RedisSku.parse('B5') });
  const cosmos = new CosmosAccount(data, 'Cosmos');
  const storage = new StorageAccount(data, 'Storage');
  const identity = new UserAssignedIdentity(agents, 'Agent');
  redis.grantAccess(identity);
  cosmos.grantReadWrite(identity);
  storage.grantRead(identity);
  const found = writes(app, agents);
  expect(found.map(({ stage, address, exclusive }) => [stage, address.split('.')[0], exclusive])).toEqual([
    ['stage-data', 'azurerm_cosmosdb_account', true],
    ['stage-data', 'azurerm_managed_redis', true],
    ['stage-data', 'azurerm_storage_account', false],
  ]);
  expect(found[1]?.writers).toEqual([
    expect.stringMatching(/^azurerm_managed_redis_access_policy_assignment\.Agent_Grant/),
  ]);
  expect(writes(app, data)).toEqual([]);
});

test('what is written to a part of a service is written to the service', () => {
  const { app, data, agents } = stages();
  const network = new VirtualNetwork(data, 'VirtualNetwork', { subnets: [{ name: 'apps', prefix: 24 }] });
  new Subnet(agents, 'More', { virtualNetwork: network, addressPrefix: '10.0.9.0/24', name: 'more' });
  expect(writes(app, agents)).toEqual([
    {
      stage: 'stage-data',
      address: expect.stringMatching(/^azurerm_virtual_network\./),
      exclusive: true,
      // The association writes to a subnet of the same stage, which is a part of the other stage's network.
      writers: [
        expect.stringMatching(/^azurerm_subnet\./),
        expect.stringMatching(/^azurerm_subnet_network_security_group_association\./),
      ],
    },
  ]);
});
