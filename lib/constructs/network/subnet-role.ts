import facts from '../../facts/containerapps.json';
import { NetworkPeer } from './network-peer';
import {
  NetworkProtocol,
  NetworkRuleAccess,
  NetworkRuleDirection,
  type NetworkRuleOptions,
} from './network-security-rule';

/** A rule that a subnet's group has from the start. */
export interface SubnetRoleRule extends NetworkRuleOptions {
  readonly direction: NetworkRuleDirection;
  readonly access: NetworkRuleAccess;
}

interface SubnetRoleSettings {
  readonly delegation?: string;
  readonly delegationActions?: readonly string[];
  /** Longest mask. */
  readonly longestPrefix?: number;
  /** Shortest mask. */
  readonly shortestPrefix?: number;
  readonly forbiddenRanges?: readonly string[];
  readonly subnetName?: string;
  readonly securityGroup?: boolean;
  readonly natGateway?: boolean;
  readonly privateLinkServices?: boolean;
  readonly serviceEndpoints?: readonly string[];
  readonly internetPorts?: readonly string[];
  /** Rules for a subnet with the given range. */
  readonly rules?: (addressPrefix: string) => readonly SubnetRoleRule[];
}

const { infrastructureSubnet } = facts.environment;
const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';

/**
 * Role of a subnet, which decides Azure's requirements: delegation, size, network security group and its rules.
 */
export class SubnetRole {
  /** General use without requirements, such as virtual machines. */
  public static readonly GENERAL = new SubnetRole('GENERAL', { natGateway: true, internetPorts: ['443'] });

  /**
   * One Container Apps environment with workload profiles, and nothing else.
   *
   * Source: learn.microsoft.com/azure/container-apps/custom-virtual-networks and .../firewall-integration. That page warns that
   * denying more interrupts the service, so there is no closing rule: Azure's own rules keep the Internet out.
   */
  public static readonly CONTAINER_APPS = new SubnetRole('CONTAINER_APPS', {
    delegation: 'Microsoft.App/environments',
    longestPrefix: infrastructureSubnet.workloadProfiles.minPrefix,
    forbiddenRanges: [...infrastructureSubnet.forbiddenRanges, ...infrastructureSubnet.forbiddenRangesWorkloadProfiles],
    natGateway: true,
    internetPorts: ['443', '31443'],
    rules: (range) => [
      allow('AllowClients', NetworkPeer.VIRTUAL_NETWORK, range, ['80', '443', '31080', '31443']),
      allow('AllowLoadBalancerProbes', NetworkPeer.LOAD_BALANCER, range, ['30000-32767']),
      within(range),
    ],
  });

  /**
   * Private endpoints: the ports of the services in {@link PrivateLinkService}, from the network alone.
   *
   * HTTPS, SQL Server, PostgreSQL, AMQP, Azure Cache for Redis, Managed Redis with its shards, Kafka. Others are opened by
   * `connectTo`, or with `allowInbound`.
   */
  public static readonly PRIVATE_ENDPOINTS = new SubnetRole('PRIVATE_ENDPOINTS', {
    rules: (range) => [
      allow('AllowServices', NetworkPeer.VIRTUAL_NETWORK, range, [
        '443',
        '1433',
        '5432',
        '5671-5672',
        '6380',
        '8500-8599',
        '9093',
        '10000',
      ]),
      deny('DenyOtherInbound', NetworkRuleDirection.INBOUND, NetworkPeer.ANYTHING),
    ],
  });

  /** Nodes of an AKS cluster. Its public load balancer is reached only with `internetIngress`: AKS opens its own group, not this one. */
  public static readonly AKS = new SubnetRole('AKS', { natGateway: true, internetPorts: ['443'] });

  /**
   * PostgreSQL flexible servers that are injected into the network.
   *
   * Source: learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private: /28 or larger, 5432 and 6432 within
   * the subnet, and Azure adds the storage endpoint, which Terraform would otherwise take away again.
   */
  public static readonly POSTGRESQL = new SubnetRole('POSTGRESQL', {
    delegation: 'Microsoft.DBforPostgreSQL/flexibleServers',
    longestPrefix: 28,
    serviceEndpoints: ['Microsoft.Storage'],
    rules: (range) => [
      allow('AllowClients', NetworkPeer.VIRTUAL_NETWORK, range, ['5432', '6432']),
      within(range),
      deny('DenyOtherVirtualNetwork', NetworkRuleDirection.INBOUND, NetworkPeer.VIRTUAL_NETWORK),
    ],
  });

  /**
   * API Management of a classic tier, injected into the network.
   *
   * Source: learn.microsoft.com/azure/api-management/virtual-network-reference.
   */
  public static readonly API_MANAGEMENT = new SubnetRole('API_MANAGEMENT', {
    internetPorts: ['443'],
    rules: (range) => [
      allow('AllowManagement', NetworkPeer.serviceTag('ApiManagement'), range, ['3443']),
      allow('AllowLoadBalancerProbes', NetworkPeer.LOAD_BALANCER, range, ['6390']),
      allow('AllowClients', NetworkPeer.VIRTUAL_NETWORK, range, ['443']),
    ],
  });

