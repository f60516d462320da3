import { storageAccountPrivateEndpoint } from '../../../../lib/policy/rules/storage-account-private-endpoint';
import { storageAccountPublicAccess } from '../../../../lib/policy/rules/storage-account-public-access';
import { violates } from '../../../helpers/violates';

test('a storage account that public networks reach is found', () => {
  const found = violates(storageAccountPublicAccess, {
    azurerm_storage_account: {
      Default: {},
      Open: { public_network_access_enabled: true },
      Closed: { public_network_access_enabled: false },
      Unknown: { public_network_access_enabled: '${azurerm_x.Y.is_public}' },
    },
  });
  expect(found).toEqual({
    'azurerm_storage_account.Default': 'public_network_access_enabled is absent; required: false',
    'azurerm_storage_account.Open': 'public_network_access_enabled is true; required: false',
  });
});

test('a private endpoint may be in another stage', () => {
  const found = violates(
    storageAccountPrivateEndpoint,
    { azurerm_storage_account: { Alone: {}, Reached: {} } },
    {
      outputs: { account: '${azurerm_storage_account.Reached.id}' },
      stages: {
        later: {
          azurerm_private_endpoint: {
            Endpoint: {
              private_service_connection: {
                private_connection_resource_id: '${data.terraform_remote_state.stage.outputs.account}',
              },
            },
          },
        },
      },
    },
  );
  expect(found).toEqual({ 'azurerm_storage_account.Alone': 'No private endpoint leads to the account' });
});
