import { ArmError } from '../arm/arm-error';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { stringAt, valueAt } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ProviderOperation, type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { PARAMETERS, refusedBy } from './postgresql-parameters';
import { BUSY, replicasOf, SERVERS, servers } from './postgresql-servers';

/** What the types below a server have in common: every write is a long-running operation on the server. */
const BELOW = {
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  status: { created: 202, updated: 202 },
  exclusive: { within: 'parent', code: BUSY },
} as const;

const databases: ResourceType = {
  ...BELOW,
  type: `${SERVERS}/databases`,
  name: nameRuleOf('azurerm_postgresql_flexible_server_database'),
  put: ({ azure, id }, body, existing) => {
    const server = azure.store.get(id.parent ?? '');
    requireThat(
      server?.properties['replicationRole'] !== 'AsyncReplica',
      `${server?.name ?? ''} is a replica, which is read-only.`,
      'ReadOnlyServer',
    );
    const properties = { charset: 'UTF8', collation: 'en_US.utf8', ...body.properties };
    requireThat(
      existing === undefined || existing.properties['collation'] === properties.collation,
      `The collation of the database ${body.name} cannot be changed.`,
    );
    return { ...body, properties };
  },
};

/** Parameter of a server as it is before it is set; undefined where the server has none of the name. */
function parameterOf(server: Resource | undefined, name: string): Resource | undefined {
  const parameter = PARAMETERS[name];
  // The pooler is not offered in the tier Burstable: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-pgbouncer
  const isOffered = !name.startsWith('pgbouncer.') || stringAt(server, 'sku', 'tier') !== 'Burstable';
  if (server === undefined || parameter === undefined || !isOffered) {
    return undefined;
  }
  const { value, allowed, isSet = false, isStatic = false } = parameter;
  return {
    id: `${server.id}/configurations/${name}`,
    name,
    type: `${SERVERS}/configurations`,
    properties: {
      value,
      defaultValue: value,
      source: 'system-default',
      dataType: allowed instanceof RegExp ? 'String' : isSet ? 'Set' : 'Enumeration',
      isDynamicConfig: !isStatic,
      isReadOnly: false,
      isConfigPendingRestart: false,
    },
  };
}

/** Parameters, which are there with their server. */
const configurations: ResourceType = {
  ...BELOW,
  type: `${SERVERS}/configurations`,
  implied: ({ azure }, id) =>
    parameterOf(azure.store.get(id.split('/').slice(0, -2).join('/')), id.slice(id.lastIndexOf('/') + 1).toLowerCase()),
  list: ({ azure, id }, found) => {
    const server = azure.store.get(id.parent ?? '');
    return Object.keys(PARAMETERS).flatMap(
      (name) => found.find((each) => each.name.toLowerCase() === name) ?? parameterOf(server, name) ?? [],
    );
  },
  put: (_request, body, existing) => {
    const parameter = PARAMETERS[body.name.toLowerCase()];
    if (existing === undefined || parameter === undefined) {
      throw new ArmError(
        404,
        'ConfigurationNotExists',
        `The configuration '${body.name}' does not exist on this server.`,
      );
    }
    const value = String(body.properties['value'] ?? '');
    const refused = refusedBy(parameter, value);
    requireThat(
      refused === undefined,
      `The value '${refused ?? ''}' of the configuration '${body.name}' is invalid. Allowed: ${String(parameter.allowed)}.`,
      'InvalidParameterValue',
    );
    const isPending = existing.properties['isDynamicConfig'] !== true && value !== existing.properties['value'];
    return {
      ...body,
      properties: { ...existing.properties, value, source: 'user-override', isConfigPendingRestart: isPending },
    };
  },
};

