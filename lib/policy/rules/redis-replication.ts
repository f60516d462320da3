import { is, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const redisReplication: PolicyRule = {
  id: 'AZS407',
  severity: 'warning',
  title: 'Azure Cache for Redis has a replica',
  why: 'The Basic tier has one node and no SLA: the cache is empty after each patch.',
  help: 'Give RedisCache a Standard or Premium sku; in azurerm, sku_name.',
  sources: {
    url: 'https://learn.microsoft.com/azure/azure-cache-for-redis/cache-high-availability',
    waf: 'RE:05',
    checkov: ['CKV_AZURE_230'],
  },
  resourceTypes: ['azurerm_redis_cache'],
  check: requires('sku_name', is('Standard', 'Premium')),
};
