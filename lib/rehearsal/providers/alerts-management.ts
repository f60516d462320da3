import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const prometheusRuleGroups: ResourceType = {
  type: 'Microsoft.AlertsManagement/prometheusRuleGroups',
  name: { pattern: /^[^:@/#{}%&+*<>?]{1,260}$/ },
  put: (_request, body) => ({ ...body, properties: { enabled: true, ...body.properties } }),
};

const smartDetectorRules: ResourceType = {
  type: 'Microsoft.AlertsManagement/smartDetectorAlertRules',
  put: (_request, body) => ({ ...body, properties: { ...body.properties } }),
};

/** Alert rules: https://learn.microsoft.com/rest/api/monitor/prometheus-rule-groups */
export const alertsManagement: ResourceProvider = {
  namespace: 'Microsoft.AlertsManagement',
  types: [prometheusRuleGroups, smartDetectorRules],
};
