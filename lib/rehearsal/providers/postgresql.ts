import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { type JsonObject, objectAt, stringAt, valueAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { delegatedTo } from './virtual-networks';

const SERVERS = 'Microsoft.DBforPostgreSQL/flexibleServers';
const DELEGATION = 'Microsoft.DBforPostgreSQL/flexibleServers';

/** Names: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftdbforpostgresql */
const SERVER_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** Sizes of storage in GiB, with the default tier of each: internal/services/postgres of azurerm */
const STORAGE: Readonly<Record<number, string>> = {
  32: 'P4',
  64: 'P6',
  128: 'P10',
  256: 'P15',
  512: 'P20',
  1024: 'P30',
  2048: 'P40',
  4095: 'P50',
  4096: 'P50',
  8192: 'P60',
  16_384: 'P70',
  32_767: 'P80',
};

const servers: ResourceType = {
  type: SERVERS,
  name: { pattern: SERVER_NAME, unique: 'global', takenCode: 'ServerNameAlreadyExists' },
  longRunning: ['PUT', 'PATCH', 'DELETE', 'POST'],
  put: (request, body, existing) => {
    checkServer(request, body, existing);
    const source = request.azure.store.get(stringAt(body.properties, 'sourceServerResourceId') ?? '');
    const inherited: JsonObject = source === undefined ? {} : copied(source);
    const isPrivate = stringAt(body.properties, 'network', 'delegatedSubnetResourceId') !== undefined;
    const defaults: JsonObject = {
      version: '16',
      authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' },
      highAvailability: { mode: 'Disabled', state: 'NotEnabled' },
      backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' },
      maintenanceWindow: { customWindow: 'Disabled', dayOfWeek: 0, startHour: 0, startMinute: 0 },
      replicationRole: source === undefined ? 'Primary' : 'AsyncReplica',
      replicaCapacity: source === undefined ? 5 : 0,
      availabilityZone: '1',
      ...inherited,
    };
    const storage = {
      iops: 120,
      autoGrow: 'Disabled',
      type: '',
      ...objectAt(inherited, 'storage'),
      ...objectAt(body.properties, 'storage'),
    } as JsonObject;
    const size = Number(storage['storageSizeGB'] ?? 32);
    const { administratorLoginPassword: _, createMode: __, ...given } = body.properties;
    const network = {
      publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled',
      ...objectAt(body.properties, 'network'),
    };
    const own = {
      state: 'Ready',
      fullyQualifiedDomainName: `${body.name}.postgres.database.azure.com`,
      minorVersion: '4',
      privateEndpointConnections: [],
    };
    const nested = Object.fromEntries(
      ['authConfig', 'highAvailability', 'backup', 'maintenanceWindow'].map((key) => [
        key,
        { ...objectAt(defaults, key), ...objectAt(given, key) },
      ]),
    );
    return {
      ...body,
      sku: body['sku'] ?? source?.['sku'],
      properties: {
        ...defaults,
        ...given,
        ...nested,
        network,
        storage: { tier: STORAGE[size], ...storage, storageSizeGB: size },
        ...own,
      },
    };
  },
  actions: { restart: () => undefined, start: () => undefined, stop: () => undefined },
  remove: ({ azure }, resource) => {
    const replica = azure.store.referringTo(resource.id, /flexibleServers$/i)[0];
    if (replica !== undefined) {
      throw conflict('ServerHasReplicas', `The server ${resource.id} has the replica ${replica.id}.`);
    }
  },
};

/** Properties that a replica has from its source. */
function copied({ properties }: Resource): JsonObject {
  return Object.fromEntries(
    ['version', 'administratorLogin', 'authConfig', 'backup', 'storage'].map((key) => [key, properties[key]]),
  );
}

function checkServer({ azure }: ArmRequest, body: Resource, existing?: Resource): void {
  const { properties } = body;
  const tier = stringAt(body, 'sku', 'tier');
  const size = valueAt(properties, 'storage', 'storageSizeGB');
  const before = valueAt(existing?.properties, 'storage', 'storageSizeGB');
  if (typeof size === 'number' && STORAGE[size] === undefined) {
    throw badRequest(
      'InvalidParameterValue',
      `The storage of ${body.name} cannot be ${size} GiB; allowed are ${Object.keys(STORAGE).join(', ')}.`,
    );
  }
  if (typeof size === 'number' && typeof before === 'number' && size < before) {
    throw badRequest(
      'StorageSizeReductionNotSupported',
      `The storage of ${body.name} cannot shrink from ${before} to ${size} GiB.`,
    );
  }
  const ha = stringAt(properties, 'highAvailability', 'mode') ?? 'Disabled';
  if (tier === 'Burstable' && ha !== 'Disabled') {
    throw badRequest(
      'HADisabledForBurstable',
      `The server ${body.name} of the tier Burstable has no high availability.`,
    );
  }
  const days = valueAt(properties, 'backup', 'backupRetentionDays');
  if (typeof days === 'number' && (days < 7 || days > 35)) {
    throw badRequest('InvalidParameterValue', `Backups of ${body.name} are kept for 7 to 35 days, not ${days}.`);
  }
  const subnetId = stringAt(properties, 'network', 'delegatedSubnetResourceId');
  const subnet = azure.store.get(subnetId ?? '');
  if (subnet !== undefined && !delegatedTo(subnet).includes(DELEGATION)) {
    throw badRequest(
      'SubnetNotDelegated',
      `The subnet ${subnet.id} of ${body.name} is not delegated to ${DELEGATION}.`,
    );
  }
  const zoneId = stringAt(properties, 'network', 'privateDnsZoneArmResourceId') ?? '';
  if (subnetId !== undefined && !/\.postgres\.database\.azure\.com$/i.test(zoneId)) {
    throw badRequest(
      'InvalidPrivateDnsZone',
      `The server ${body.name} in a subnet needs a private DNS zone whose name ends with .postgres.database.azure.com.`,
    );
  }
  const networkId = subnetId?.split('/subnets/')[0];
  const isLinked = azure.store
    .children('Microsoft.Network/privateDnsZones/virtualNetworkLinks', zoneId)
    .some(({ properties: link }) => stringAt(link, 'virtualNetwork', 'id')?.toLowerCase() === networkId?.toLowerCase());
  if (subnetId !== undefined && !isLinked) {
    throw badRequest(
      'PrivateDnsZoneNotLinked',
      `The private DNS zone ${zoneId} of ${body.name} is not linked to the virtual network of its subnet.`,
    );
  }
}

const databases: ResourceType = {
  type: `${SERVERS}/databases`,
  name: { pattern: /^[\w-]{1,63}$/ },
  longRunning: ['PUT', 'DELETE'],
  put: (_request, body) => ({ ...body, properties: { charset: 'UTF8', collation: 'en_US.utf8', ...body.properties } }),
};

/** Extensions that a server may allow: https://learn.microsoft.com/azure/postgresql/extensions/concepts-extensions-versions */
const EXTENSIONS = new Set(
  'AGE,AMCHECK,AZURE_AI,AZURE_STORAGE,BTREE_GIN,BTREE_GIST,CITEXT,CUBE,DBLINK,EARTHDISTANCE,FUZZYSTRMATCH,HSTORE,HYPOPG,INTARRAY,LTREE,PAGEINSPECT,PGAUDIT,PGCRYPTO,PGROUTING,PGROWLOCKS,PGSTATTUPLE,PG_BUFFERCACHE,PG_CRON,PG_DISKANN,PG_FREESPACEMAP,PG_HINT_PLAN,PG_PARTMAN,PG_PREWARM,PG_REPACK,PG_STAT_STATEMENTS,PG_TRGM,PG_VISIBILITY,POSTGIS,POSTGRES_FDW,SEMVER,TABLEFUNC,TIMESCALEDB,UNACCENT,UUID-OSSP,VECTOR'.split(
    ',',
  ),
);

/** Parameters, of which every server has some hundred; a value is kept, and restored by a deletion. */
const configurations: ResourceType = {
  type: `${SERVERS}/configurations`,
  name: { pattern: /^[a-z][a-z_]+(\.[a-z_]+)*$/ },
  longRunning: ['PUT', 'PATCH'],
  status: { created: 200 },
  implied: ({ azure, id }, path) =>
    azure.store.has(id.parent ?? '')
      ? {
          id: path,
          name: id.name,
          type: `${SERVERS}/configurations`,
          properties: {
            value: '',
            defaultValue: '',
            source: 'system-default',
            isDynamicConfig: true,
            isReadOnly: false,
          },
        }
      : undefined,
  put: (_request, body, existing) => {
    const value = stringAt(body.properties, 'value') ?? '';
    const unknown =
      body.name === 'azure.extensions'
        ? value.split(',').find((each) => each !== '' && !EXTENSIONS.has(each.trim().toUpperCase()))
        : undefined;
    if (unknown !== undefined) {
      throw badRequest('InvalidParameterValue', `The extension '${unknown}' in azure.extensions is not known.`);
    }
    return {
      ...body,
      properties: {
        defaultValue: '',
        isDynamicConfig: true,
        isReadOnly: false,
        ...existing?.properties,
        ...body.properties,
      },
    };
  },
};

const administrators: ResourceType = {
  type: `${SERVERS}/administrators`,
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure, id }, body) => {
    const server = azure.store.get(id.parent ?? '');
    if (stringAt(server?.properties, 'authConfig', 'activeDirectoryAuth') !== 'Enabled') {
      throw badRequest(
        'AadAuthOperationNotSupported',
        `Microsoft Entra authentication is not enabled on ${id.parent ?? ''}.`,
      );
    }
    if (azure.directory.find(id.name) === undefined) {
      throw badRequest('AadAuthPrincipalNotFound', `The principal ${id.name} does not exist in the directory.`);
    }
    return { ...body, properties: { ...body.properties, objectId: id.name } };
  },
};

