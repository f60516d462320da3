import { PrivateDnsZones } from '../../../../lib/constructs/network/private-dns-zones';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { PrivateLinkService } from '../../../../lib/values/private-link-service';
import { Region } from '../../../../lib/values/region';

const { STORAGE_BLOB, OPENAI, AI_SERVICES, EVENT_HUBS, SERVICE_BUS, CONTAINER_APP_ENVIRONMENT } = PrivateLinkService;
const region = Region.of('westeurope');

test('services with the same zone share it, and each zone is linked to each network', () => {
  const stage = testStage();
  new PrivateDnsZones(stage, 'PrivateDnsZones', {
    services: [STORAGE_BLOB, EVENT_HUBS, SERVICE_BUS, OPENAI, AI_SERVICES],
    virtualNetworks: [new VirtualNetwork(stage, 'Hub'), new VirtualNetwork(stage, 'Spoke')],
  });
  const names = RenderedStage.of(stage)
    .resources('azurerm_private_dns_zone')
    .map((zone) => zone['name']);
  expect(names).toEqual([
    'privatelink.blob.core.windows.net',
    'privatelink.cognitiveservices.azure.com',
    'privatelink.openai.azure.com',
    'privatelink.servicebus.windows.net',
    'privatelink.services.ai.azure.com',
  ]);
  expect(stage).toHaveResourceCount('azurerm_private_dns_zone_virtual_network_link', 10);
});

test('a service gets all of its zones, in order', () => {
  const stage = testStage();
  const zones = new PrivateDnsZones(stage, 'PrivateDnsZones', { services: [AI_SERVICES], virtualNetworks: [] });
  expect(zones.zoneIdsFor(stage, AI_SERVICES, region)).toEqual(zones.zones.map((zone) => zone.privateDnsZoneId));
});

test('zones carry the region of the stage unless another is given', () => {
  const stage = testStage({ app: testApp({ location: 'westeurope' }) });
  const services = [CONTAINER_APP_ENVIRONMENT];
  new PrivateDnsZones(stage, 'Here', { services, virtualNetworks: [] });
  new PrivateDnsZones(stage, 'There', { services, virtualNetworks: [], location: 'North Europe' });
  expect(stage).toHaveResource('azurerm_private_dns_zone', { name: 'privatelink.westeurope.azurecontainerapps.io' });
  expect(stage).toHaveResource('azurerm_private_dns_zone', { name: 'privatelink.northeurope.azurecontainerapps.io' });
});

test('a missing zone is an error of the endpoint, and says which service to add', () => {
  const stage = testStage();
  const zones = new PrivateDnsZones(stage, 'PrivateDnsZones', { services: [OPENAI], virtualNetworks: [] });
  expect(() => zones.zoneIdsFor(stage, STORAGE_BLOB, region)).toThrow(
    'stage-test: dnsZones: stage-test/PrivateDnsZones has no privatelink.blob.core.windows.net for Storage account blob in westeurope. Add PrivateLinkService.of("azurerm_storage_account", "blob") to its services.',
  );
});

describe('zones that exist', () => {
  test('are read when they are used, each once', () => {
    const stage = testStage();
    const zones = PrivateDnsZones.fromResourceGroup(stage, 'Hub', { resourceGroupName: 'rg-dns' });
    zones.zoneIdsFor(stage, OPENAI, region);
    zones.zoneIdsFor(stage, OPENAI, region);
    expect(RenderedStage.of(stage).dataSources('azurerm_private_dns_zone')).toEqual([
      { name: 'privatelink.openai.azure.com', resource_group_name: 'rg-dns' },
    ]);
  });

  test('of another subscription are not read', () => {
    const stage = testStage();
    const zones = PrivateDnsZones.fromResourceGroup(stage, 'Hub', {
      resourceGroupName: 'rg-dns',
      subscriptionId: 'hub-subscription',
    });
    expect(zones.zoneIdsFor(stage, OPENAI, region)).toEqual([
      '/subscriptions/hub-subscription/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.openai.azure.com',
    ]);
  });
});
