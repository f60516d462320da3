import { type ResourceProvider } from '../arm/resource-type';
import { actionGroups, activityLogAlerts, metricAlerts } from './insights-alerts';
import { billingFeatures, components } from './insights-components';
import {
  dataCollectionEndpoints,
  dataCollectionRuleAssociations,
  dataCollectionRules,
} from './insights-data-collection';
import { diagnosticSettings, diagnosticSettingsCategories } from './insights-diagnostics';
import { privateLinkScopes, scopedResources } from './insights-private-link';

/** Azure Monitor: https://learn.microsoft.com/rest/api/monitor/ */
export const insights: ResourceProvider = {
  namespace: 'Microsoft.Insights',
  types: [
    actionGroups,
    activityLogAlerts,
    components,
    dataCollectionEndpoints,
    dataCollectionRuleAssociations,
    dataCollectionRules,
    diagnosticSettings,
    diagnosticSettingsCategories,
    metricAlerts,
    privateLinkScopes,
    scopedResources,
  ],
  operations: billingFeatures,
};
