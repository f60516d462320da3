import { byType } from '../by-type';
import { type PolicyResource } from '../policy-resource';
import { type PolicyTree } from '../policy-tree';
import { type PolicyRule } from '../rule';

export const privateEndpoint: PolicyRule = {
  id: 'AZS002',
  severity: 'warning',
  title: 'Key vaults, PostgreSQL servers and storage accounts have a private endpoint',
  why: 'Without one, clients reach the service by its public address, or not at all.',
  help: 'Give the construct privateEndpoints; in azurerm, add an azurerm_private_endpoint for it.',
  sources: {
    url: 'https://learn.microsoft.com/azure/private-link/private-endpoint-overview',
    azurePolicy: [
      'a6abeaec-4d90-4a02-805f-6b26c4d3fbe9',
      '5375a5bb-22c6-46d7-8a43-83417cfb4460',
      '6edd7eda-6dd8-40f7-810d-67160c639cd9',
    ],
    waf: 'SE:06',
    checkov: ['CKV2_AZURE_32', 'CKV2_AZURE_33', 'CKV2_AZURE_57'],
  },
  ...byType({
    azurerm_key_vault: hasEndpoint,
    azurerm_postgresql_flexible_server: hasEndpointOrSubnet,
    azurerm_storage_account: hasEndpoint,
  }),
};

function hasEndpoint(service: PolicyResource, tree: PolicyTree): string | undefined {
  return tree.privateEndpointsOf(service).length === 0 ? 'no private endpoint leads to it' : undefined;
}

/** A server in a delegated subnet is private, and takes no endpoint. */
function hasEndpointOrSubnet(server: PolicyResource, tree: PolicyTree): string | undefined {
  return server.get('delegated_subnet_id') === undefined ? hasEndpoint(server, tree) : undefined;
}
