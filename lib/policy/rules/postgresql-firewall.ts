import { all, isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const postgresqlFirewall: PolicyRule = {
  id: 'AZS009',
  severity: 'error',
  title: 'Firewall rules of PostgreSQL servers do not start at 0.0.0.0 or end at 255.255.255.255',
  why: 'A range from 0.0.0.0 lets all of Azure in, of every customer, and one up to 255.255.255.255 the Internet.',
  help: 'Leave allowAzureServices of PostgresqlServer out and give allowedIpRanges that are yours, or privateEndpoints; in azurerm, start_ip_address and end_ip_address.',
  sources: {
    url: 'https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-firewall-rules',
    waf: 'SE:06',
    checkov: ['CKV2_AZURE_26'],
  },
  resourceTypes: ['azurerm_postgresql_flexible_server_firewall_rule'],
  check: all(requires('start_ip_address', isNot('0.0.0.0')), requires('end_ip_address', isNot('255.255.255.255'))),
};
