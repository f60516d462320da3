import { DashboardGrafana, type DashboardGrafanaConfig } from '@cdktf/provider-azurerm/lib/dashboard-grafana';
import { DashboardGrafanaManagedPrivateEndpoint } from '@cdktf/provider-azurerm/lib/dashboard-grafana-managed-private-endpoint';
import { DataAzurermDashboardGrafana } from '@cdktf/provider-azurerm/lib/data-azurerm-dashboard-grafana';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import facts from '../../facts/grafana.json';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IGrantee, PrincipalType } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type IResourceGroup } from '../management/resource-group';
import { checkedRegion, place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { type IMonitorWorkspace } from './monitor-workspace';

/** Major version of Grafana. A higher one later updates the instance in place. */
export enum GrafanaVersion {
  /** With azurerm 4 alone. */
  V11 = '11',
  V12 = '12',
  /** With azurerm 5 alone. */
  V13 = '13',
}

/** Memory and processor of an instance. */
export enum GrafanaSize {
  X1 = 'X1',
  /** Twice the memory and processor of X1. */
  X2 = 'X2',
}

/** An Azure Managed Grafana instance, defined in this app or imported. As a grantee it is the identity that it queries as. */
export interface IManagedGrafana extends IGrantee {
  readonly grafanaId: string;
  readonly grafanaName: string;
  /** URL of its portal. */
  readonly endpoint: string;
  /** Lets a principal look at dashboards. */
  grantView(grantee: IGrantee): RoleAssignment;
  /** Lets a principal look at dashboards and edit them. */
  grantEdit(grantee: IGrantee): RoleAssignment;
  /** Lets a principal do everything in Grafana, data sources and permissions included. */
  grantAdmin(grantee: IGrantee): RoleAssignment;
}

export interface ManagedGrafanaProps extends Omit<PlatformServiceProps, 'alerts'> {
  /** @default V12 */
  readonly version?: GrafanaVersion;
  /** Cannot be changed later. @default X1 */
  readonly size?: GrafanaSize;
  /** Whether it runs in several zones. Cannot be changed later. @default true where the profile is zone redundant and the region has zones */
  readonly zoneRedundant?: boolean;
  /** Whether its portal answers on its public address. @default false */
  readonly publicNetworkAccess?: boolean;
  /** Whether service accounts and API keys of Grafana's own may be used beside Entra ID. @default false */
  readonly apiKeys?: boolean;
  /** Whether it queries from two fixed public addresses, for firewalls of data sources. @default false */
  readonly deterministicOutboundIp?: boolean;
  /** The identity that it queries as. Cannot be changed later. @default one of its own */
  readonly identity?: IUserAssignedIdentity;
  /**
   * Azure Monitor workspaces that are its data sources. It may query them; one without public address gets a managed private
   * endpoint, which is to be approved on the workspace.
   *
   * @default none
   */
  readonly monitorWorkspaces?: readonly IMonitorWorkspace[];
  /** Resource groups whose metrics and logs it may read. @default its own */
  readonly monitoredResourceGroups?: readonly IResourceGroup[];
}

/** Base of an instance, defined in this app or imported. */
abstract class ManagedGrafanaBase extends Construct implements IManagedGrafana {
  public abstract readonly grafanaId: string;
  public abstract readonly grafanaName: string;
  public abstract readonly endpoint: string;
  public abstract readonly principalId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  public grantView(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.grafanaId, grantee, Role.of('Grafana Viewer'));
  }

  public grantEdit(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.grafanaId, grantee, Role.of('Grafana Editor'));
  }

  public grantAdmin(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.grafanaId, grantee, Role.of('Grafana Admin'));
  }

  /** Queries fail until the role is given and then succeed, so nothing waits. */
  public waitForGrant(_grant: TerraformResource): void {}
}

/**
 * An Azure Managed Grafana instance.
 *
 * Private by default: no public address, no API keys, and what it reads is granted to its identity. Whoever signs in needs a role on
 * it, and the owner of the subscription has none by that. Mail settings are left out, because azurerm keeps their password in the
 * state.
 */
export class ManagedGrafana extends ManagedGrafanaBase {
  /** Imports an existing instance. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IManagedGrafana {
    return new ImportedManagedGrafana(scope, id, name, resourceGroupName);
  }

  public readonly grafanaId: string;
  public readonly grafanaName: string;
  public readonly endpoint: string;
  public readonly principalId: string;
  /** The identity that others may share. */
  public readonly runsAs?: IGrantee;

  constructor(scope: Construct, id: string, props: ManagedGrafanaProps = {}) {
    super(scope, id);
    check(this, props);
    const placement = place(this, 'azurerm_dashboard_grafana', props);
    const resource = new DashboardGrafana(this, 'Resource', { ...placement, ...settings(this, props) });
    addSize(resource, props.size);
    this.grafanaId = resource.id;
    this.grafanaName = resource.name;
    this.endpoint = resource.endpoint;
    this.runsAs = props.identity;
    this.principalId = props.identity?.principalId ?? resource.identity.principalId;
    const { monitorWorkspaces = [], resourceGroup = AzureContext.of(this).resourceGroup } = props;
    monitorWorkspaces.forEach((workspace) => workspace.grantRead(this));
    addManagedPrivateEndpoints(this, monitorWorkspaces, { location: placement.location, tags: placement.tags });
    (props.monitoredResourceGroups ?? [resourceGroup]).forEach((group) =>
      grantRole(group, group.resourceGroupId, this, Role.of('Monitoring Reader')),
    );
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_dashboard_grafana',
      subresources: ['grafana'],
      dataResources: [resource],
      // Its metrics cannot be exported.
      diagnosticScopes: [{ id: 'grafana', targetResourceId: resource.id, logs: true, metrics: false }],
    });
  }
}

