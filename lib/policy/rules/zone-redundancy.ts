import { byType } from '../by-type';
import { all, countAtLeast, is, matches, requires } from '../expectation';
import { type PolicyResource } from '../policy-resource';
import { UNKNOWN } from '../policy-values';
import { type PolicyRule } from '../rule';

const IN_ZONES = requires('zones', countAtLeast(2));
const REDUNDANT = requires('zone_redundancy_enabled', is(true), { absentMeans: false });

export const zoneRedundancy: PolicyRule = {
  id: 'AZS401',
  severity: 'note',
  title: 'Services are spread over availability zones',
  why: 'What is in one zone is down with it.',
  help: 'Deploy with the profile prod, in which the constructs spread over the zones that a region has, or give the zones of the construct; in azurerm, zones or zone_redundancy_enabled.',
  sources: {
    url: 'https://learn.microsoft.com/azure/reliability/availability-zones-overview',
    azurePolicy: [
      '42daa904-5969-47ef-92cb-b75df946195a',
      '42daa904-5969-47ef-92fb-b75df946195a',
      '1bf67da8-b100-45bf-b89d-e4669fc54411',
      '9d2b0a20-57d6-474c-9d12-44a4a20999c6',
      '2dec5f47-bc40-40d1-8c7d-a39d9d6808d1',
      'bdd8bbb2-1efd-48dc-a0fd-8ddcba2e96cd',
      '682e4ab9-59fe-4871-9839-265b54c568c4',
      'da8a2248-6b4a-44a7-96bf-bf1c0dd208c3',
    ],
    waf: 'RE:05',
    aprl: [
      '740f2c1c-8857-4648-80eb-47d2c56d5a50',
      'f4201965-a88d-449d-b3b4-021394719eb2',
      '63491f70-22e4-3b4a-8b0c-845450e46fac',
      '6cd57b65-ef84-4088-9ada-c0d8de74c2f7',
      '4f63619f-5001-439c-bacb-8de891287727',
      'c63b81fb-7afc-894c-a840-91bb8a8dcfaf',
      '5a44bd30-ae6a-4b81-9b68-dc3a8ffca4d8',
      '5b1933a6-90e4-f642-a01f-e58594e5aab2',
      'bbe668b7-eb5c-c746-8b82-70afdedf0cae',
    ],
    checkov: ['CKV_AZURE_233'],
    avm: [
      'configure_aks_default_node_pool_zones',
      'enable_zone_redundancy_for_api_management',
      'enable_zone_redundancy_for_azure_cache_for_redis',
      'public_ip_use_standard_sku_and_zone_redundant_ip',
      'virtual_network_gateway_use_zone_redundant_sku',
    ],
  },
  ...byType({
    azurerm_api_management: IN_ZONES,
    azurerm_container_app_environment: REDUNDANT,
    azurerm_container_registry: all(REDUNDANT, everyReplica),
    azurerm_dashboard_grafana: REDUNDANT,
    azurerm_kubernetes_cluster: requires('default_node_pool.zones', countAtLeast(2)),
    azurerm_public_ip: all(requires('sku', is('Standard', 'StandardV2'), { absentMeans: 'Standard' }), IN_ZONES),
    azurerm_redis_cache: IN_ZONES,
    azurerm_virtual_network_gateway: requires('sku', matches(/AZ$/, 'a size that ends in AZ')),
  }),
};

/** Replicas in other regions, each of which says so for itself. */
function everyReplica(registry: PolicyResource): string | undefined {
  const lacking = registry
    .blocks('georeplications')
    .find((replica) => ![true, UNKNOWN].includes(replica.get('zone_redundancy_enabled') as true));
  return lacking === undefined
    ? undefined
    : `georeplications.zone_redundancy_enabled is not true in ${String(lacking.text('location'))}; required: true`;
}