const firewallRules: ResourceType = {
  type: `${SERVERS}/firewallRules`,
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure, id }, body) => {
    const server = azure.store.get(id.parent ?? '');
    if (stringAt(server?.properties, 'network', 'delegatedSubnetResourceId') !== undefined) {
      throw badRequest(
        'FirewallRuleNotSupported',
        `The server ${id.parent ?? ''} is in a virtual network and has no firewall rules.`,
      );
    }
    return body;
  },
};

const virtualEndpoints: ResourceType = {
  type: `${SERVERS}/virtualEndpoints`,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (_request, body) => {
    const names = ['writer', 'reader'].map((kind) => `${body.name}.${kind}.postgres.database.azure.com`);
    return { ...body, properties: { ...body.properties, virtualEndpoints: names } };
  },
};

const replicas: ResourceType = { type: `${SERVERS}/replicas` };

/** PostgreSQL flexible servers: https://learn.microsoft.com/rest/api/postgresql/ */
export const postgresql: ResourceProvider = {
  namespace: 'Microsoft.DBforPostgreSQL',
  types: [servers, databases, configurations, administrators, firewallRules, virtualEndpoints, replicas],
  operations: [
    {
      method: 'POST',
      path: /\/providers\/Microsoft\.DBforPostgreSQL\/(locations\/[^/]+\/)?checkNameAvailability$/i,
      answer: ({ azure, body }) => ({
        nameAvailable: !azure.store.ofType(SERVERS).some(({ name }) => name === body['name']),
      }),
    },
  ],
};
