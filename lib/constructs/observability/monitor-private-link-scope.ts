import { MonitorPrivateLinkScope as MonitorPrivateLinkScopeResource } from '@cdktf/provider-azurerm/lib/monitor-private-link-scope';
import { type TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { grantOwner, waitForGrants } from '../identity/grantee';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { type MonitorResource, MonitorScopedService } from './monitor-scoped-service';

/** Reach of the networks that are connected to a scope. */
export enum MonitorAccessMode {
  /** The resources of the scope, and any other that answers the Internet. */
  OPEN = 'Open',
  /** The resources of the scope alone. */
  PRIVATE_ONLY = 'PrivateOnly',
}

/** An Azure Monitor Private Link Scope, defined in this app or imported. */
export interface IMonitorPrivateLinkScope extends IConstruct {
  readonly privateLinkScopeName: string;
  readonly resourceGroupName: string;
  /** Adds a resource, once, so that the networks of the scope reach it on a private address. */
  add(resource: MonitorResource): MonitorScopedService;
}

export interface MonitorPrivateLinkScopeProps extends Omit<
  PlatformServiceProps,
  'diagnostics' | 'alerts' | 'location'
> {
  /**
   * Reach of telemetry. Logs go to an address of their workspace, so no mode keeps them from another one: that takes a firewall.
   *
   * @default PRIVATE_ONLY
   */
  readonly ingestionAccessMode?: MonitorAccessMode;
  /** Reach of queries. @default PRIVATE_ONLY */
  readonly queryAccessMode?: MonitorAccessMode;
  /** Log Analytics workspaces, Application Insights components, Azure Monitor workspaces and clusters with Managed Prometheus. @default none */
  readonly resources?: readonly MonitorResource[];
}

/** Base of a scope, defined in this app or imported. */
abstract class MonitorPrivateLinkScopeBase extends Construct implements IMonitorPrivateLinkScope {
  public abstract readonly privateLinkScopeName: string;
  public abstract readonly resourceGroupName: string;
  /** Resources of the services, in the order in which they are made. */
  protected readonly services: TerraformResource[] = [];

  /**
   * Adds a resource: a Log Analytics workspace, an Application Insights component, or what takes in Prometheus metrics, such as
   * a cluster. It goes into the later stage of the two.
   *
   * @throws ValidationError when it is a cluster without Managed Prometheus
   */
  public add(resource: MonitorResource): MonitorScopedService {
    const owner = grantOwner(this, resource);
    const other = owner === this ? resource : this;
    const id = `PrivateLink-${other.node.path.replace(/\//g, '-')}`;
    const made = owner.node.tryFindChild(id) as MonitorScopedService | undefined;
    if (made !== undefined) {
      return made;
    }
    const service = new MonitorScopedService(owner, id, { scope: this, resource, after: [...this.services] });
    this.services.push(service.dependable);
    return service;
  }
}

/**
 * An Azure Monitor Private Link Scope: the private address of Log Analytics, Application Insights and Managed Prometheus.
 *
 * One for all networks that share their DNS, as its private endpoint takes over the names that all resources of Azure Monitor have in
 * common. By default these networks reach nothing of Azure Monitor but what was added, so add everything that they use. Resources are
 * closed to the Internet by props of their own, such as `internetIngestion`.
 *
 * Source: learn.microsoft.com/azure/azure-monitor/logs/private-link-design.
 */
export class MonitorPrivateLinkScope extends MonitorPrivateLinkScopeBase {
  /** Names an existing scope, which Terraform does not read. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
  ): IMonitorPrivateLinkScope {
    return new ImportedMonitorPrivateLinkScope(scope, id, name, resourceGroupName);
  }

  public readonly privateLinkScopeId: string;
  public readonly privateLinkScopeName: string;
  public readonly resourceGroupName: string;

  constructor(scope: Construct, id: string, props: MonitorPrivateLinkScopeProps = {}) {
    super(scope, id);
    const { name, resourceGroupName, tags } = place(this, 'azurerm_monitor_private_link_scope', props);
    const resource = new MonitorPrivateLinkScopeResource(this, 'Resource', {
      name,
      resourceGroupName,
      tags,
      ingestionAccessMode: props.ingestionAccessMode ?? MonitorAccessMode.PRIVATE_ONLY,
      queryAccessMode: props.queryAccessMode ?? MonitorAccessMode.PRIVATE_ONLY,
    });
    this.privateLinkScopeId = resource.id;
    this.privateLinkScopeName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    const endpoints = addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_monitor_private_link_scope',
      subresources: ['azuremonitor'],
      diagnosticScopes: [],
    });
    // The scope refuses an endpoint while it provisions a service, and the other way round.
    endpoints.forEach(({ node }) => waitForGrants(node.defaultChild as TerraformResource, this.services));
    props.resources?.forEach((each) => this.add(each));
  }
}

class ImportedMonitorPrivateLinkScope extends MonitorPrivateLinkScopeBase {
  constructor(
    scope: Construct,
    id: string,
    public readonly privateLinkScopeName: string,
    public readonly resourceGroupName: string,
  ) {
    super(scope, id);
  }
}
