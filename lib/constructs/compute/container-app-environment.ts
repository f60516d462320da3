import {
  ContainerAppEnvironment as ContainerAppEnvironmentResource,
  type ContainerAppEnvironmentConfig,
} from '@cdktf/provider-azurerm/lib/container-app-environment';
import { DataAzurermContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/data-azurerm-container-app-environment';
import { Construct, type IConstruct } from 'constructs';
import facts from '../../facts/containerapps.json';
import { Cidr } from '../../values/cidr';
import { WorkloadProfile } from '../../values/workload-profile';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { PrivateDnsZone } from '../network/private-dns-zone';
import { type ISubnet } from '../network/subnet';
import { type IVirtualNetwork } from '../network/virtual-network';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { LockLevel } from '../security/management-lock';

/** A Container Apps environment, defined in this app or imported. */
export interface IContainerAppEnvironment extends IConstruct {
  readonly environmentId: string;
  readonly environmentName: string;
  /** Region of the environment, and of every app and job in it. */
  readonly location: string;
  /** The end of every app's host name. */
  readonly defaultDomain: string;
  /** The address that the host names resolve to. */
  readonly staticIpAddress: string;
  /** Whether the Internet reaches the apps in it whose ingress is external. */
  readonly external: boolean;
  /** Whether its address is one in your network. */
  readonly isInternal: boolean;
  /** The subnet that it is injected into, when it is known. */
  readonly subnet?: ISubnet;
  /** Workload profiles of the environment, if known. */
  readonly workloadProfiles?: readonly WorkloadProfile[];
}

export interface ContainerAppEnvironmentProps extends PlatformServiceProps {
  /** @default `CanNotDelete` where the environment profile locks: its domain and address are lost with it */
  readonly lock?: LockLevel;
  /**
   * Subnet of /27 or larger that is delegated to `Microsoft.App/environments` and used by nothing else. Cannot be changed later.
   *
   * @default none: a network of Azure's, in which only private endpoints reach the apps unless the environment is external
   */
  readonly subnet?: ISubnet;
  /** Whether the Internet reaches the apps in it whose ingress is external. Cannot be changed later where there is a subnet. @default false */
  readonly external?: boolean;
  /**
   * Network in which the host names of an internal environment must resolve; it gets a private DNS zone for them.
   *
   * @default none: name resolution is up to you
   */
  readonly virtualNetwork?: IVirtualNetwork;
  /** Dedicated and GPU profiles. @default none: the Consumption profile, which is always there, is the only one */
  readonly workloadProfiles?: readonly WorkloadProfile[];
  /** Encrypts and authenticates the traffic between apps. @default true */
  readonly mutualTls?: boolean;
  /** Spreads over zones. Needs a subnet, cannot be changed later. @default where the profile is zone redundant and the region has zones */
  readonly zoneRedundancy?: boolean;
  /** Identity of the environment itself, not of its apps. @default none */
  readonly identity?: IUserAssignedIdentity;
  /**
   * Name of the resource group that Azure makes for the load balancer and the like, unique in the subscription. Cannot be changed
   * later.
   *
   * @default `ME_<name>`; without any name, azurerm up to 4.55 would plan to replace the environment on every run
   */
  readonly infrastructureResourceGroupName?: string;
}

/** Identifies an existing environment. */
export interface ContainerAppEnvironmentReference {
  readonly name: string;
  readonly resourceGroupName: string;
  /** Whether the Internet reaches the apps in it whose ingress is external. @default false */
  readonly external?: boolean;
  /** Whether its address is one in your network. @default the opposite of `external` */
  readonly internal?: boolean;
  /** The subnet that it is injected into, for which `connectTo` opens ports. @default not known */
  readonly subnet?: ISubnet;
}

/**
 * A Container Apps environment, in which container apps and jobs run.
 *
 * Private by default: its address is one in your network, traffic between apps is encrypted, and the logs go to the
 * stage's workspace without a shared key. There is always a workload profile: Azure cannot add the first one later.
 */
export class ContainerAppEnvironment extends Construct implements IContainerAppEnvironment {
  /** Imports an existing environment. Terraform reads it. */
  public static fromName(
    scope: Construct,
    id: string,
    reference: ContainerAppEnvironmentReference,
  ): IContainerAppEnvironment {
    return new ImportedEnvironment(scope, id, reference);
  }

  public readonly environmentId: string;
  public readonly environmentName: string;
  public readonly location: string;
  public readonly defaultDomain: string;
  public readonly staticIpAddress: string;
  public readonly external: boolean;
  public readonly isInternal: boolean;
  public readonly subnet?: ISubnet;
  public readonly workloadProfiles: readonly WorkloadProfile[];
  /** Value of the TXT record `asuid.<host>` of a custom domain. */
  public readonly customDomainVerificationId: string;

  constructor(scope: Construct, id: string, props: ContainerAppEnvironmentProps = {}) {
    super(scope, id);
    check(this, props);
    const placement = place(this, 'azurerm_container_app_environment', props);
    this.subnet = props.subnet;
    this.external = props.external ?? false;
    this.isInternal = !this.external && props.subnet !== undefined;
    this.workloadProfiles = [WorkloadProfile.CONSUMPTION, ...(props.workloadProfiles ?? [])];
    const resource = new ContainerAppEnvironmentResource(this, 'Resource', {
      ...placement,
      ...networking(this, props),
      mutualTlsEnabled: props.mutualTls ?? true,
      // The other destination, log-analytics, puts a shared key of the workspace into the environment.
      logsDestination: 'azure-monitor',
      infrastructureResourceGroupName: props.infrastructureResourceGroupName ?? `ME_${placement.name}`,
      workloadProfile: this.workloadProfiles.map((profile) => ({
        name: profile.name,
        workloadProfileType: profile.type,
        minimumCount: profile.minimumCount,
        maximumCount: profile.maximumCount,
      })),
      identity: props.identity && { type: 'UserAssigned', identityIds: [props.identity.identityId] },
    });
    this.environmentId = resource.id;
    this.environmentName = resource.name;
    this.location = placement.location;
    this.defaultDomain = resource.defaultDomain;
    this.staticIpAddress = resource.staticIpAddress;
    this.customDomainVerificationId = resource.customDomainVerificationId;
    addDns(this, props);
    addPlatformFeatures(this, withLock(this, props), {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_container_app_environment',
      subresources: ['managedEnvironments'],
      diagnosticScopes: [{ id: 'environment', targetResourceId: resource.id, logs: true, metrics: true }],
    });
  }
}

class ImportedEnvironment extends Construct implements IContainerAppEnvironment {
  public readonly environmentId: string;
  public readonly environmentName: string;
  public readonly location: string;
  public readonly defaultDomain: string;
  public readonly staticIpAddress: string;
  public readonly external: boolean;
  public readonly isInternal: boolean;
  public readonly subnet?: ISubnet;

  constructor(scope: Construct, id: string, reference: ContainerAppEnvironmentReference) {
    super(scope, id);
    const { name, resourceGroupName } = reference;
    const data = new DataAzurermContainerAppEnvironment(this, 'Resource', { name, resourceGroupName });
    this.environmentId = data.id;
    this.environmentName = data.name;
    this.location = data.location;
    this.defaultDomain = data.defaultDomain;
    this.staticIpAddress = data.staticIpAddress;
    this.external = reference.external ?? false;
    this.isInternal = reference.internal ?? !this.external;
    this.subnet = reference.subnet;
  }
}

function withLock(construct: Construct, props: ContainerAppEnvironmentProps): ContainerAppEnvironmentProps {
  const locks = AzureContext.of(construct).locks;
  return { ...props, lock: props.lock ?? (locks ? LockLevel.CAN_NOT_DELETE : LockLevel.NONE) };
}

/** Azure publishes no record for an internal environment: without a zone of its domain, no client in the network finds an app. */
function addDns(environment: ContainerAppEnvironment, props: ContainerAppEnvironmentProps): void {
  if (props.virtualNetwork === undefined) {
    return;
  }
  const zone = new PrivateDnsZone(environment, 'Dns', {
    zoneName: environment.defaultDomain,
    virtualNetworks: [props.virtualNetwork],
    resourceGroup: props.resourceGroup,
  });
  zone.addARecord('*', [environment.staticIpAddress]);
  zone.addARecord('@', [environment.staticIpAddress]);
}

/**
 * Sources: azurerm internal/services/containerapps/container_app_environment_resource.go (CustomizeDiff, RequiredWith) and
 * helpers/container_app_environment.go; learn.microsoft.com/azure/container-apps/custom-virtual-networks for the subnet.
 */
function check(construct: ContainerAppEnvironment, props: ContainerAppEnvironmentProps): void {
  const checks = new Checks(construct)
    .together(
      !(props.external === true && props.privateEndpoints !== undefined),
      'privateEndpoints: Azure allows them only where public network access is disabled',
      'Leave out external.',
    )
    .together(
      props.virtualNetwork === undefined || (props.subnet !== undefined && props.external !== true),
      'virtualNetwork: only an internal environment, with a subnet and not external, needs a private DNS zone',
      'Leave virtualNetwork out.',
    )
    .together(
      props.zoneRedundancy !== true || props.subnet !== undefined,
      'zoneRedundancy: needs a subnet',
      'Give the environment a subnet.',
    );
  const names = ['Consumption', ...(props.workloadProfiles ?? []).map((profile) => profile.name)];
  checks.that('workloadProfiles', names, new Set(names).size === names.length, 'each name once, Consumption is there');
  checkSubnet(construct, checks, props.subnet);
  checks.done();
}

function checkSubnet(construct: ContainerAppEnvironment, checks: Checks, subnet?: ISubnet): void {
  if (subnet === undefined) {
    return;
  }
  const service = 'Microsoft.App/environments';
  checks.together(
    subnet.delegation === service || (subnet.delegation === undefined && subnet.cidr === undefined),
    `subnet: is delegated to ${subnet.delegation ?? 'no service'}`,
    `Delegate it to ${service}.`,
  );
  const { workloadProfiles, forbiddenRanges, forbiddenRangesWorkloadProfiles } = facts.environment.infrastructureSubnet;
  const forbidden = [...forbiddenRanges, ...forbiddenRangesWorkloadProfiles];
  const { cidr } = subnet;
  if (cidr !== undefined) {
    checks
      .that(
        'subnet',
        cidr.toString(),
        cidr.prefix <= workloadProfiles.minPrefix,
        `/${workloadProfiles.minPrefix} or larger`,
      )
      .that(
        'subnet',
        cidr.toString(),
        !forbidden.some((range) => Cidr.parse(range).overlaps(cidr)),
        `a range that Container Apps does not use itself: outside ${forbidden.join(', ')}`,
      );
  }
  const other = construct.node.root.node
    .findAll()
    .find((each) => each instanceof ContainerAppEnvironment && each !== construct && each.subnet === subnet);
  checks.together(
    other === undefined,
    `subnet: ${other?.node.path} is in it already, and each environment needs one of its own`,
    'Add a subnet.',
  );
}

function networking(
  construct: ContainerAppEnvironment,
  props: ContainerAppEnvironmentProps,
): Pick<
  ContainerAppEnvironmentConfig,
  'infrastructureSubnetId' | 'internalLoadBalancerEnabled' | 'publicNetworkAccess' | 'zoneRedundancyEnabled'
> {
  const publicNetworkAccess = props.external === true ? 'Enabled' : 'Disabled';
  if (props.subnet === undefined) {
    return { publicNetworkAccess };
  }
  return {
    publicNetworkAccess,
    infrastructureSubnetId: props.subnet.subnetId,
    internalLoadBalancerEnabled: props.external !== true,
    zoneRedundancyEnabled: props.zoneRedundancy ?? AzureContext.of(construct).zoneRedundant,
  };
}
