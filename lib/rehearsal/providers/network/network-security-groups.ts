import { badRequest, conflict } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { NETWORK_NAME, provisioned, without } from './network-rules';

/** Priorities of rules: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules */
const PRIORITY = { lowest: 100, highest: 4096 };

/** Rules of a network security group at most. */
const MOST_RULES = 1000;

/** Network security groups. Their rules are kept by themselves, and read within them. */
export const networkSecurityGroups: ResourceType = {
  type: 'Microsoft.Network/networkSecurityGroups',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    if (Array.isArray(body.properties['securityRules'])) {
      putRules(request, body);
    }
    const kept = without(body.properties, 'securityRules', 'defaultSecurityRules', 'subnets', 'networkInterfaces');
    return { ...body, properties: { ...kept, ...provisioned(body.id) } };
  },
  read: (resource, { azure: { store } }) => ({
    ...resource,
    properties: {
      ...resource.properties,
      securityRules: store.children(securityRules.type, resource.id).map((each) => ({ ...each })),
      defaultSecurityRules: DEFAULT_RULES.map((rule) => defaultRule(resource.id, rule)),
      subnets: usersOf(resource, store).map(({ id }) => ({ id })),
    },
  }),
  remove: ({ azure: { store } }, resource) => {
    const [user] = store.referringTo(
      resource.id,
      /^Microsoft\.Network\/(virtualNetworks\/subnets|networkInterfaces)$/i,
    );
    if (user !== undefined) {
      throw badRequest(
        'InUseNetworkSecurityGroupCannotBeDeleted',
        `Network security group ${resource.id} cannot be deleted because it is in use by the following resources: ${user.id}. In order to delete the Network security group, remove the association with the resource(s).`,
      );
    }
  },
};

function usersOf(resource: Resource, store: ArmRequest['azure']['store']): readonly Resource[] {
  return store.referringTo(resource.id, /\/subnets$/i);
}

/** Rules that every group has: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules */
const DEFAULT_RULES = [
  ['AllowVnetInBound', 'Inbound', 65000, 'Allow', 'VirtualNetwork', 'VirtualNetwork'],
  ['AllowAzureLoadBalancerInBound', 'Inbound', 65001, 'Allow', 'AzureLoadBalancer', '*'],
  ['DenyAllInBound', 'Inbound', 65500, 'Deny', '*', '*'],
  ['AllowVnetOutBound', 'Outbound', 65000, 'Allow', 'VirtualNetwork', 'VirtualNetwork'],
  ['AllowInternetOutBound', 'Outbound', 65001, 'Allow', '*', 'Internet'],
  ['DenyAllOutBound', 'Outbound', 65500, 'Deny', '*', '*'],
] as const;

function defaultRule(
  group: string,
  [name, direction, priority, access, from, to]: (typeof DEFAULT_RULES)[number],
): JsonObject {
  return {
    id: `${group}/defaultSecurityRules/${name}`,
    name,
    properties: {
      direction,
      priority,
      access,
      protocol: '*',
      sourceAddressPrefix: from,
      sourcePortRange: '*',
      destinationAddressPrefix: to,
      destinationPortRange: '*',
      provisioningState: 'Succeeded',
    },
  };
}

/** Replaces the rules by those of a body. */
function putRules({ azure: { store } }: ArmRequest, body: Resource): void {
  const rules = objectsAt(body.properties, 'securityRules').map((each): Resource => {
    const name = stringAt(each, 'name') ?? '';
    const id = `${body.id}/securityRules/${name}`;
    return { id, name, type: securityRules.type, properties: objectAt(each, 'properties') };
  });
  const checked = rules.map((rule) =>
    checkedRule(
      rule,
      rules.filter(({ name }) => name !== rule.name),
    ),
  );
  store.children(securityRules.type, body.id).forEach(({ id }) => {
    store.delete(id);
  });
  checked.forEach((each) => {
    store.set(each);
  });
}

/** Rules of a network security group. */
export const securityRules: ResourceType = {
  type: 'Microsoft.Network/networkSecurityGroups/securityRules',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure: { store }, id }, body) =>
    checkedRule(
      body,
      store.children(securityRules.type, id.parent ?? '').filter((each) => each.id !== body.id),
    ),
};

/** Members of a rule with the values that Azure takes. */
const VALUES: Readonly<Record<string, RegExp>> = {
  access: /^(Allow|Deny)$/i,
  direction: /^(Inbound|Outbound)$/i,
  protocol: /^(Tcp|Udp|Icmp|Esp|Ah|\*)$/i,
};

function checkedRule(body: Resource, others: readonly Resource[]): Resource {
  const { properties } = body;
  const wrong = Object.entries(VALUES).find(([key, pattern]) => !pattern.test(stringAt(properties, key) ?? ''));
  if (wrong !== undefined) {
    throw badRequest(
      'SecurityRuleParameterContainsUnsupportedValue',
      `Security rule parameter ${wrong[0]} for rule with Id ${body.id} cannot be specified with value '${String(properties[wrong[0]])}'.`,
    );
  }
  const priority = Number(properties['priority']);
  if (!Number.isInteger(priority) || priority < PRIORITY.lowest || priority > PRIORITY.highest) {
    throw badRequest(
      'SecurityRuleInvalidPriority',
      `Security rule ${body.id} has invalid priority ${String(properties['priority'])}: it must be between ${PRIORITY.lowest} and ${PRIORITY.highest}.`,
    );
  }
  checkEnds(body);
  const twin = others.find(
    (each) => each.properties['priority'] === priority && each.properties['direction'] === properties['direction'],
  );
  if (twin !== undefined) {
    throw conflict(
      'SecurityRuleConflict',
      `Security rule ${body.name} conflicts with rule ${twin.name}. Rules cannot have the same Priority and Direction.`,
    );
  }
  if (others.length >= MOST_RULES) {
    throw badRequest('SecurityRulesLimitReached', `A network security group has at most ${MOST_RULES} rules.`);
  }
  return { ...body, properties: { ...properties, provisioningState: 'Succeeded' } };
}

/** Refuses a rule without addresses or ports on one of its ends, or with ports that are none. */
function checkEnds({ id, properties }: Resource): void {
  for (const end of ['source', 'destination']) {
    const ports = [stringAt(properties, `${end}PortRange`) ?? '', ...stringsAt(properties, `${end}PortRanges`)].filter(
      (each) => each !== '',
    );
    const groups = objectsAt(properties, `${end}ApplicationSecurityGroups`);
    const addresses = [
      stringAt(properties, `${end}AddressPrefix`) ?? '',
      ...stringsAt(properties, `${end}AddressPrefixes`),
    ].filter((each) => each !== '');
    if (ports.length === 0 || addresses.length + groups.length === 0) {
      throw badRequest(
        'SecurityRuleMissingParameter',
        `Security rule ${id} has no ${end} port range or no ${end} address.`,
      );
    }
    const wrong = ports.find((each) => !isPortRange(each));
    if (wrong !== undefined) {
      throw badRequest(
        'SecurityRuleInvalidPortRange',
        `Security rule has invalid Port range. Value provided: ${wrong}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.`,
      );
    }
  }
}

function isPortRange(text: string): boolean {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  return text === '*' || (first !== undefined && Number(first) <= Number(last) && Number(last) <= 65535);
}
