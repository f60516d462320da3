import { all, is, isNot, requires } from '../expectation';
import { type PolicyRule } from '../rule';

export const frontDoorFirewall: PolicyRule = {
  id: 'AZS022',
  severity: 'error',
  title: 'The firewall of Front Door blocks what it detects',
  why: 'In detection mode, or without the body of the request, it logs attacks and lets them through.',
  help: 'Leave mode and requestBodyCheck of FrontDoorFirewallPolicy at their defaults; in azurerm, mode = "Prevention" and request_body_check_enabled = true.',
  sources: {
    url: 'https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-policy-settings',
    azurePolicy: ['425bea59-a659-4cbb-8d31-34499bd030b8', '4598f028-de1f-4694-8751-84dceb5f86b9'],
    waf: 'SE:06',
  },
  resourceTypes: ['azurerm_cdn_frontdoor_firewall_policy'],
  check: all(
    requires('enabled', isNot(false)),
    requires('mode', is('Prevention')),
    requires('request_body_check_enabled', isNot(false)),
  ),
};
