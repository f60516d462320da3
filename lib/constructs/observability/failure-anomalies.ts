import { type ApplicationInsights } from '@cdktf/provider-azurerm/lib/application-insights';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { MonitorSmartDetectorAlertRule } from '@cdktf/provider-azurerm/lib/monitor-smart-detector-alert-rule';
import { TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { type IResourceGroup } from '../management/resource-group';
import { type PlacementProps } from '../placement';
import { ResourceTags } from '../resource-tags';

/**
 * Makes what Azure would make for a component by itself within the hour, the rule "Failure Anomalies" and its action group, and
 * leaves the rule off.
 *
 * Made by Azure they are in no state: the rule writes to the owners of the subscription, and the resource group cannot be destroyed
 * because of them (terraform-provider-azurerm #18026). The provider feature `disable_generated_rule` is no way out: it waits for the
 * rule up to an hour, and fails where Azure makes none (internal/services/applicationinsights/application_insights_resource.go).
 */
export function addFailureAnomalies(insights: Construct, component: ApplicationInsights, props: PlacementProps): void {
  const context = AzureContext.of(insights);
  const group = props.resourceGroup ?? context.resourceGroup;
  context.registerResourceProvider('Microsoft.AlertsManagement');
  new MonitorSmartDetectorAlertRule(insights, 'FailureAnomalies', {
    name: `Failure Anomalies - ${component.name}`,
    description: 'Made here so that Azure does not make it. Off: the baseline alerts watch the applications.',
    resourceGroupName: group.resourceGroupName,
    detectorType: 'FailureAnomaliesDetector',
    scopeResourceIds: [component.id],
    severity: 'Sev3',
    frequency: 'PT1M',
    enabled: false,
    actionGroup: { ids: [smartDetectionGroup(insights, group).id] },
    tags: ResourceTags.render(insights, props.tags),
  });
}

/** The action group of that name, of which a resource group has one. It notifies no receiver. */
function smartDetectionGroup(insights: Construct, group: IResourceGroup): MonitorActionGroup {
  const stack = TerraformStack.of(insights);
  const id = `SmartDetection-${group.node.path.replace(/\//g, '-')}`;
  const existing = stack.node.tryFindChild(id) as MonitorActionGroup | undefined;
  return (
    existing ??
    new MonitorActionGroup(stack, id, {
      name: 'Application Insights Smart Detection',
      shortName: 'SmartDetect',
      resourceGroupName: group.resourceGroupName,
      tags: ResourceTags.render(stack),
    })
  );
}