const administrators: ResourceType = {
  ...BELOW,
  type: `${SERVERS}/administrators`,
  name: { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i },
  put: ({ azure, id }, body) => {
    const server = azure.store.get(id.parent ?? '');
    requireThat(
      valueAt(server?.properties, 'authConfig', 'activeDirectoryAuth') === 'Enabled',
      `Microsoft Entra authentication is not enabled on the server ${server?.name ?? ''}.`,
      'AadAuthOperationCannotBePerformedWhenAadAuthIsDisabled',
    );
    const type = { name: 'principalType', value: body.properties['principalType'] };
    requireOneOf(type, ['User', 'Group', 'ServicePrincipal', 'Unknown']);
    return { ...body, properties: { ...body.properties, objectId: id.name } };
  },
};

const firewallRules: ResourceType = {
  ...BELOW,
  type: `${SERVERS}/firewallRules`,
  name: nameRuleOf('azurerm_postgresql_flexible_server_firewall_rule'),
  put: ({ azure, id }, body) => {
    const [start, end] = ['startIpAddress', 'endIpAddress'].map((key) =>
      numberOf(stringAt(body.properties, key) ?? ''),
    );
    requireThat(
      start !== undefined && end !== undefined && start <= end,
      `The firewall rule ${body.name} needs an IPv4 address and one that is not lower.`,
      'InvalidParameterValue',
    );
    requireThat(
      valueAt(azure.store.get(id.parent ?? '')?.properties, 'network', 'publicNetworkAccess') === 'Enabled',
      'Firewall rules need public network access.',
      'FirewallRulesNotAllowed',
    );
    return body;
  },
};

function numberOf(address: string): number | undefined {
  const parts = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) ? address.split('.').map(Number) : [];
  return parts.length === 4 && parts.every((each) => each < 256)
    ? parts.reduce((sum, each) => sum * 256 + each, 0)
    : undefined;
}

/** Virtual endpoints, whose members are a server and one of its replicas: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-read-replicas-virtual-endpoints */
const virtualEndpoints: ResourceType = {
  ...BELOW,
  type: `${SERVERS}/virtualEndpoints`,
  name: nameRuleOf('azurerm_postgresql_flexible_server_virtual_endpoint', { unique: 'global' }),
  put: ({ azure, id }, body, existing) => {
    const server = azure.store.get(id.parent ?? '') as Resource;
    requireOneOf({ name: 'endpointType', value: body.properties['endpointType'] }, ['ReadWrite']);
    requireThat(
      existing !== undefined || azure.store.children(`${SERVERS}/virtualEndpoints`, server.id).length === 0,
      `The server ${server.name} has a virtual endpoint already.`,
      'VirtualEndpointAlreadyExists',
    );
    const given = Array.isArray(body.properties['members']) ? body.properties['members'].map(String) : [];
    const replicas = replicasOf(azure.store, server.id).map(({ name }) => name);
    const members = [...new Set([server.name, ...given])];
    const stranger = members.find((each) => each !== server.name && !replicas.includes(each));
    requireThat(
      stranger === undefined && members.length <= 2,
      `${stranger ?? members.join(', ')} is not one replica of ${server.name}.`,
      'InvalidVirtualEndpointMember',
    );
    const hosts = ['writer', 'reader'].map((each) => `${body.name}.${each}.postgres.database.azure.com`);
    return { ...body, properties: { ...body.properties, members, virtualEndpoints: hosts } };
  },
};

const checkName: ProviderOperation = {
  method: 'POST',
  path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.DBforPostgreSQL\/(locations\/[^/]+\/)?checkNameAvailability$/i,
  answer: ({ azure, body }) => {
    const isTaken = azure.store.ofType(SERVERS).some(({ name }) => name === body['name']);
    return isTaken
      ? { nameAvailable: false, reason: 'AlreadyExists', message: `The name '${String(body['name'])}' is in use.` }
      : { nameAvailable: true };
  },
};

/** Azure Database for PostgreSQL: https://learn.microsoft.com/rest/api/postgresql/ */
export const postgresql: ResourceProvider = {
  namespace: 'Microsoft.DBforPostgreSQL',
  types: [servers, databases, configurations, administrators, firewallRules, virtualEndpoints],
  operations: [checkName],
};
