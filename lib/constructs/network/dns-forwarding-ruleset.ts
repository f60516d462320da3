import { PrivateDnsResolverDnsForwardingRuleset } from '@cdktf/provider-azurerm/lib/private-dns-resolver-dns-forwarding-ruleset';
import { PrivateDnsResolverForwardingRule } from '@cdktf/provider-azurerm/lib/private-dns-resolver-forwarding-rule';
import { PrivateDnsResolverVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-resolver-virtual-network-link';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { IPv4 } from 'ipaddr.js';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { place, type PlacementProps } from '../placement';
import { type DnsResolver } from './dns-resolver';
import { pathName } from './path-name';
import { type IVirtualNetwork } from './virtual-network';

/** A forwarding rule: a domain, and the DNS servers that answer for it. */
export interface DnsForwardingRule {
  /** The domain with all below it, such as `corp.example.com`; `.` for everything that no other rule and no private zone has. */
  readonly domainName: string;
  /** One to six DNS servers, as `10.1.0.4` or with a port as `10.1.0.4:5353`. */
  readonly dnsServers: readonly string[];
  /** @default true */
  readonly enabled?: boolean;
}

/** Properties of a ruleset. */
export interface DnsForwardingRulesetOptions extends PlacementProps {
  /** @default none yet; see `addRule` */
  readonly rules?: readonly DnsForwardingRule[];
  /** Networks whose queries follow the rules, in the resolver's region. @default none yet; see `linkTo` */
  readonly virtualNetworks?: readonly IVirtualNetwork[];
}

export interface DnsForwardingRulesetProps extends DnsForwardingRulesetOptions {
  /** The one or two resolvers that ask, each from its outbound endpoint. */
  readonly resolvers: readonly DnsResolver[];
}

/**
 * Rules by which a DNS private resolver passes questions on.
 *
 * Do not link the resolver's own network where a rule leads to its inbound endpoint: questions would go round for ever.
 */
export class DnsForwardingRuleset extends Construct {
  public readonly dnsForwardingRulesetId: string;

  constructor(scope: Construct, id: string, props: DnsForwardingRulesetProps) {
    super(scope, id);
    const { resolvers } = props;
    // Source: learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets; azurerm does not check it.
    new Checks(this)
      .that('resolvers', resolvers.length, resolvers.length === 1 || resolvers.length === 2, 'one or two')
      .done();
    const resource = new PrivateDnsResolverDnsForwardingRuleset(this, 'Resource', {
      ...place(this, 'azurerm_private_dns_resolver_dns_forwarding_ruleset', props),
      privateDnsResolverOutboundEndpointIds: resolvers.map((resolver) => resolver.outboundEndpointId),
    });
    this.dnsForwardingRulesetId = resource.id;
    props.rules?.forEach((rule) => this.addRule(rule));
    props.virtualNetworks?.forEach((network) => this.linkTo(network));
  }

  /**
   * Adds a rule.
   *
   * @throws ValidationError when its domain or a server is none, or the domain has a rule already
   */
  public addRule(rule: DnsForwardingRule): void {
    const domain = rule.domainName.replace(/\.$/, '').toLowerCase();
    const name = domain === '' ? 'everything' : domain.replace(/[^a-z0-9]/g, '-');
    const id = `Rule-${name}`;
    this.check(rule, domain, this.node.tryFindChild(id) === undefined);
    new PrivateDnsResolverForwardingRule(this, id, {
      // Azure wants a letter in front.
      name: /^[a-z]/.test(name) ? name : `rule-${name}`,
      dnsForwardingRulesetId: this.dnsForwardingRulesetId,
      domainName: `${domain}.`,
      enabled: rule.enabled ?? true,
      targetDnsServers: rule.dnsServers.map(targetOf),
    });
  }

  /** Judges the questions of a network by these rules. */
  public linkTo(network: IVirtualNetwork): void {
    const { project, environment } = AzureContext.of(this);
    new PrivateDnsResolverVirtualNetworkLink(this, `Link-${network.node.path.replace(/\//g, '-')}`, {
      name: pathName(network, 'link', project, environment),
      dnsForwardingRulesetId: this.dnsForwardingRulesetId,
      virtualNetworkId: network.virtualNetworkId,
    });
  }

  /** Source: learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets; azurerm checks only that nothing is empty. */
  private check(rule: DnsForwardingRule, domain: string, isNew: boolean): void {
    const { domainName, dnsServers } = rule;
    const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
    const written = new RegExp(`^(${label}(\\.${label})*)?$`).test(domain) && domainName !== '';
    const checks = new Checks(this)
      .that('rules.domainName', domainName, written, 'a domain such as corp.example.com, or "." for everything')
      .that('rules.domainName', domainName, isNew, 'a domain without a rule so far')
      .that('rules.dnsServers', dnsServers, dnsServers.length >= 1 && dnsServers.length <= 6, 'one to six servers');
    dnsServers
      .filter((server) => !Token.isUnresolved(server))
      .forEach((server) => {
        const { ipAddress, port } = targetOf(server);
        const valid = IPv4.isValidFourPartDecimal(ipAddress) && Number.isInteger(port) && port >= 1 && port <= 65535;
        checks.that('rules.dnsServers', server, valid, 'an IPv4 address, or one with a port: 10.1.0.4:5353');
      });
    checks.done();
  }
}

function targetOf(server: string): { readonly ipAddress: string; readonly port: number } {
  const [ipAddress = '', port] = Token.isUnresolved(server) ? [server] : server.split(':');
  return { ipAddress, port: port === undefined ? 53 : Number(port) };
}
