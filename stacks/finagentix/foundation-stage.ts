import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { ContainerAppEnvironment } from '../../lib/constructs/compute/container-app-environment';
import { PrivateDnsZones } from '../../lib/constructs/network/private-dns-zones';
import { type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { SubnetRole } from '../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../lib/constructs/network/virtual-network';
import { ActionGroup } from '../../lib/constructs/observability/action-group';
import { ApplicationInsights } from '../../lib/constructs/observability/application-insights';
import { LogAnalyticsWorkspace } from '../../lib/constructs/observability/log-analytics-workspace';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { PrivateLinkService } from '../../lib/values/private-link-service';
import { Role } from '../../lib/values/role';
import { ApiExposure, type FinagentixParameters } from './parameters';

/** The network, DNS, logging and the Container Apps environment that all other stages use. */
export class FoundationStage extends Stage {
  public readonly workspace: LogAnalyticsWorkspace;
  public readonly applicationInsights: ApplicationInsights;
  public readonly virtualNetwork: VirtualNetwork;
  /** Subnet and DNS zones for the private endpoints of later stages. */
  public readonly privateEndpoints: PrivateEndpointsOptions;
  public readonly environment: ContainerAppEnvironment;
  /** Action group of all alerts; absent without an e-mail address. */
  public readonly actionGroup?: ActionGroup;

  constructor(scope: Construct, parameters: FinagentixParameters) {
    super(scope, 'stage-foundation', {
      title: 'Foundation',
      purpose: 'Network, private DNS, logging and the Container Apps environment, shared by all stages and projects.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      monthlyBudget: { from: 10, to: 30 },
      checks: [
        'The virtual network has the address space that was asked for, and all subnets.',
        'The private DNS zones are linked to the network.',
        'Every subnet has its network security group.',
        'The Log Analytics workspace receives logs.',
      ],
    });
    this.context.setDefaults({ locks: parameters.locks });
    this.workspace = new LogAnalyticsWorkspace(this, 'LogAnalyticsWorkspace');
    this.actionGroup = this.addActionGroup(parameters.alertEmail);
    this.context.setDefaults({ logAnalyticsWorkspace: this.workspace, actionGroup: this.actionGroup });
    this.applicationInsights = new ApplicationInsights(this, 'ApplicationInsights', { workspace: this.workspace });
    this.virtualNetwork = this.addNetwork(parameters);
    this.privateEndpoints = {
      subnet: this.virtualNetwork.subnet('private-endpoints'),
      dnsZones: this.addDnsZones(),
    };
    this.environment = new ContainerAppEnvironment(this, 'ContainerAppEnvironment', {
      subnet: this.virtualNetwork.subnet('container-apps'),
      external: parameters.apiExposure === ApiExposure.PUBLIC,
      virtualNetwork: parameters.apiExposure === ApiExposure.PUBLIC ? undefined : this.virtualNetwork,
    });
    acknowledge(
      this.environment,
      'AZS401',
      'Outside of production, apps scale to zero and may be away with their zone.',
      {
        profiles: ['dev', 'staging'],
      },
    );
    this.addOutputs();
  }

  private addActionGroup(email?: string): ActionGroup | undefined {
    if (email === undefined && this.context.profile.name !== 'prod') {
      return undefined;
    }
    if (email !== undefined) {
      return new ActionGroup(this, 'ActionGroup', { emails: [email] });
    }
    const owners = new ActionGroup(this, 'ActionGroup', { roles: [Role.of('Owner')] });
    this.context.warn(owners, 'alerts go to the owners of the subscription until the parameter alertEmail is set');
    return owners;
  }

  private addNetwork({ vnetAddressSpace }: FinagentixParameters): VirtualNetwork {
    return new VirtualNetwork(this, 'VirtualNetwork', {
      addressSpace: [vnetAddressSpace.toString()],
      subnets: [
        { name: 'container-apps', prefix: 23, role: SubnetRole.CONTAINER_APPS },
        { name: 'private-endpoints', prefix: 24, role: SubnetRole.PRIVATE_ENDPOINTS },
        { name: 'reserved', prefix: 24, role: SubnetRole.RESERVED },
      ],
    });
  }

  private addDnsZones(): PrivateDnsZones {
    const dnsZones = new PrivateDnsZones(this, 'PrivateDnsZones', {
      virtualNetworks: [this.virtualNetwork],
      services: [
        PrivateLinkService.MANAGED_REDIS,
        PrivateLinkService.REDIS_ENTERPRISE,
        PrivateLinkService.STORAGE_BLOB,
        PrivateLinkService.OPENAI,
        PrivateLinkService.CONTAINER_REGISTRY,
        PrivateLinkService.KEY_VAULT,
      ],
    });
    // Another Redis SKU or a private registry takes a zone that was not used before.
    dnsZones.zones.forEach((zone) => this.exportAttributes(zone.node.defaultChild as TerraformResource, 'id'));
    return dnsZones;
  }

  private addOutputs(): void {
    this.addOutput('virtual_network_id', this.virtualNetwork.virtualNetworkId, {
      description: 'The network that other projects may join.',
    });
    this.addOutput('container_app_environment_id', this.environment.environmentId, {
      description: 'The environment that apps run in.',
    });
    this.addOutput('log_analytics_workspace_id', this.workspace.workspaceId, { description: 'Where logs go.' });
  }
}
