import {
  NetworkSecurityRule as NetworkSecurityRuleResource,
  type NetworkSecurityRuleConfig,
} from '@cdktf/provider-azurerm/lib/network-security-rule';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { Checks } from '../checks';
import { NetworkPeer } from './network-peer';
import { type ISubnet } from './subnet';

/** Direction of the traffic, seen from the subnet. */
export enum NetworkRuleDirection {
  INBOUND = 'Inbound',
  OUTBOUND = 'Outbound',
}

/** Action of a rule. */
export enum NetworkRuleAccess {
  ALLOW = 'Allow',
  DENY = 'Deny',
}

/** Protocol of a rule. */
export enum NetworkProtocol {
  ANY = '*',
  TCP = 'Tcp',
  UDP = 'Udp',
  ICMP = 'Icmp',
  /** IPsec authentication header. */
  AH = 'Ah',
  /** IPsec encapsulating security payload. */
  ESP = 'Esp',
}

/** A rule of a network security group, but for its direction and what it does. */
export interface NetworkRuleOptions {
  /** Name, unique in the group: 1 to 80 letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  /** Source of the traffic. @default everywhere */
  readonly from?: NetworkPeer;
  /** Destination of the traffic. @default everywhere */
  readonly to?: NetworkPeer;
  /** Destination ports, single (`443`) or as a range (`8500-8599`). @default all */
  readonly ports?: readonly string[];
  /** @default TCP, or any where no ports are given */
  readonly protocol?: NetworkProtocol;
  /** 100 (judged first) to 4096, unique in the group for its direction. @default the next free one from 1000, in steps of 10 */
  readonly priority?: number;
  /** Reason for the rule, up to 140 characters. @default none */
  readonly description?: string;
}

/** The group as its rules see it. */
export interface NetworkRuleGroup {
  readonly networkSecurityGroupName: string;
  readonly resourceGroupName: string;
}

export interface NetworkSecurityRuleProps extends NetworkRuleOptions {
  readonly group: NetworkRuleGroup;
  readonly direction: NetworkRuleDirection;
  readonly access: NetworkRuleAccess;
  readonly priority: number;
}

/**
 * A rule of a network security group, as a resource of its own: other stages may add to a group without owning it.
 *
 * Made by {@link NetworkSecurityGroup.allowInbound} and its kin.
 */
export class NetworkSecurityRule extends Construct {
  public readonly ruleName: string;
  public readonly priority: number;
  public readonly direction: NetworkRuleDirection;
  public readonly access: NetworkRuleAccess;
  private readonly from: NetworkPeer;
  private readonly ports: readonly string[];
  private readonly protocol: NetworkProtocol;

  constructor(scope: Construct, id: string, props: NetworkSecurityRuleProps) {
    super(scope, id);
    check(this, props);
    this.ruleName = props.name;
    this.priority = props.priority;
    this.direction = props.direction;
    this.access = props.access;
    this.from = props.from ?? NetworkPeer.ANYTHING;
    this.ports = props.ports ?? ['*'];
    this.protocol = props.protocol ?? (props.ports === undefined ? NetworkProtocol.ANY : NetworkProtocol.TCP);
    new NetworkSecurityRuleResource(this, 'Resource', {
      name: props.name,
      networkSecurityGroupName: props.group.networkSecurityGroupName,
      resourceGroupName: props.group.resourceGroupName,
      description: props.description,
      priority: props.priority,
      direction: props.direction,
      access: props.access,
      protocol: this.protocol,
      sourcePortRange: '*',
      ...source(this.from),
      ...destination(props.to ?? NetworkPeer.ANYTHING),
      ...destinationPorts(this.ports),
    });
  }

  /** The rule itself, for what must wait until it is there. */
  public get dependable(): TerraformResource {
    return this.node.defaultChild as TerraformResource;
  }

  /** Whether it applies to TCP traffic from a subnet to a port. */
  public concerns(from: ISubnet, port: number): boolean {
    return (
      [NetworkProtocol.ANY, NetworkProtocol.TCP].includes(this.protocol) &&
      this.from.includes(from) &&
      this.ports.some((range) => contains(range, port))
    );
  }
}

/**
 * Rules of azurerm internal/services/network/network_security_rule_resource.go, and for names
 * learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork.
 */
function check(construct: NetworkSecurityRule, props: NetworkSecurityRuleProps): void {
  const checks = new Checks(construct)
    .that(
      'name',
      props.name,
      /^[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?$/.test(props.name),
      '1 to 80 letters, digits, "_", "." and "-", the first a letter or digit, the last no "." or "-"',
    )
    .wholeNumber('priority', props.priority, 100, 4096)
    .that('ports', props.ports, props.ports?.length !== 0, 'at least one port; leave ports out for all')
    .that('description', props.description, (props.description?.length ?? 0) <= 140, 'up to 140 characters');
  props.ports?.forEach((range, index) => {
    checks.that(`ports[${index}]`, range, isPortRange(range), 'a port (443) or a range (8500-8599) within 0 to 65535');
  });
  checks.done();
}

function isPortRange(range: string): boolean {
  const [first, last] = bounds(range);
  return range === '*' || (/^\d{1,5}(-\d{1,5})?$/.test(range) && first <= last && last <= 65535);
}

function contains(range: string, port: number): boolean {
  const [first, last] = bounds(range);
  return range === '*' || (first <= port && port <= last);
}

function bounds(range: string): [number, number] {
  const [first, last] = range.split('-');
  return [Number(first), Number(last ?? first)];
}

function source({ prefixes }: NetworkPeer): Partial<NetworkSecurityRuleConfig> {
  return prefixes.length === 1 ? { sourceAddressPrefix: prefixes[0] } : { sourceAddressPrefixes: [...prefixes] };
}

function destination({ prefixes }: NetworkPeer): Partial<NetworkSecurityRuleConfig> {
  return prefixes.length === 1
    ? { destinationAddressPrefix: prefixes[0] }
    : { destinationAddressPrefixes: [...prefixes] };
}

function destinationPorts(ports: readonly string[]): Partial<NetworkSecurityRuleConfig> {
  return ports.length === 1 ? { destinationPortRange: ports[0] } : { destinationPortRanges: [...ports] };
}
