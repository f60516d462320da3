import { type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { ContainerAppEnvironment } from '../../lib/constructs/compute/container-app-environment';
import { ContainerRegistry } from '../../lib/constructs/compute/container-registry';
import { ResourceGroup } from '../../lib/constructs/management/resource-group';
import { PrivateDnsZones } from '../../lib/constructs/network/private-dns-zones';
import { type PrivateEndpointsOptions } from '../../lib/constructs/network/private-endpoint';
import { SubnetRole } from '../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../lib/constructs/network/virtual-network';
import { ActionGroup } from '../../lib/constructs/observability/action-group';
import { LogAnalyticsWorkspace } from '../../lib/constructs/observability/log-analytics-workspace';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { PrivateLinkService } from '../../lib/values/private-link-service';
import { Role } from '../../lib/values/role';
import { addDeployer } from './deployer';
import { type TradeNexusParameters } from './parameters';

/** The resource group `trade-nexus`, and what all stages share in it: network, logs, registry, Container Apps, the deployer. */
export class EnvironmentStage extends Stage {
  public readonly virtualNetwork: VirtualNetwork;
  /** Subnet and DNS zones for the private endpoints of later stages. */
  public readonly privateEndpoints: PrivateEndpointsOptions;
  public readonly registry: ContainerRegistry;
  public readonly environment: ContainerAppEnvironment;

  constructor(scope: Construct, parameters: TradeNexusParameters) {
    super(scope, 'stage-environment', {
      title: 'Environment',
      purpose: 'The resource group with its network, logs, image registry, Container Apps environment and deployer.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      monthlyBudget: { from: 30, to: 50 },
      checks: [
        'The group trade-nexus is there.',
        'You can sign in to the registry: az acr login --name <registry>',
        'A workflow of the repository can sign in as trade-nexus-github.',
      ],
    });
    // Under the id by which a stage looks for its own: everything here goes into it.
    new ResourceGroup(this, 'ResourceGroup', { name: 'trade-nexus' });
    this.context.setDefaults({ locks: parameters.locks });
    const logAnalyticsWorkspace = new LogAnalyticsWorkspace(this, 'LogAnalyticsWorkspace');
    this.context.setDefaults({ logAnalyticsWorkspace, actionGroup: this.addActionGroup(parameters) });
    this.virtualNetwork = this.addNetwork(parameters);
    this.privateEndpoints = { subnet: this.virtualNetwork.subnet('private-endpoints'), dnsZones: this.addDnsZones() };
    this.registry = this.addRegistry(parameters);
    this.environment = new ContainerAppEnvironment(this, 'ContainerAppEnvironment', {
      name: 'trade-nexus-env',
      subnet: this.virtualNetwork.subnet('container-apps'),
      external: true,
    });
    this.acknowledgeFindings();
    addDeployer(this, parameters);
    this.addOutput('registry_login_server', this.registry.loginServer, { description: 'Where images are pushed to.' });
  }

  private acknowledgeFindings(): void {
    const { registry } = this;
    const basic = 'The registry of the design is Basic; this comes with Premium, at ten times the price.';
    acknowledge(
      registry,
      'AZS001',
      `Laptops and workflows push to it from anywhere, signed in with Entra ID. ${basic}`,
    );
    ['AZS016', 'AZS305', 'AZS401'].forEach((rule) => acknowledge(registry, rule, basic));
    acknowledge(
      registry,
      'AZS306',
      'No scanner releases images here, so that a quarantine would hold all of them back.',
    );
    acknowledge(
      registry,
      'AZS405',
      'The system runs in one region, and its images are built again from their sources.',
    );
    acknowledge(registry, 'AZS307', 'The registry of the design is Basic, and it has no Defender for Containers.');
    acknowledge(
      this.environment,
      'AZS401',
      'Apps have no replica while they are idle, which is what the system is for: there is nothing to spread.',
    );
  }

  /** Without an address there are no alerts; the profile of production requires one. */
  private addActionGroup({ alertEmail }: TradeNexusParameters): ActionGroup | undefined {
    if (alertEmail !== undefined) {
      return new ActionGroup(this, 'ActionGroup', { emails: [alertEmail] });
    }
    if (this.context.profile.name !== 'prod') {
      return undefined;
    }
    const owners = new ActionGroup(this, 'ActionGroup', { roles: [Role.of('Owner')] });
    this.context.warn(owners, 'alerts go to the owners of the subscription until the parameter alertEmail is set');
    return owners;
  }

  private addNetwork({ vnetAddressSpace }: TradeNexusParameters): VirtualNetwork {
    return new VirtualNetwork(this, 'VirtualNetwork', {
      addressSpace: [vnetAddressSpace.toString()],
      subnets: [
        { name: 'container-apps', prefix: 23, role: SubnetRole.CONTAINER_APPS },
        { name: 'private-endpoints', prefix: 24, role: SubnetRole.PRIVATE_ENDPOINTS },
      ],
    });
  }

  private addDnsZones(): PrivateDnsZones {
    const dnsZones = new PrivateDnsZones(this, 'PrivateDnsZones', {
      virtualNetworks: [this.virtualNetwork],
      services: [PrivateLinkService.STORAGE_BLOB, PrivateLinkService.KEY_VAULT, PrivateLinkService.POSTGRESQL],
    });
    // The knowledge base may move to PostgreSQL, and then takes a zone that was not used before.
    dnsZones.zones.forEach((zone) => this.exportAttributes(zone.node.defaultChild as TerraformResource, 'id'));
    return dnsZones;
  }

  private addRegistry({ registryName, registryPassword }: TradeNexusParameters): ContainerRegistry {
    const registry = new ContainerRegistry(this, 'ContainerRegistry', {
      name: registryName,
      adminUser: registryPassword,
    });
    if (registryPassword) {
      this.context.warn(
        registry,
        'has an admin user, whose password pushes and pulls everything and tells nobody apart; azstage itself needs none: leave registryPassword out',
      );
    }
    return registry;
  }
}
