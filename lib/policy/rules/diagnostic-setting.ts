import { type PolicyRule } from '../rule';

export const diagnosticSetting: PolicyRule = {
  id: 'AZS506',
  severity: 'warning',
  title: 'Services send their logs to a workspace',
  why: 'Who did what, and why it failed, is in the logs alone.',
  help: 'Leave diagnostics of the construct at its default; in azurerm, an azurerm_monitor_diagnostic_setting with enabled_log.',
  sources: {
    url: 'https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings',
    azurePolicy: [
      '245fc9df-fa96-4414-9a0b-3738c2f7341c',
      'cd906338-3453-47ba-9334-2d654bf845af',
      '83a214f7-d01a-484b-91a9-ed54470c9a6a',
      'cf820ca0-f99e-4f3e-84fb-66e913812d21',
      'b4330a05-a843-4bc8-bf9a-cacce50c67f4',
    ],
    waf: 'SE:10',
    aprl: [
      '1dc0821d-4f14-7644-bab4-ba208ff5f7fa',
      '44107155-7a32-9348-89f3-d5aa7e7c5a1d',
      '1ad74c3c-e3d7-0046-b83f-a2199974ef15',
    ],
  },
  resourceTypes: [
    'azurerm_cdn_frontdoor_profile',
    'azurerm_container_registry',
    'azurerm_eventhub_namespace',
    'azurerm_key_vault',
    'azurerm_kubernetes_cluster',
    'azurerm_search_service',
  ],
  check: (service, tree) =>
    tree.diagnosticSettingsOf(service).some((setting) => setting.each('enabled_log').length > 0)
      ? undefined
      : 'no diagnostic setting sends its logs',
};