class ImportedManagedGrafana extends ManagedGrafanaBase {
  public readonly grafanaId: string;
  public readonly grafanaName: string;
  public readonly endpoint: string;
  public readonly principalId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermDashboardGrafana(this, 'Resource', { name, resourceGroupName });
    this.grafanaId = data.id;
    this.grafanaName = data.name;
    this.endpoint = data.endpoint;
    this.principalId = data.identity.principalId;
  }
}

function settings(
  construct: ManagedGrafana,
  props: ManagedGrafanaProps,
): Omit<DashboardGrafanaConfig, 'name' | 'location' | 'resourceGroupName' | 'tags'> {
  const { version = GrafanaVersion.V12, identity, monitorWorkspaces = [] } = props;
  const context = AzureContext.of(construct);
  context.requireAzurermMinor(facts.versions[version].azurermMinor);
  return {
    grafanaMajorVersion: version,
    sku: 'Standard',
    zoneRedundancyEnabled: props.zoneRedundant ?? context.zoneRedundant,
    publicNetworkAccessEnabled: props.publicNetworkAccess ?? false,
    apiKeyEnabled: props.apiKeys ?? false,
    deterministicOutboundIpEnabled: props.deterministicOutboundIp ?? false,
    identity:
      identity === undefined
        ? { type: 'SystemAssigned' }
        : { type: 'UserAssigned', identityIds: [identity.identityId] },
    azureMonitorWorkspaceIntegrations:
      monitorWorkspaces.length === 0
        ? undefined
        : monitorWorkspaces.map(({ monitorWorkspaceId }) => ({ resourceId: monitorWorkspaceId })),
  };
}

/** The bindings are older than the argument. */
function addSize(resource: DashboardGrafana, size: GrafanaSize | undefined): void {
  if (size !== undefined) {
    AzureContext.of(resource).requireAzurermMinor(facts.sizes.azurermMinor);
    resource.addOverride('sku_size', size);
  }
}

/**
 * Lets Grafana query workspaces that have no public address. Each endpoint waits for the one before it: Azure refuses a second operation on
 * an instance while one is under way (409 Conflict), and azurerm neither locks the instance nor tries again.
 *
 * Source: azurerm internal/services/dashboard/dashboard_grafana_managed_private_endpoint_resource.go.
 */
function addManagedPrivateEndpoints(
  grafana: ManagedGrafana,
  workspaces: readonly IMonitorWorkspace[],
  placement: { readonly location: string; readonly tags: Record<string, string> },
): void {
  let previous: DashboardGrafanaManagedPrivateEndpoint | undefined;
  for (const [index, workspace] of workspaces.entries()) {
    if (workspace.publicNetworkAccess) {
      continue;
    }
    previous = new DashboardGrafanaManagedPrivateEndpoint(grafana, `ManagedPrivateEndpoint-${index + 1}`, {
      ...placement,
      name: `prometheus-${index + 1}`,
      grafanaId: grafana.grafanaId,
      privateLinkResourceId: workspace.monitorWorkspaceId,
      privateLinkResourceRegion: workspace.location,
      groupIds: ['prometheusMetrics'],
      requestMessage: grafana.node.path,
      dependsOn: previous && [previous],
    });
    AzureContext.of(grafana).warn(
      grafana,
      `queries ${workspace.node.path} once its private endpoint connection is approved there: az network private-endpoint-connection approve`,
    );
  }
}

/** Source: azurerm internal/services/dashboard/dashboard_grafana_resource.go, where only a deployment shows the zones. */
function check(construct: ManagedGrafana, props: ManagedGrafanaProps): void {
  const { monitorWorkspaces = [], zoneRedundant, location } = props;
  const checks = new Checks(construct);
  const region = checkedRegion(construct, checks, location);
  checks
    .oneOf('version', props.version, versionsOf(AzureContext.of(construct).azurermMajor))
    .that(
      'zoneRedundant',
      zoneRedundant,
      zoneRedundant !== true || region === undefined || region.hasAvailabilityZones,
      `false in ${region?.displayName}, which has no zones`,
    );
  monitorWorkspaces.forEach((workspace, index) =>
    checks.that(
      `monitorWorkspaces[${index}]`,
      workspace.node.path,
      monitorWorkspaces.indexOf(workspace) === index,
      'a workspace once',
    ),
  );
  checks.done();
}

function versionsOf(azurermMajor: number): GrafanaVersion[] {
  return Object.values(GrafanaVersion).filter((version) =>
    facts.versions[version].azurermMajors.includes(azurermMajor),
  );
}
