import { MonitorPrivateLinkScopedService } from '@cdktf/provider-azurerm/lib/monitor-private-link-scoped-service';
import { type TerraformResource, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IApplicationInsights } from './application-insights';
import { type ILogAnalyticsWorkspace } from './log-analytics-workspace';
import { type IMonitorPrivateLinkScope } from './monitor-private-link-scope';

/** A construct that takes in Prometheus metrics: a cluster with Managed Prometheus, or an Azure Monitor workspace. */
export interface IPrometheusIngestion extends IConstruct {
  /** Id of its data collection endpoint; undefined where it collects no metrics. */
  readonly dataCollectionEndpointId?: string;
}

/** A resource that a private link scope can have. */
export type MonitorResource = ILogAnalyticsWorkspace | IApplicationInsights | IPrometheusIngestion;

export interface MonitorScopedServiceProps {
  readonly scope: IMonitorPrivateLinkScope;
  readonly resource: MonitorResource;
  /** Name within the scope. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
  /** Services that were added before, of which those in this stage are waited for. @default none */
  readonly after?: readonly TerraformResource[];
}

/**
 * A resource of Azure Monitor in a private link scope. `MonitorPrivateLinkScope.add` makes it.
 *
 * Services are made one after the other, as the scope refuses one while it provisions another: hashicorp/terraform-provider-azurerm#22236.
 */
export class MonitorScopedService extends Construct {
  public readonly scopedServiceId: string;
  /** The resource itself, for what must wait until the scope leads to it. */
  public readonly dependable: TerraformResource;

  constructor(scope: Construct, id: string, props: MonitorScopedServiceProps) {
    super(scope, id);
    const before = props.after?.filter((each) => TerraformStack.of(each) === TerraformStack.of(this)).slice(-1) ?? [];
    const resource = new MonitorPrivateLinkScopedService(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_monitor_private_link_scoped_service', { given: props.name }),
      resourceGroupName: props.scope.resourceGroupName,
      scopeName: props.scope.privateLinkScopeName,
      linkedResourceId: linkedResourceId(this, props.resource),
      dependsOn: before.length === 0 ? undefined : before,
    });
    this.scopedServiceId = resource.id;
    this.dependable = resource;
  }
}

/** Source: azurerm internal/services/monitor/monitor_private_link_scoped_service_resource.go (three types of resources). */
function linkedResourceId(service: MonitorScopedService, resource: MonitorResource): string {
  if ('workspaceId' in resource) {
    return resource.workspaceId;
  }
  if ('applicationInsightsId' in resource) {
    return resource.applicationInsightsId;
  }
  const { dataCollectionEndpointId, node } = resource;
  new Checks(service)
    .together(
      dataCollectionEndpointId !== undefined,
      `resource: ${node.path} has no data collection endpoint`,
      'Give the cluster prometheus.',
    )
    .done();
  return dataCollectionEndpointId as string;
}
