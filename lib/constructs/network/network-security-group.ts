import { DataAzurermNetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/data-azurerm-network-security-group';
import { NetworkSecurityGroup as NetworkSecurityGroupResource } from '@cdktf/provider-azurerm/lib/network-security-group';
import { TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { sha256 } from '../../values/sha256';
import { Checks } from '../checks';
import { addDiagnostics, type DiagnosticsOptions } from '../observability/diagnostics';
import { place, type PlacementProps } from '../placement';
import { NetworkPeer } from './network-peer';
import {
  NetworkRuleAccess,
  NetworkRuleDirection,
  type NetworkRuleOptions,
  NetworkSecurityRule,
} from './network-security-rule';
import { pathName } from './path-name';
import { type ISubnet } from './subnet';

/** Priorities from which rules are numbered, in the order in which Azure judges them. */
export enum NetworkRuleBand {
  /** Rules that the service in the subnet requires. */
  SERVICE = 100,
  /** Rules of yours. */
  CUSTOM = 1000,
  /** Rules that `connectTo` adds. */
  CONNECTION = 2000,
  /** Rules that deny all other traffic. */
  CLOSING = 4000,
}

/** A connection that must get through. */
export interface InboundConnection {
  /** TCP port. */
  readonly port: number;
  /** Subnet of the client. */
  readonly from: ISubnet;
}

/** Identifies an existing network security group. */
export interface NetworkSecurityGroupReference {
  readonly name: string;
  readonly resourceGroupName: string;
}

/** A network security group, defined in this app or imported. */
export interface INetworkSecurityGroup extends IConstruct {
  readonly networkSecurityGroupId: string;
  readonly networkSecurityGroupName: string;
  readonly resourceGroupName: string;
  /** Allows inbound traffic. */
  allowInbound(rule: NetworkRuleOptions): NetworkSecurityRule;
  /** Keeps traffic out. */
  denyInbound(rule: NetworkRuleOptions): NetworkSecurityRule;
  /** Lets traffic out. */
  allowOutbound(rule: NetworkRuleOptions): NetworkSecurityRule;
  /** Keeps traffic in. */
  denyOutbound(rule: NetworkRuleOptions): NetworkSecurityRule;
  /**
   * Ensures that a TCP connection is allowed: adds a rule when one that denies it would be evaluated first.
   *
   * Does nothing for an imported group, whose rules are its owner's.
   *
   * @param scope the construct that needs the connection; the rule belongs to its stage, and goes with it
   * @returns the rule, or undefined when none was needed
   * @throws ValidationError when a rule of yours denies it before a connection could be allowed
   */
  ensureInbound(scope: Construct, connection: InboundConnection): NetworkSecurityRule | undefined;
}

export interface NetworkSecurityGroupProps extends PlacementProps {
  /** Destination of its logs; it has no metrics. @default all of them to the stage's Log Analytics workspace */
  readonly diagnostics?: DiagnosticsOptions;
}

/** Base of a group, defined in this app or imported. */
abstract class NetworkSecurityGroupBase extends Construct implements INetworkSecurityGroup {
  public abstract readonly networkSecurityGroupId: string;
  public abstract readonly networkSecurityGroupName: string;
  public abstract readonly resourceGroupName: string;
  private readonly known: NetworkSecurityRule[] = [];

  public abstract ensureInbound(scope: Construct, connection: InboundConnection): NetworkSecurityRule | undefined;

  /** The rules that constructs have added so far, in the order in which Azure judges them. */
  public get rules(): NetworkSecurityRule[] {
    // Not by locale, whose tables take longer to load than most stages to make.
    const byDirection = (a: string, b: string) => (a < b ? -1 : Number(a > b));
    return [...this.known].sort((a, b) => byDirection(a.direction, b.direction) || a.priority - b.priority);
  }

  public allowInbound(rule: NetworkRuleOptions): NetworkSecurityRule {
    return this.addRule(NetworkRuleDirection.INBOUND, NetworkRuleAccess.ALLOW, rule);
  }

  public denyInbound(rule: NetworkRuleOptions): NetworkSecurityRule {
    return this.addRule(NetworkRuleDirection.INBOUND, NetworkRuleAccess.DENY, rule);
  }

  public allowOutbound(rule: NetworkRuleOptions): NetworkSecurityRule {
    return this.addRule(NetworkRuleDirection.OUTBOUND, NetworkRuleAccess.ALLOW, rule);
  }

  public denyOutbound(rule: NetworkRuleOptions): NetworkSecurityRule {
    return this.addRule(NetworkRuleDirection.OUTBOUND, NetworkRuleAccess.DENY, rule);
  }

  /**
   * Adds a rule.
   *
   * @param band where its priority is looked for unless it has one. @default CUSTOM
   * @throws ValidationError when another rule of the group has its name, or its priority in this direction
   */
  public addRule(
    direction: NetworkRuleDirection,
    access: NetworkRuleAccess,
    rule: NetworkRuleOptions,
    band: NetworkRuleBand = NetworkRuleBand.CUSTOM,
  ): NetworkSecurityRule {
    const priority = rule.priority ?? this.nextFree(direction, band, 10);
    this.refuseTaken(direction, rule.name, priority);
    return this.keep(new NetworkSecurityRule(this, rule.name, { ...rule, group: this, direction, access, priority }));
  }

  protected keep(rule: NetworkSecurityRule): NetworkSecurityRule {
    this.known.push(rule);
    return rule;
  }

  protected nextFree(direction: NetworkRuleDirection, from: number, step: number): number {
    const taken = new Set(this.known.filter((rule) => rule.direction === direction).map((rule) => rule.priority));
    let priority = from;
    while (taken.has(priority)) {
      priority += step;
    }
    return priority;
  }

  private refuseTaken(direction: NetworkRuleDirection, name: string, priority: number): void {
    const namesake = this.known.find((rule) => rule.ruleName.toLowerCase() === name.toLowerCase());
    const rival = this.known.find((rule) => rule.direction === direction && rule.priority === priority);
    new Checks(this)
      .together(namesake === undefined, `two rules are called "${name}"`, 'Give one of them another name.')
      .together(
        rival === undefined,
        `rules "${rival?.ruleName}" and "${name}" are both ${direction.toLowerCase()} with priority ${priority}`,
        'Leave the priority out to get a free one.',
      )
      .done();
  }
}

/**
 * A network security group, which filters the traffic of subnets. Without rules of its own it allows inbound traffic of the
 * virtual network and not of the Internet, and all outbound traffic.
 *
 * Subnets create one of their own, so you rarely create one yourself. Every rule is a resource of its own.
 */
export class NetworkSecurityGroup extends NetworkSecurityGroupBase {
  /** Imports an existing group. Terraform reads it; rules added here must not take a name or priority that it has. */
  public static fromName(
    scope: Construct,
    id: string,
    reference: NetworkSecurityGroupReference,
  ): INetworkSecurityGroup {
    return new ImportedNetworkSecurityGroup(scope, id, reference);
  }

  public readonly networkSecurityGroupId: string;
  public readonly networkSecurityGroupName: string;
  public readonly resourceGroupName: string;

  constructor(scope: Construct, id: string, props: NetworkSecurityGroupProps = {}) {
    super(scope, id);
    const placement = place(this, 'azurerm_network_security_group', props);
    const resource = new NetworkSecurityGroupResource(this, 'Resource', placement);
    this.networkSecurityGroupId = resource.id;
    this.networkSecurityGroupName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    addDiagnostics(this, [{ id: 'nsg', targetResourceId: resource.id, logs: true, metrics: false }], props.diagnostics);
  }

  public ensureInbound(scope: Construct, connection: InboundConnection): NetworkSecurityRule | undefined {
    const { from, port } = connection;
    const decisive = this.rules.find(
      (rule) =>
        rule.direction === NetworkRuleDirection.INBOUND && isThereFor(scope, this, rule) && rule.concerns(from, port),
    );
    // Where no rule decides, Azure's own AllowVnetInBound (65000) does.
    if (decisive?.access !== NetworkRuleAccess.DENY) {
      return undefined;
    }
    const name = pathName(from, TerraformStack.of(scope).node.id, `${port}`, 'from');
    const priority = this.nextFree(NetworkRuleDirection.INBOUND, connectionPriority(name), 1);
    new Checks(this)
      .together(
        decisive.priority > priority,
        `rule "${decisive.ruleName}" (${decisive.priority}) keeps ${from.node.path} from port ${port}, which ${scope.node.path} needs`,
        `Allow it with allowInbound and a priority below ${decisive.priority}, or give the rule one above 3999.`,
      )
      .done();
    return this.keep(
      new NetworkSecurityRule(scope, `Allow-${name}`, {
        name,
        group: this,
        direction: NetworkRuleDirection.INBOUND,
        access: NetworkRuleAccess.ALLOW,
        priority,
        from: NetworkPeer.subnets(from),
        ports: [`${port}`],
        description: `Connection of ${scope.node.path}`.slice(0, 140),
      }),
    );
  }
}

class ImportedNetworkSecurityGroup extends NetworkSecurityGroupBase {
  public readonly networkSecurityGroupId: string;
  public readonly networkSecurityGroupName: string;
  public readonly resourceGroupName: string;

  constructor(scope: Construct, id: string, reference: NetworkSecurityGroupReference) {
    super(scope, id);
    const data = new DataAzurermNetworkSecurityGroup(this, 'Resource', {
      name: reference.name,
      resourceGroupName: reference.resourceGroupName,
    });
    this.networkSecurityGroupId = data.id;
    this.networkSecurityGroupName = data.name;
    this.resourceGroupName = data.resourceGroupName;
  }

  public ensureInbound(): undefined {
    return undefined;
  }
}

/** The priority at which a free one is looked for: by name, so that it stays when other connections come and go. */
function connectionPriority(name: string): number {
  return NetworkRuleBand.CONNECTION + (sha256(name).readUInt32BE(0) % 1000);
}

/**
 * Whether a rule is certainly there when the stage of `scope` runs: it is the group's own stage's, the same stage's or that of an
 * earlier one. A rule of any other stage may be destroyed with it, and so cannot be relied on.
 */
function isThereFor(scope: Construct, group: Construct, rule: NetworkSecurityRule): boolean {
  const own = TerraformStack.of(scope);
  const owner = TerraformStack.of(rule);
  return owner === own || owner === TerraformStack.of(group) || own.dependsOn(owner);
}