  /** Inbound endpoint of a DNS private resolver. Source: learn.microsoft.com/azure/dns/dns-private-resolver-overview. */
  public static readonly DNS_RESOLVER_INBOUND = new SubnetRole('DNS_RESOLVER_INBOUND', {
    delegation: 'Microsoft.Network/dnsResolvers',
    longestPrefix: 28,
    shortestPrefix: 24,
  });

  /** Outbound endpoint of a DNS private resolver, which must not share the inbound one's subnet. */
  public static readonly DNS_RESOLVER_OUTBOUND = new SubnetRole('DNS_RESOLVER_OUTBOUND', {
    delegation: 'Microsoft.Network/dnsResolvers',
    longestPrefix: 28,
    shortestPrefix: 24,
  });

  /**
   * Virtual network gateway (VPN, ExpressRoute). Azure requires the name and forbids a network security group and a NAT gateway;
   * it advises /27, and takes a smaller subnet only for the Basic SKU.
   *
   * Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub.
   */
  public static readonly GATEWAY = new SubnetRole('GATEWAY', {
    subnetName: 'GatewaySubnet',
    longestPrefix: 27,
    securityGroup: false,
  });

  /**
   * Private Link services, whose addresses in it stand for the clients at the other end.
   *
   * Source: learn.microsoft.com/azure/private-link/disable-private-link-service-network-policy: a subnet with them takes none.
   */
  public static readonly PRIVATE_LINK_SERVICES = new SubnetRole('PRIVATE_LINK_SERVICES', { privateLinkServices: true });

  /** Kept free for later: nothing gets in or out. */
  public static readonly RESERVED = new SubnetRole('RESERVED', {
    rules: () => [
      deny('DenyAllInbound', NetworkRuleDirection.INBOUND, NetworkPeer.ANYTHING),
      deny('DenyAllOutbound', NetworkRuleDirection.OUTBOUND, NetworkPeer.ANYTHING),
    ],
  });

  /**
   * Any other service that requires a delegated subnet.
   *
   * @param service such as `Microsoft.Web/serverFarms`
   * @param actions the actions that Azure reports for the service; another value shows up in every plan
   */
  public static delegatedTo(service: string, actions: readonly string[] = [JOIN]): SubnetRole {
    return new SubnetRole(service, { delegation: service, delegationActions: actions, natGateway: true });
  }

  private constructor(
    /** Name of the role, for messages. */
    public readonly name: string,
    private readonly settings: SubnetRoleSettings,
  ) {}

  /** Service that the subnet is delegated to. */
  public get delegation(): string | undefined {
    return this.settings.delegation;
  }

  /** Actions that the service may take on the subnet. */
  public get delegationActions(): readonly string[] {
    return this.settings.delegationActions ?? [JOIN];
  }

  /** Longest mask that the service takes. Azure keeps five addresses of each subnet, so none is longer than /29. */
  public get longestPrefix(): number {
    return this.settings.longestPrefix ?? 29;
  }

  /** Shortest mask that the service takes. */
  public get shortestPrefix(): number {
    return this.settings.shortestPrefix ?? 2;
  }

  /** Ranges that the subnet must not overlap. */
  public get forbiddenRanges(): readonly string[] {
    return this.settings.forbiddenRanges ?? [];
  }

  /** The only name that Azure takes. */
  public get requiredSubnetName(): string | undefined {
    return this.settings.subnetName;
  }

  /** Whether Azure takes a network security group on the subnet. */
  public get takesSecurityGroup(): boolean {
    return this.settings.securityGroup ?? true;
  }

  /** Whether the network's NAT gateway serves the subnet. */
  public get usesNatGateway(): boolean {
    return this.settings.natGateway ?? false;
  }

  /** Whether Private Link services take addresses of the subnet. */
  public get takesPrivateLinkServices(): boolean {
    return this.settings.privateLinkServices ?? false;
  }

  /** Service endpoints that the service needs. */
  public get serviceEndpoints(): readonly string[] {
    return this.settings.serviceEndpoints ?? [];
  }

  /** Ports that `internetIngress` opens; none where the role never faces the Internet. */
  public get internetPorts(): readonly string[] {
    return this.settings.internetPorts ?? [];
  }

  /** The rules that the subnet's group has from the start. */
  public rulesFor(addressPrefix: string): readonly SubnetRoleRule[] {
    return this.settings.rules?.(addressPrefix) ?? [];
  }
}

function allow(name: string, from: NetworkPeer, range: string, ports: readonly string[]): SubnetRoleRule {
  const direction = NetworkRuleDirection.INBOUND;
  return { name, direction, access: NetworkRuleAccess.ALLOW, from, to: NetworkPeer.cidr(range), ports };
}

function within(range: string): SubnetRoleRule {
  const subnet = NetworkPeer.cidr(range);
  return {
    name: 'AllowWithinSubnet',
    direction: NetworkRuleDirection.INBOUND,
    access: NetworkRuleAccess.ALLOW,
    protocol: NetworkProtocol.ANY,
    from: subnet,
    to: subnet,
  };
}

/** A closing rule: judged after all others, and never before those that `connectTo` adds. */
function deny(name: string, direction: NetworkRuleDirection, peer: NetworkPeer): SubnetRoleRule {
  const end = direction === NetworkRuleDirection.INBOUND ? { from: peer } : { to: peer };
  return { name, direction, access: NetworkRuleAccess.DENY, ...end };
}
