import { DataAzurermVirtualNetwork } from '@cdktf/provider-azurerm/lib/data-azurerm-virtual-network';
import { VirtualNetwork as VirtualNetworkResource } from '@cdktf/provider-azurerm/lib/virtual-network';
import { Construct, type IConstruct } from 'constructs';
import { didYouMean, quote } from '../../errors';
import { Cidr } from '../../values/cidr';
import { SubnetPlan, type SubnetRequest } from '../../values/subnet-plan';
import { AzureContext } from '../azure-context';
import { checkedValue, Checks } from '../checks';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { LockLevel } from '../security/management-lock';
import { type INatGateway } from './nat-gateway';
import { networkIdParts } from './network-id';
import { Subnet, type SubnetSettings } from './subnet';
import { SubnetRole } from './subnet-role';

/** Encryption of the traffic between virtual machines of a network. */
export enum VirtualNetworkEncryption {
  /** Encrypts where both ends can. */
  ALLOW_UNENCRYPTED = 'AllowUnencrypted',
  /** Drops what is not encrypted. */
  DROP_UNENCRYPTED = 'DropUnencrypted',
}

/** A virtual network, defined in this app or imported. */
export interface IVirtualNetwork extends IConstruct {
  readonly virtualNetworkId: string;
  readonly virtualNetworkName: string;
  readonly resourceGroupName: string;
  /** Its ranges, where they are known at synth. @default not known: it is imported */
  readonly addressSpace?: readonly Cidr[];
}

/** A subnet of a network's plan. */
export interface PlannedSubnetOptions extends SubnetSettings {
  /** Name in the plan, in lower case with hyphens: `container-apps`. Part of its name in Azure. */
  readonly name: string;
  /** Length of the mask; the range is the lowest free one of that size. One of this and `addressPrefix`. */
  readonly prefix?: number;
  /** The exact range. One of this and `prefix`. */
  readonly addressPrefix?: string;
  /** Its way out to the Internet. @default the network's NAT gateway, where the role has need of one */
  readonly natGateway?: INatGateway;
  /** Its name in Azure. @default `snet-`, the network's name and the plan's */
  readonly subnetName?: string;
}

export interface VirtualNetworkProps extends Omit<PlatformServiceProps, 'privateEndpoints' | 'alerts'> {
  /** Ranges of the network, disjoint from those of networks that it is to be peered with. @default 10.0.0.0/16 */
  readonly addressSpace?: readonly string[];
  /** Its subnets. Each takes its place after those before it, so add new ones at the end. @default none */
  readonly subnets?: readonly PlannedSubnetOptions[];
  /** The way out to the Internet of the subnets whose role has need of one. @default none */
  readonly natGateway?: INatGateway;
  /** Addresses of DNS servers. @default Azure's */
  readonly dnsServers?: readonly string[];
  /** Id of the DDoS protection plan that guards its public addresses. @default none: Azure's basic protection */
  readonly ddosProtectionPlanId?: string;
  /** @default none */
  readonly encryption?: VirtualNetworkEncryption;
  /** Minutes after which an idle flow is forgotten, 4 to 30. @default 4, Azure's own */
  readonly flowTimeoutMinutes?: number;
  /** @default `CanNotDelete` where the environment profile locks: other stages live in it */
  readonly lock?: LockLevel;
}

/** Identifies an existing network. */
export interface VirtualNetworkReference {
  readonly name: string;
  readonly resourceGroupName: string;
}

/**
 * A virtual network with its subnets.
 *
 * Each subnet is given by role and size; its range is allocated. Subnets are resources of their own, each with a network
 * security group and without default way out to the Internet.
 */
export class VirtualNetwork extends Construct implements IVirtualNetwork {
  /** Imports an existing network. Terraform reads it. */
  public static fromName(scope: Construct, id: string, reference: VirtualNetworkReference): IVirtualNetwork {
    return new NamedVirtualNetwork(scope, id, reference);
  }

  /**
   * Imports an existing network, in any subscription. Terraform does not read it.
   *
   * @throws ValidationError when it is no id of a virtual network
   */
  public static fromId(scope: Construct, id: string, virtualNetworkId: string): IVirtualNetwork {
    return new IdentifiedVirtualNetwork(scope, id, virtualNetworkId);
  }

  public readonly virtualNetworkId: string;
  public readonly virtualNetworkName: string;
  public readonly resourceGroupName: string;
  /** Its ranges. */
  public readonly addressSpace: readonly Cidr[];
  private readonly props: VirtualNetworkProps;
  /** Common part of the names of network and subnets. */
  private readonly stem: string;
  private readonly planned = new Map<string, { readonly request: SubnetRequest; readonly subnet: Subnet }>();

