import { byType } from '../by-type';
import { all, is, isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

const OLD_PROTOCOLS = [
  'backend_ssl30_enabled',
  'backend_tls10_enabled',
  'backend_tls11_enabled',
  'frontend_ssl30_enabled',
  'frontend_tls10_enabled',
  'frontend_tls11_enabled',
];

export const minimumTls: PolicyRule = {
  id: 'AZS201',
  severity: 'error',
  title: 'Services refuse TLS below 1.2',
  why: 'TLS 1.0 and 1.1 are broken, and clients are downgraded to them.',
  help: 'The constructs refuse older versions; leave tls10And11 of ApiManagement at its default. In azurerm, the minimum TLS version.',
  sources: {
    url: 'https://learn.microsoft.com/azure/security/fundamentals/encryption-overview',
    azurePolicy: ['679da822-78a7-4eff-8fff-a899454a9970', 'fe83a0eb-a853-422d-aac2-1bffd182c5d0'],
    waf: 'SE:07',
    checkov: ['CKV_AZURE_44', 'CKV_AZURE_148', 'CKV_AZURE_173', 'CKV_AZURE_223'],
    avm: ['AVM_SEC_223'],
  },
  ...byType({
    azurerm_api_management: all(...OLD_PROTOCOLS.map((each) => requires(`security.${each}`, isNot(true)))),
    azurerm_cdn_frontdoor_custom_domain: requires('tls.minimum_tls_version', isNot('TLS10')),
    azurerm_eventhub_namespace: requires('minimum_tls_version', is('1.2'), { absentMeans: '1.2' }),
    azurerm_redis_cache: requires('minimum_tls_version', is('1.2')),
    azurerm_storage_account: requires('min_tls_version', is('TLS1_2', 'TLS1_3')),
  }),
};
