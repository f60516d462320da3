import { quote } from '../errors';
import { type PolicyResource } from './policy-resource';
import { type PolicyValues } from './policy-values';

/** Types that have security rules: the rule itself, and a group with rules in it. */
export const SECURITY_RULE_TYPES = ['azurerm_network_security_group', 'azurerm_network_security_rule'];

/**
 * Sources that are the Internet.
 *
 * Those of Checkov's `INTERNET_ADDRESSES` (NSGRulePortAccessRestricted.py), and the ranges of all addresses, which it passes.
 */
const INTERNET = ['*', '0.0.0.0', '0.0.0.0/0', '::/0', '<nw>/0', '/0', 'internet', 'any'];

/** Traffic that a rule may open. */
export interface Traffic {
  readonly protocol: 'Tcp' | 'Udp';
  /** Ports of which none may be open. @default all of the protocol; a rule for every protocol is then not meant */
  readonly ports?: readonly number[];
}

/** Violation by a security rule, or by one in a group, that lets this traffic in from the Internet. */
export function openToInternet(resource: PolicyResource, { protocol, ports }: Traffic): string | undefined {
  const rules = resource.type === 'azurerm_network_security_group' ? resource.blocks('security_rule') : [resource];
  const protocols = ports === undefined ? [protocol.toLowerCase()] : [protocol.toLowerCase(), '*'];
  const open = rules.find(
    (rule) =>
      is(rule, 'access', 'allow') &&
      is(rule, 'direction', 'inbound') &&
      protocols.includes(rule.text('protocol')?.toLowerCase() ?? '') &&
      sources(rule).some((source) => INTERNET.includes(source.toLowerCase())) &&
      (ports === undefined || ports.some((port) => covers(rule, port))),
  );
  return open === undefined
    ? undefined
    : `${quote(open.text('name') ?? 'a rule')} allows ${protocol} ${portsOf(open).join(', ')} from ${sources(open).join(', ')}`;
}

function is(rule: PolicyValues, argument: string, value: string): boolean {
  return rule.text(argument)?.toLowerCase() === value;
}

function sources(rule: PolicyValues): readonly string[] {
  return texts(rule, 'source_address_prefix', 'source_address_prefixes');
}

function portsOf(rule: PolicyValues): readonly string[] {
  return texts(rule, 'destination_port_range', 'destination_port_ranges');
}

function texts(rule: PolicyValues, one: string, several: string): readonly string[] {
  return [rule.get(one), rule.get(several)]
    .flat()
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String);
}

function covers(rule: PolicyValues, port: number): boolean {
  return portsOf(rule).some((range) => {
    const [from = Number.NaN, to = from] = range === '*' ? [0, 65_535] : range.split('-').map(Number);
    return from <= port && port <= to;
  });
}