  constructor(scope: Construct, id: string, props: VirtualNetworkProps = {}) {
    super(scope, id);
    this.props = props;
    this.addressSpace = check(this, props);
    const placement = place(this, 'azurerm_virtual_network', props);
    this.stem = placement.name.replace(/^vnet-/, '');
    const resource = new VirtualNetworkResource(this, 'Resource', {
      ...placement,
      addressSpace: this.addressSpace.map(String),
      dnsServers: props.dnsServers && [...props.dnsServers],
      ddosProtectionPlan:
        props.ddosProtectionPlanId === undefined ? undefined : { id: props.ddosProtectionPlanId, enable: true },
      encryption: props.encryption && { enforcement: props.encryption },
      flowTimeoutInMinutes: props.flowTimeoutMinutes,
    });
    this.virtualNetworkId = resource.id;
    this.virtualNetworkName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    props.subnets?.forEach((subnet) => this.addSubnet(subnet));
    const locks = AzureContext.of(this).locks;
    addPlatformFeatures(
      this,
      { ...props, lock: props.lock ?? (locks ? LockLevel.CAN_NOT_DELETE : undefined) },
      {
        resource,
        resourceId: resource.id,
        resourceType: 'azurerm_virtual_network',
        subresources: [],
        diagnosticScopes: [{ id: 'network', targetResourceId: resource.id, logs: true, metrics: true }],
      },
    );
  }

  /** The subnets so far. */
  public get subnets(): Subnet[] {
    return [...this.planned.values()].map(({ subnet }) => subnet);
  }

  /**
   * Adds a subnet after those that are there.
   *
   * @throws ValidationError when there is no room for it, or its role refuses its size
   */
  public addSubnet(options: PlannedSubnetOptions): Subnet {
    const { name, prefix, addressPrefix, subnetName, ...settings } = options;
    new Checks(this)
      .that('subnets', name, /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name), 'names in lower case with hyphens: container-apps')
      .done();
    const request = { name, prefix, addressPrefix };
    const earlier = [...this.planned.values()].map((each) => each.request);
    const plan = checkedValue(this, 'subnets', () => SubnetPlan.of(this.addressSpace, [...earlier, request]));
    const { resourceGroup, location, tags, natGateway, diagnostics } = this.props;
    const role = settings.role ?? SubnetRole.GENERAL;
    const subnet = new Subnet(this, name, {
      resourceGroup,
      location,
      tags,
      // Log categories are the network's own, so they are not passed on.
      diagnostics: diagnostics && { workspace: diagnostics.workspace, enabled: diagnostics.enabled },
      natGateway: role.usesNatGateway ? natGateway : undefined,
      ...settings,
      name: subnetName ?? (role.requiredSubnetName === undefined ? `snet-${this.stem}-${name}` : undefined),
      virtualNetwork: this,
      addressPrefix: plan.cidrOf(name).toString(),
    });
    this.planned.set(name, { request, subnet });
    return subnet;
  }

  /** The subnet that the plan calls by a name, or undefined. */
  public tryFindSubnet(name: string): Subnet | undefined {
    return this.planned.get(name)?.subnet;
  }

  /**
   * The subnet that the plan calls by a name.
   *
   * @throws ValidationError when there is none
   */
  public subnet(name: string): Subnet {
    const subnet = this.tryFindSubnet(name);
    const names = [...this.planned.keys()];
    const hint = didYouMean(name, names) ?? `The network has ${names.join(', ') || 'no subnets'}.`;
    new Checks(this).together(subnet !== undefined, `no subnet is called ${quote(name)}`, hint).done();
    return subnet as Subnet;
  }
}

class NamedVirtualNetwork extends Construct implements IVirtualNetwork {
  public readonly virtualNetworkId: string;
  public readonly virtualNetworkName: string;
  public readonly resourceGroupName: string;

  constructor(scope: Construct, id: string, reference: VirtualNetworkReference) {
    super(scope, id);
    const data = new DataAzurermVirtualNetwork(this, 'Resource', {
      name: reference.name,
      resourceGroupName: reference.resourceGroupName,
    });
    this.virtualNetworkId = data.id;
    this.virtualNetworkName = data.name;
    this.resourceGroupName = data.resourceGroupName;
  }
}

class IdentifiedVirtualNetwork extends Construct implements IVirtualNetwork {
  public readonly virtualNetworkName: string;
  public readonly resourceGroupName: string;

  constructor(
    scope: Construct,
    id: string,
    public readonly virtualNetworkId: string,
  ) {
    super(scope, id);
    const parts = networkIdParts(this, 'virtualNetworkId', virtualNetworkId, 'virtualNetworks');
    this.virtualNetworkName = parts.names[0] ?? '';
    this.resourceGroupName = parts.resourceGroupName;
  }
}

/** Limits: azurerm internal/services/network/virtual_network_resource.go; masks: the virtual network FAQ. */
function check(construct: VirtualNetwork, props: VirtualNetworkProps): Cidr[] {
  const checks = new Checks(construct).wholeNumber('flowTimeoutMinutes', props.flowTimeoutMinutes, 4, 30);
  const addressSpace = props.addressSpace ?? ['10.0.0.0/16'];
  const space = addressSpace
    .map((range, index) => checks.value(`addressSpace[${index}]`, () => Cidr.parse(range)))
    .filter((cidr) => cidr !== undefined);
  checks.that('addressSpace', addressSpace, addressSpace.length > 0, 'at least one range');
  checks.value('addressSpace', () => SubnetPlan.of(space, []));
  checks.done();
  return space;
}
