import { DataAzurermSubnet } from '@cdktf/provider-azurerm/lib/data-azurerm-subnet';
import { Subnet as SubnetResource } from '@cdktf/provider-azurerm/lib/subnet';
import { SubnetNatGatewayAssociation } from '@cdktf/provider-azurerm/lib/subnet-nat-gateway-association';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import { dependable, Fn, Lazy, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { Cidr } from '../../values/cidr';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type DiagnosticsOptions } from '../observability/diagnostics';
import { type PlacementProps } from '../placement';
import { type INatGateway } from './nat-gateway';
import { networkIdParts } from './network-id';
import { NetworkPeer } from './network-peer';
import { type INetworkSecurityGroup, NetworkRuleBand, NetworkSecurityGroup } from './network-security-group';
import { NetworkRuleAccess, NetworkRuleDirection } from './network-security-rule';
import { SubnetRole } from './subnet-role';
import { type IVirtualNetwork } from './virtual-network';

/** Policies that apply to private endpoints in a subnet. */
export enum PrivateEndpointNetworkPolicies {
  /** Nothing: neither network security group nor route table. */
  DISABLED = 'Disabled',
  /** Both. */
  ENABLED = 'Enabled',
  NETWORK_SECURITY_GROUP_ENABLED = 'NetworkSecurityGroupEnabled',
  ROUTE_TABLE_ENABLED = 'RouteTableEnabled',
}

/** A subnet, defined in this app or imported. */
export interface ISubnet extends IConstruct {
  /** Known once the subnet has its network security group and NAT gateway, so what uses it waits for them. */
  readonly subnetId: string;
  readonly subnetName: string;
  /** The range as text, which Terraform reads for an imported subnet. */
  readonly addressPrefix: string;
  /** The range, when it is known at synth. */
  readonly cidr?: Cidr;
  /** Service that the subnet is delegated to, such as `Microsoft.App/environments`. */
  readonly delegation?: string;
  /** The group that filters its traffic, when it is known. */
  readonly networkSecurityGroup?: INetworkSecurityGroup;
}

/** Properties of a subnet, apart from its range. */
export interface SubnetSettings {
  /** Role of the subnet, which decides delegation, size and rules. @default SubnetRole.GENERAL */
  readonly role?: SubnetRole;
  /** @default one of its own, named after it and with the rules of the role; none where Azure takes none */
  readonly networkSecurityGroup?: INetworkSecurityGroup;
  /**
   * Whether the network security group allows the Internet, on the role's public ports.
   *
   * A Container Apps environment with workload profiles answers the Internet on an address outside the subnet, which no group
   * filters: there the environment alone decides.
   *
   * @default false
   */
  readonly internetIngress?: boolean;
  /** Services that it reaches over Azure's backbone, such as `Microsoft.Storage`. @default those that the role needs */
  readonly serviceEndpoints?: readonly string[];
  /** @default PrivateEndpointNetworkPolicies.ENABLED */
  readonly privateEndpointNetworkPolicies?: PrivateEndpointNetworkPolicies;
  /**
   * Whether machines without another way out get a public address of Microsoft's.
   *
   * Services in delegated or managed subnets have outbound access of their own in any case.
   *
   * @default false
   */
  readonly defaultOutboundAccess?: boolean;
  /** Destination of the logs of its own network security group. @default all to the stage's Log Analytics workspace */
  readonly diagnostics?: DiagnosticsOptions;
}

/** Group, location and tags are those of its network security group; the subnet itself is where its network is. */
export interface SubnetProps extends SubnetSettings, PlacementProps {
  readonly virtualNetwork: IVirtualNetwork;
  /** Its range, such as `10.0.1.0/24`. */
  readonly addressPrefix: string;
  /** Its way out to the Internet. @default none */
  readonly natGateway?: INatGateway;
}

/** Identifies an existing subnet. */
export interface SubnetReference {
  readonly name: string;
  readonly virtualNetworkName: string;
  readonly resourceGroupName: string;
  /** Service that it is delegated to, which Terraform cannot read. @default none */
  readonly delegation?: string;
}

