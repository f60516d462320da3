import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { StorageReplication, type StorageReplicationProps } from '../../../../lib/constructs/data/storage-replication';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

const REPLICATION = 'azurerm_storage_object_replication';

function regions() {
  const app = testApp();
  const east = testStage({ app, id: 'eastus-data' });
  const source = new StorageAccount(east, 'Documents');
  const west = testStage({ app, id: 'westeurope-data', upstream: [east] });
  const destination = new StorageAccount(west, 'Copies', { location: 'westeurope' });
  return { source, west, destination };
}

function rule(source: StorageAccount, destination: StorageAccount, name = 'documents') {
  return { source: source.addContainer(name), destination: destination.addContainer(name) };
}

function replicate(stage: Stage, props: StorageReplicationProps) {
  new StorageReplication(stage, 'Replication', props);
  return RenderedStage.of(stage).resource(REPLICATION);
}

test('blobs of one region are copied to another, those that are there already included', () => {
  const { source, west, destination } = regions();
  expect(replicate(west, { source, destination, rules: [rule(source, destination)] })).toEqual({
    source_storage_account_id: expect.stringMatching(/^\$\{data\.terraform_remote_state\./),
    destination_storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.Copies.*\.id\}$/),
    rules: [
      {
        source_container_name: expect.stringMatching(/^\$\{data\.terraform_remote_state\./),
        destination_container_name: expect.stringMatching(
          /^\$\{azurerm_storage_container\.Copies_documents.*\.name\}$/,
        ),
        copy_blobs_created_after: 'Everything',
      },
    ],
    depends_on: [expect.stringMatching(/^azurerm_storage_container\.Copies_documents/)],
  });
});

test('both accounts stay private and closed to other tenants', () => {
  const { source, west, destination } = regions();
  replicate(west, { source, destination, rules: [rule(source, destination)] });
  expect(RenderedStage.of(west).resource('azurerm_storage_account')).toMatchObject({
    public_network_access_enabled: false,
    cross_tenant_replication_enabled: false,
    blob_properties: { versioning_enabled: true, change_feed_enabled: true },
  });
});

test('a rule may be of new blobs alone, and of those with a prefix', () => {
  const { source, west, destination } = regions();
  const rules = [{ ...rule(source, destination), existingBlobs: false, prefixes: ['invoices/'] }];
  expect(replicate(west, { source, destination, rules })).toMatchObject({
    rules: [{ copy_blobs_created_after: 'OnlyNewObjects', filter_out_blobs_with_prefix: ['invoices/'] }],
  });
});

test('accounts without versions, a container in two rules and no rules are refused', () => {
  const { source, west } = regions();
  const lake = new StorageAccount(west, 'Lake', { hierarchicalNamespace: true });
  const first = rule(source, lake);
  expect(() => replicate(west, { source, destination: lake, rules: [first, { ...first }] })).toThrow(
    [
      'westeurope-data/Replication: destination: westeurope-data/Lake keeps no versions of blobs, and so has no change feed. Leave versioning on; an account with a hierarchical namespace cannot take part.',
      'westeurope-data/Replication: rules[1].source: eastus-data/Documents/documents is in rules[0] too. Give each container in one rule.',
      'westeurope-data/Replication: rules[1].destination: westeurope-data/Lake/documents is in rules[0] too. Give each container in one rule.',
    ].join('\n'),
  );
  const other = regions();
  expect(() => replicate(other.west, { source: other.source, destination: other.source, rules: [] })).toThrow(
    [
      'westeurope-data/Replication: destination: eastus-data/Documents is the source as well. Give an account of another region.',
      'westeurope-data/Replication: rules: got 0. Allowed: one to ten rules.',
    ].join('\n'),
  );
});
