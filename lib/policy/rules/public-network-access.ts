import { byType } from '../by-type';
import { is, isNot, requires } from '../expectation';
import { type PolicyResource } from '../policy-resource';
import { type PolicyTree } from '../policy-tree';
import { UNKNOWN } from '../policy-values';
import { type PolicyRule } from '../rule';

const CLOSED = requires('public_network_access_enabled', is(false), { absentMeans: true });

export const publicNetworkAccess: PolicyRule = {
  id: 'AZS001',
  severity: 'warning',
  title: 'Services do not answer on the Internet',
  why: 'A service with a public endpoint is reached by whoever has its credentials, from anywhere.',
  help: 'Leave publicNetworkAccess, allowedIpRanges and allowedSubnets of the construct at their defaults, and give it privateEndpoints; in azurerm, public_network_access_enabled = false.',
  sources: {
    url: 'https://learn.microsoft.com/azure/well-architected/security/networking',
    azurePolicy: [
      'df73bd95-24da-4a4f-96b9-4e8b94b402bd',
      '3d9f5e4c-9947-4579-9539-2a7695fbc187',
      '037eea7a-bd0a-46c5-9a66-03aea78705d3',
      '0fdf0491-d080-4575-b627-ad0e843cba0f',
      '797b37f7-06b8-444c-b1ad-fc62867f335a',
      'e8775d5a-73b7-4977-a39b-833ef0114628',
      '0602787f-9896-402a-a6e1-39ee63ee435e',
      '405c5871-3e91-4644-8a63-58e19d68ff5b',
      '5e1de0e3-42cb-4ebc-a86d-61d0c619ca48',
      '470baccb-7e51-4549-8b1a-3e5be069f663',
      'ee980b6d-0eca-4501-8d54-f6290fd512c3',
      'b2982f36-99f2-4db5-8eff-283140c09693',
    ],
    waf: 'SE:06',
    checkov: [
      'CKV_AZURE_59',
      'CKV_AZURE_89',
      'CKV_AZURE_99',
      'CKV_AZURE_101',
      'CKV_AZURE_124',
      'CKV_AZURE_134',
      'CKV_AZURE_139',
      'CKV_AZURE_174',
      'CKV_AZURE_185',
      'CKV_AZURE_189',
    ],
    avm: ['AVM_SEC_139', 'AVM_SEC_AZPOLICY_BUILTIN_1', 'AVM_SEC_STORAGE_PE_PUBLIC_ACCESS'],
  },
  ...byType({
    azurerm_api_management: CLOSED,
    // Without a value, Azure closes it once it has a private endpoint.
    azurerm_app_configuration: requires('public_network_access', isNot('Enabled')),
    azurerm_cognitive_account: CLOSED,
    azurerm_container_registry: CLOSED,
    azurerm_cosmosdb_account: CLOSED,
    azurerm_dashboard_grafana: CLOSED,
    azurerm_eventhub_namespace: CLOSED,
    azurerm_key_vault: closedToAllButSome,
    azurerm_managed_redis: requires('public_network_access', is('Disabled'), { absentMeans: 'Enabled' }),
    azurerm_postgresql_flexible_server: closedUnlessInSubnet,
    azurerm_redis_cache: CLOSED,
    azurerm_search_service: CLOSED,
    azurerm_storage_account: CLOSED,
  }),
};

/** A vault that answers the addresses and subnets of its firewall alone; CKV_AZURE_189 takes it for closed. */
function closedToAllButSome(vault: PolicyResource, tree: PolicyTree): string | undefined {
  const allowsSome = ['network_acls.ip_rules', 'network_acls.virtual_network_subnet_ids'].some((path) =>
    vault.each(path).some((list) => list === UNKNOWN || (Array.isArray(list) && list.length > 0)),
  );
  return allowsSome ? undefined : CLOSED(vault, tree);
}

/** A server in a delegated subnet has no public address. */
function closedUnlessInSubnet(server: PolicyResource, tree: PolicyTree): string | undefined {
  return server.get('delegated_subnet_id') === undefined ? CLOSED(server, tree) : undefined;
}