/**
 * A part of a virtual network, for one purpose.
 *
 * Made by {@link VirtualNetwork.addSubnet}; create one yourself in an imported network.
 */
export class Subnet extends Construct implements ISubnet {
  /** Imports an existing subnet. Terraform reads it. */
  public static fromName(scope: Construct, id: string, reference: SubnetReference): ISubnet {
    return new ImportedSubnet(scope, id, reference);
  }

  /**
   * Imports an existing subnet in this subscription. Terraform reads it.
   *
   * @throws ValidationError when it is no id of a subnet
   */
  public static fromId(scope: Construct, id: string, subnetId: string, delegation?: string): ISubnet {
    const { resourceGroupName, names } = networkIdParts(scope, 'subnetId', subnetId, 'virtualNetworks', 'subnets');
    const [virtualNetworkName = '', name = ''] = names;
    return new ImportedSubnet(scope, id, { name, virtualNetworkName, resourceGroupName, delegation });
  }

  public readonly subnetId: string;
  public readonly subnetName: string;
  public readonly addressPrefix: string;
  public readonly cidr?: Cidr;
  public readonly delegation?: string;
  public readonly networkSecurityGroup?: INetworkSecurityGroup;

  constructor(scope: Construct, id: string, props: SubnetProps) {
    super(scope, id);
    const role = props.role ?? SubnetRole.GENERAL;
    this.cidr = check(this, role, props);
    this.addressPrefix = props.addressPrefix;
    this.delegation = role.delegation;
    const context = AzureContext.of(this);
    context.registerResourceProvider('Microsoft.Network');
    const endpoints = props.serviceEndpoints ?? role.serviceEndpoints;
    const name = context.nameOf(this, 'azurerm_subnet', { given: role.requiredSubnetName ?? props.name });
    const resource = new SubnetResource(this, 'Resource', {
      name,
      resourceGroupName: props.virtualNetwork.resourceGroupName,
      virtualNetworkName: props.virtualNetwork.virtualNetworkName,
      addressPrefixes: [props.addressPrefix],
      defaultOutboundAccessEnabled: props.defaultOutboundAccess ?? false,
      privateEndpointNetworkPolicies: props.privateEndpointNetworkPolicies ?? PrivateEndpointNetworkPolicies.ENABLED,
      privateLinkServiceNetworkPoliciesEnabled: role.takesPrivateLinkServices ? false : undefined,
      serviceEndpoints: endpoints.length === 0 ? undefined : [...endpoints],
      delegation: delegationBlock(role),
    });
    this.subnetName = resource.name;
    this.networkSecurityGroup = props.networkSecurityGroup ?? this.ownSecurityGroup(name, role, props);
    this.subnetId = this.associate(resource.id, props.natGateway);
  }

  private ownSecurityGroup(subnetName: string, role: SubnetRole, props: SubnetProps): NetworkSecurityGroup | undefined {
    if (!role.takesSecurityGroup) {
      return undefined;
    }
    const { resourceGroup, location, tags, diagnostics, addressPrefix } = props;
    const group = new NetworkSecurityGroup(this, 'NetworkSecurityGroup', {
      name: `nsg-${subnetName.replace(/^snet-/, '')}`,
      resourceGroup,
      location,
      tags,
      diagnostics,
    });
    const { ALLOW, DENY } = NetworkRuleAccess;
    role.rulesFor(addressPrefix).forEach((rule) => {
      const band = rule.access === DENY ? NetworkRuleBand.CLOSING : NetworkRuleBand.SERVICE;
      group.addRule(rule.direction, rule.access, rule, band);
    });
    if (props.internetIngress === true) {
      const to = NetworkPeer.cidr(addressPrefix);
      const rule = { name: 'AllowInternet', from: NetworkPeer.INTERNET, to, ports: role.internetPorts };
      group.addRule(NetworkRuleDirection.INBOUND, ALLOW, rule, NetworkRuleBand.SERVICE);
    }
    return group;
  }

