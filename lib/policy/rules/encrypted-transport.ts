import { byType } from '../by-type';
import { isNot, matches, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const encryptedTransport: PolicyRule = {
  id: 'AZS202',
  severity: 'error',
  title: 'Services take encrypted connections alone',
  why: 'What goes over plain HTTP or plain Redis is read and changed on its way, passwords included.',
  help: 'Leave nonSslPort, allowInsecureConnections and the like at their defaults, and give https URLs; in azurerm, the argument of the finding.',
  sources: {
    url: 'https://learn.microsoft.com/azure/security/fundamentals/encryption-overview',
    azurePolicy: ['404c3081-a854-4457-ae30-26a93ef643f9', '0e80e269-43a4-4ae9-b5bc-178126b8a5cb'],
    waf: 'SE:07',
    checkov: ['CKV_AZURE_3', 'CKV_AZURE_91', 'CKV_AZURE_215'],
    avm: ['AVM_SEC_215'],
  },
  ...byType({
    azurerm_api_management_backend: requires('url', matches(/https/, 'an https URL')),
    azurerm_container_app: requires('ingress.allow_insecure_connections', isNot(true)),
    azurerm_managed_redis: requires('default_database.client_protocol', isNot('Plaintext')),
    azurerm_redis_cache: requires('non_ssl_port_enabled', isNot(true)),
    azurerm_storage_account: requires('https_traffic_only_enabled', isNot(false)),
  }),
};
