import { DataAzurermMonitorWorkspace } from '@cdktf/provider-azurerm/lib/data-azurerm-monitor-workspace';
import { MonitorWorkspace as MonitorWorkspaceResource } from '@cdktf/provider-azurerm/lib/monitor-workspace';
import { Construct, type IConstruct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { MONITOR_WORKSPACE_ALERTS } from './monitor-workspace-alerts';

/** An Azure Monitor workspace, defined in this app or imported. */
export interface IMonitorWorkspace extends IConstruct {
  readonly monitorWorkspaceId: string;
  readonly monitorWorkspaceName: string;
  /** Region, as `westeurope`. */
  readonly location: string;
  /** URL of its Prometheus query API. */
  readonly queryEndpoint: string;
  /** Whether it answers queries on its public address. */
  readonly publicNetworkAccess: boolean;
  /** Id of the data collection endpoint that Azure makes with it. */
  readonly dataCollectionEndpointId: string;
  /** Id of the data collection rule that Azure makes with it, which remote write is authorized on. */
  readonly dataCollectionRuleId: string;
  /** Lets a principal query all of its metrics. */
  grantRead(grantee: IGrantee): RoleAssignment;
  /** Lets a principal send metrics to it by Prometheus remote write, through the data collection rule that was made with it. */
  grantPublish(grantee: IGrantee): RoleAssignment;
}

export interface MonitorWorkspaceProps extends Omit<PlatformServiceProps, 'diagnostics'> {
  /** Whether it answers queries on its public address. Clients need a role either way. @default false */
  readonly publicNetworkAccess?: boolean;
}

/** Identifies an existing workspace. */
export interface ImportedMonitorWorkspaceOptions {
  /** Whether it answers queries on its public address. @default false */
  readonly publicNetworkAccess?: boolean;
}

/** Base of a workspace, defined in this app or imported. */
abstract class MonitorWorkspaceBase extends Construct implements IMonitorWorkspace {
  public abstract readonly monitorWorkspaceId: string;
  public abstract readonly monitorWorkspaceName: string;
  public abstract readonly location: string;
  public abstract readonly queryEndpoint: string;
  public abstract readonly publicNetworkAccess: boolean;
  public abstract readonly dataCollectionEndpointId: string;
  public abstract readonly dataCollectionRuleId: string;

  public grantRead(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.monitorWorkspaceId, grantee, Role.of('Monitoring Data Reader'));
  }

  public grantPublish(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.dataCollectionRuleId, grantee, Role.of('Monitoring Metrics Publisher'));
  }
}

/**
 * An Azure Monitor workspace: the store of Managed Prometheus.
 *
 * Private by default, for queries: samples come in through the data collection endpoint that Azure makes with the workspace in a
 * managed resource group, which has a network setting of its own. Azure offers no diagnostic setting for it.
 */
export class MonitorWorkspace extends MonitorWorkspaceBase {
  /** Imports an existing workspace. Terraform reads it. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedMonitorWorkspaceOptions = {},
  ): IMonitorWorkspace {
    return new ImportedMonitorWorkspace(scope, id, name, resourceGroupName, options);
  }

  public readonly monitorWorkspaceId: string;
  public readonly monitorWorkspaceName: string;
  public readonly location: string;
  public readonly queryEndpoint: string;
  public readonly publicNetworkAccess: boolean;
  public readonly dataCollectionEndpointId: string;
  public readonly dataCollectionRuleId: string;

  constructor(scope: Construct, id: string, props: MonitorWorkspaceProps = {}) {
    super(scope, id);
    const placement = place(this, 'azurerm_monitor_workspace', props);
    // The data collection endpoint and rule that Azure makes with it are of this namespace.
    AzureContext.of(this).registerResourceProvider('microsoft.insights');
    this.publicNetworkAccess = props.publicNetworkAccess ?? false;
    const resource = new MonitorWorkspaceResource(this, 'Resource', {
      ...placement,
      publicNetworkAccessEnabled: this.publicNetworkAccess,
    });
    this.monitorWorkspaceId = resource.id;
    this.monitorWorkspaceName = resource.name;
    this.location = placement.location;
    this.queryEndpoint = resource.queryEndpoint;
    this.dataCollectionEndpointId = resource.defaultDataCollectionEndpointId;
    this.dataCollectionRuleId = resource.defaultDataCollectionRuleId;
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_monitor_workspace',
      subresources: ['prometheusMetrics'],
      dataResources: [resource],
      diagnosticScopes: [],
      alerts: MONITOR_WORKSPACE_ALERTS,
    });
  }
}

class ImportedMonitorWorkspace extends MonitorWorkspaceBase {
  public readonly monitorWorkspaceId: string;
  public readonly monitorWorkspaceName: string;
  public readonly location: string;
  public readonly queryEndpoint: string;
  public readonly publicNetworkAccess: boolean;
  public readonly dataCollectionEndpointId: string;
  public readonly dataCollectionRuleId: string;

  constructor(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
    options: ImportedMonitorWorkspaceOptions,
  ) {
    super(scope, id);
    const data = new DataAzurermMonitorWorkspace(this, 'Resource', { name, resourceGroupName });
    this.monitorWorkspaceId = data.id;
    this.monitorWorkspaceName = data.name;
    this.location = data.location;
    this.queryEndpoint = data.queryEndpoint;
    this.publicNetworkAccess = options.publicNetworkAccess ?? false;
    this.dataCollectionEndpointId = data.defaultDataCollectionEndpointId;
    this.dataCollectionRuleId = data.defaultDataCollectionRuleId;
  }
}
