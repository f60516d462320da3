import { PrivateLinkService } from '../../../lib/values/private-link-service';
import { Region } from '../../../lib/values/region';

const region = Region.of('westeurope');

test.each([
  [PrivateLinkService.STORAGE_BLOB, 'blob', ['privatelink.blob.core.windows.net']],
  [PrivateLinkService.MANAGED_REDIS, 'redisEnterprise', ['privatelink.redis.azure.net']],
  [PrivateLinkService.REDIS_ENTERPRISE, 'redisEnterprise', ['privatelink.redisenterprise.cache.azure.net']],
  [PrivateLinkService.KEY_VAULT, 'vault', ['privatelink.vaultcore.azure.net']],
  [PrivateLinkService.OPENAI, 'account', ['privatelink.openai.azure.com']],
  [
    PrivateLinkService.AI_SERVICES,
    'account',
    ['privatelink.cognitiveservices.azure.com', 'privatelink.openai.azure.com', 'privatelink.services.ai.azure.com'],
  ],
])('$title has its subresource and zones', (service, subresource, zones) => {
  expect(service.subresource).toBe(subresource);
  expect(service.zoneNames(region)).toEqual(zones);
});

test('a zone carries the name of the region where Azure wants it', () => {
  expect(PrivateLinkService.CONTAINER_APP_ENVIRONMENT.zoneNames(region)).toEqual([
    'privatelink.westeurope.azurecontainerapps.io',
  ]);
});

test('zones whose names only the deployed resource tells are left out', () => {
  expect(PrivateLinkService.of('azurerm_static_web_app').zoneNames(region)).toEqual([
    'privatelink.azurestaticapps.net',
  ]);
});

test('another subresource of a type can be asked for', () => {
  expect(PrivateLinkService.of('azurerm_storage_account', 'web').zoneNames(region)).toEqual([
    'privatelink.web.core.windows.net',
  ]);
});

test('an unknown subresource is refused with the known ones', () => {
  expect(() => PrivateLinkService.of('azurerm_storage_account', 'blobs')).toThrow(
    /azurerm_storage_account has no private link subresource "blobs"\. Allowed: blob, blob_secondary, .*dfs/,
  );
});

test('a type without private endpoints is refused', () => {
  expect(() => PrivateLinkService.of('azurerm_public_ip')).toThrow(
    'azurerm_public_ip has no private link subresource. Allowed: no subresource: it has no private endpoints.',
  );
});