  /** @returns the id of the subnet, known once it has its group and its gateway */
  private associate(subnetId: string, natGateway?: INatGateway): string {
    let id = subnetId;
    const group = this.networkSecurityGroup;
    if (group !== undefined) {
      const association = new SubnetNetworkSecurityGroupAssociation(this, 'NetworkSecurityGroupAssociation', {
        subnetId: id,
        networkSecurityGroupId: group.networkSecurityGroupId,
      });
      // A service that is refused by a group without its rules (API Management) must find them there.
      association.dependsOn = Lazy.listValue({ produce: () => ownRules(group) }, { omitEmpty: true });
      id = association.subnetId;
    }
    if (natGateway !== undefined) {
      id = new SubnetNatGatewayAssociation(this, 'NatGatewayAssociation', {
        subnetId: id,
        natGatewayId: natGateway.natGatewayId,
      }).subnetId;
    }
    return id;
  }
}

class ImportedSubnet extends Construct implements ISubnet {
  public readonly subnetId: string;
  public readonly subnetName: string;
  public readonly addressPrefix: string;
  public readonly delegation?: string;

  constructor(scope: Construct, id: string, reference: SubnetReference) {
    super(scope, id);
    const data = new DataAzurermSubnet(this, 'Resource', {
      name: reference.name,
      virtualNetworkName: reference.virtualNetworkName,
      resourceGroupName: reference.resourceGroupName,
    });
    this.subnetId = data.id;
    this.subnetName = data.name;
    this.addressPrefix = Fn.element(data.addressPrefixes, 0) as string;
    this.delegation = reference.delegation;
  }
}

/** Sizes and names are the role's, see there for their sources. */
function check(construct: Subnet, role: SubnetRole, props: SubnetProps): Cidr | undefined {
  const { addressPrefix, internetIngress } = props;
  const checks = new Checks(construct);
  const cidr = Token.isUnresolved(addressPrefix)
    ? undefined
    : checks.value('addressPrefix', () => Cidr.parse(addressPrefix));
  if (cidr !== undefined) {
    const { shortestPrefix, longestPrefix } = role;
    const clash = role.forbiddenRanges.find((range) => Cidr.parse(range).overlaps(cidr));
    const fits = shortestPrefix <= cidr.prefix && cidr.prefix <= longestPrefix;
    checks
      .that(
        'addressPrefix',
        addressPrefix,
        fits,
        `a mask from /${shortestPrefix} to /${longestPrefix} for ${role.name}`,
      )
      .that('addressPrefix', addressPrefix, clash === undefined, `a range outside ${role.forbiddenRanges.join(', ')}`);
  }
  const required = role.requiredSubnetName;
  checks
    .that('name', props.name, required === undefined || props.name === required, `${required}, or leave name out`)
    .together(
      role.takesSecurityGroup || props.networkSecurityGroup === undefined,
      `networkSecurityGroup: Azure supports none on a ${role.name} subnet`,
      'Leave it out.',
    )
    .together(
      role.takesSecurityGroup || props.natGateway === undefined,
      `natGateway: Azure supports none on a ${role.name} subnet`,
      'Leave it out.',
    )
    .together(
      internetIngress !== true || role.internetPorts.length > 0,
      `internetIngress: a ${role.name} subnet accepts no traffic from the Internet`,
      'Leave it out, or choose another role.',
    )
    .together(
      internetIngress !== true || props.networkSecurityGroup === undefined,
      'internetIngress: only the network security group that the subnet makes itself is opened, and you gave one',
      'Call allowInbound on the group that you gave.',
    )
    .done();
  return cidr;
}

function delegationBlock(role: SubnetRole) {
  return role.delegation === undefined
    ? undefined
    : [
        {
          name: 'delegation',
          serviceDelegation: { name: role.delegation, actions: [...role.delegationActions] },
        },
      ];
}

function ownRules(group: INetworkSecurityGroup): string[] {
  return group instanceof NetworkSecurityGroup
    ? group.rules.filter((rule) => rule.node.scope === group).map((rule) => dependable(rule.dependable))
    : [];
}
