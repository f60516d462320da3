import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { PrivateDnsZones } from '../../../../lib/constructs/network/private-dns-zones';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { RenderedStage, testStage } from '../../../../lib/testing';
import { type Stage } from '../../../../lib/stage/stage';
import { PrivateLinkService } from '../../../../lib/values/private-link-service';

function networkIn(stage: Stage): VirtualNetwork {
  return new VirtualNetwork(stage, 'VirtualNetwork', {
    subnets: [
      { name: 'endpoints', role: SubnetRole.PRIVATE_ENDPOINTS, prefix: 26 },
      { name: 'apps', role: SubnetRole.CONTAINER_APPS, prefix: 24 },
    ],
  });
}

test('each subresource has an endpoint with records in its zone, and they are made in series', () => {
  const stage = testStage();
  const network = networkIn(stage);
  new StorageAccount(stage, 'Documents', {
    privateEndpoints: {
      subnet: network.subnet('endpoints'),
      dnsZones: new PrivateDnsZones(stage, 'PrivateDnsZones', {
        services: [PrivateLinkService.STORAGE_BLOB, PrivateLinkService.STORAGE_QUEUE],
        virtualNetworks: [network],
      }),
      subresources: ['blob', 'queue'],
    },
  });
  const [blob, queue, ...more] = RenderedStage.of(stage).resources('azurerm_private_endpoint');
  expect(more).toEqual([]);
  expect(blob).toMatchObject({
    name: 'pep-demo-dev-documents-blob',
    private_service_connection: { subresource_names: ['blob'], is_manual_connection: false },
    private_dns_zone_group: { name: 'default' },
  });
  expect(JSON.stringify(blob?.['private_dns_zone_group'])).toContain('privatelinkblobcorewindowsnet');
  expect(blob).not.toHaveProperty('depends_on');
  expect(blob).not.toHaveProperty('lifecycle');
  expect(queue).toMatchObject({ private_service_connection: { subresource_names: ['queue'] } });
  expect(queue?.['depends_on']).toEqual([expect.stringMatching(/^azurerm_private_endpoint\..*blob/)]);
});

test('without zones DNS is left to a policy, whose zone group no plan takes away', () => {
  const stage = testStage();
  new StorageAccount(stage, 'Documents', { privateEndpoints: { subnet: networkIn(stage).subnet('endpoints') } });
  const endpoint = RenderedStage.of(stage).resource('azurerm_private_endpoint');
  expect(endpoint).not.toHaveProperty('private_dns_zone_group');
  expect(endpoint).toMatchObject({ lifecycle: { ignore_changes: ['private_dns_zone_group'] } });
});

test('the endpoint of a resource in another region is in the region of the network', () => {
  const stage = testStage();
  const subnet = networkIn(stage).subnet('endpoints');
  new StorageAccount(stage, 'Documents', {
    location: 'northeurope',
    privateEndpoints: { subnet, location: 'westeurope' },
  });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resource('azurerm_storage_account')).toMatchObject({ location: 'northeurope' });
  expect(rendered.resource('azurerm_private_endpoint')).toMatchObject({ location: 'westeurope' });
});

test('a delegated subnet is refused', () => {
  const stage = testStage();
  const subnet = networkIn(stage).subnet('apps');
  expect(() => new StorageAccount(stage, 'Documents', { privateEndpoints: { subnet } })).toThrow(
    'stage-test/Documents/PrivateEndpoint-blob: subnet: got "Microsoft.App/environments". Allowed: a subnet without delegation. Azure refuses private endpoints in delegated subnets: add a subnet for them.',
  );
});

test('a zone that is missing is named with the endpoint', () => {
  const stage = testStage();
  const dnsZones = new PrivateDnsZones(stage, 'PrivateDnsZones', { services: [], virtualNetworks: [] });
  const subnet = networkIn(stage).subnet('endpoints');
  expect(() => new StorageAccount(stage, 'Documents', { privateEndpoints: { subnet, dnsZones } })).toThrow(
    /stage-test\/Documents\/PrivateEndpoint-blob: dnsZones: .* has no privatelink\.blob\.core\.windows\.net/,
  );
});
