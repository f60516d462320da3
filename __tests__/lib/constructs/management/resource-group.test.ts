import { ResourceGroup } from '../../../../lib/constructs/management/resource-group';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

test('a stage makes one of its own on first use, named after itself', () => {
  const stage = testStage({ app: testApp({ location: 'westeurope' }), id: 'stage-data-platform' });
  new StorageAccount(stage, 'Documents');
  new StorageAccount(stage, 'Archive');
  expect(RenderedStage.of(stage).resource('azurerm_resource_group')).toMatchObject({
    name: 'rg-demo-dev-data-platform',
    location: 'westeurope',
    tags: { environment: 'dev', 'managed-by': 'azstage', project: 'demo', stage: 'stage-data-platform' },
  });
});

test('name, region and tags can be given', () => {
  const stage = testStage();
  new ResourceGroup(stage, 'Extra', { name: 'rg-mine', location: 'North Europe', tags: { owner: 'data' } });
  expect(stage).toHaveResource('azurerm_resource_group', {
    name: 'rg-mine',
    location: 'northeurope',
    tags: { owner: 'data', project: 'demo' },
  });
});

test('without a name it takes that of its place', () => {
  const stage = testStage();
  new ResourceGroup(stage, 'SharedNetwork');
  expect(stage).toHaveResource('azurerm_resource_group', { name: 'rg-demo-dev-shared-network' });
});

test('one that exists is read, and can hold new resources', () => {
  const stage = testStage();
  const resourceGroup = ResourceGroup.fromName(stage, 'Existing', 'rg-existing');
  new StorageAccount(stage, 'Documents', { resourceGroup });
  expect(stage).toHaveResourceCount('azurerm_resource_group', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_resource_group')).toEqual([{ name: 'rg-existing' }]);
  expect(RenderedStage.of(stage).resource('azurerm_storage_account')['resource_group_name']).toMatch(
    /data\.azurerm_resource_group/,
  );
});

test.each([
  [
    { name: 'rg-ends-with.' },
    /stage-test\/Extra: name: name "rg-ends-with\." is not one that azurerm_resource_group takes/,
  ],
  [{ location: 'atlantis' }, /stage-test\/Extra: location: "atlantis" is not a region/],
  [{ tags: { 'a/b': '1' } }, /stage-test\/Extra: tags: tag name "a\/b"/],
])('%j is refused', (props, message) => {
  expect(() => new ResourceGroup(testStage(), 'Extra', props)).toThrow(message);
});
