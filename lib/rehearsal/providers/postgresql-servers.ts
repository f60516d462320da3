import facts from '../../facts/postgresql.json';
import regions from '../../facts/regions.json';
import { PostgresqlSku } from '../../values/postgresql-sku';
import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { type JsonObject, objectAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource, type ResourceStore } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { delegatedTo } from './network/subnets';

export const SERVERS = 'Microsoft.DBforPostgreSQL/flexibleServers';

/** One operation on a server at a time. */
export const BUSY = 'ServerIsBusy';

const INVALID = 'InvalidParameterValue';

/** Replicas of one server at most: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-read-replicas */
const MOST_REPLICAS = 5;

const VERSIONS = ['11', '12', '13', '14', '15', '16', '17', '18'];

const DEFAULTS: JsonObject = {
  authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' },
  backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' },
  dataEncryption: { type: 'SystemManaged' },
  highAvailability: { mode: 'Disabled' },
  maintenanceWindow: { customWindow: 'Disabled', dayOfWeek: 0, startHour: 0, startMinute: 0 },
  network: { publicNetworkAccess: 'Enabled' },
  privateEndpointConnections: [],
  storage: { storageSizeGB: 32, autoGrow: 'Disabled', type: '' },
};

/** What a replica takes from its source where it is given nothing else. */
const INHERITED = ['version', 'storage', 'authConfig', 'administratorLogin'];

/** Servers: https://learn.microsoft.com/rest/api/postgresql/servers */
export const servers: ResourceType = {
  type: SERVERS,
  name: nameRuleOf('azurerm_postgresql_flexible_server', { unique: 'global', takenCode: 'ServerNameAlreadyExists' }),
  longRunning: ['PUT', 'PATCH', 'DELETE', 'POST'],
  status: { created: 202, updated: 202 },
  exclusive: { within: 'resource', code: BUSY },
  put: (request, body, existing) => {
    const { administratorLoginPassword: password, createMode, ...given } = body.properties;
    const source = createMode === 'Replica' ? sourceOf(request, body) : undefined;
    const inherited = Object.fromEntries(INHERITED.map((key) => [key, source?.properties[key]]));
    const sku = body['sku'] ?? source?.['sku'];
    const properties = withDefaults(withDefaults(given, inherited), DEFAULTS);
    const server: Resource = { ...body, ...(sku === undefined ? {} : { sku }), properties };
    checkServer(request, server, existing);
    if (existing === undefined && source === undefined) {
      checkLogin(properties, password);
    }
    return { ...server, properties: filledIn(server, source ?? existing, source !== undefined) };
  },
  views: { replicas: ({ azure }, { id }) => ({ value: [...replicasOf(azure.store, id)] }) },
  actions: { restart: () => undefined, start: () => undefined, stop: () => undefined },
  remove: ({ azure }, { id, name }) => {
    const replicas = replicasOf(azure.store, id).map((each) => each.name);
    if (replicas.length > 0) {
      throw conflict(
        'ServerHasReplicas',
        `The server ${name} has replicas, which are deleted first: ${replicas.join(', ')}.`,
      );
    }
  },
};

/** Replicas of a server. */
export function replicasOf(store: ResourceStore, id: string): readonly Resource[] {
  return store
    .ofType(SERVERS)
    .filter((each) => stringAt(each.properties, 'sourceServerResourceId')?.toLowerCase() === id.toLowerCase());
}

function sourceOf({ azure }: ArmRequest, { name, properties }: Resource): Resource {
  const source = azure.store.get(stringAt(properties, 'sourceServerResourceId') ?? '');
  if (source === undefined) {
    throw badRequest(INVALID, `The replica ${name} needs sourceServerResourceId.`);
  }
  const tier = stringAt(source, 'sku', 'tier');
  requireThat(tier !== 'Burstable', `The server ${source.name} of the tier Burstable can have no replicas.`, INVALID);
  requireThat(
    replicasOf(azure.store, source.id).length < MOST_REPLICAS,
    `The server ${source.name} has ${MOST_REPLICAS} replicas, which is the most.`,
    INVALID,
  );
  return source;
}

function checkServer({ azure }: ArmRequest, server: Resource, existing: Resource | undefined): void {
  const { properties } = server;
  const size = stringAt(server, 'sku', 'name') ?? '';
  const tier = stringAt(server, 'sku', 'tier') ?? '';
  const prefix = Object.entries(facts.tiers).find(([, name]) => name === tier)?.[0] ?? tier;
  const sku = skuOf(`${prefix}_${size}`);
  requireOneOf({ name: 'version', value: properties['version'], code: INVALID }, VERSIONS);
  const mode = stringAt(properties, 'highAvailability', 'mode') ?? '';
  requireOneOf({ name: 'highAvailability.mode', value: mode, code: INVALID }, [
    'Disabled',
    'SameZone',
    'ZoneRedundant',
  ]);
  requireThat(
    mode === 'Disabled' || sku.supportsHighAvailability,
    `High availability is not offered in the tier ${tier}.`,
    'HADisabledForBurstable',
  );
  const region = regions.regions.find(({ name }) => name === server.location);
  requireThat(
    mode !== 'ZoneRedundant' || region?.availabilityZones === true,
    `The region ${server.location ?? ''} has no zones for high availability.`,
    'ZoneRedundantHighAvailabilityNotSupported',
  );
  const days = valueAt(properties, 'backup', 'backupRetentionDays');
  requireWholeNumber({ name: 'backup.backupRetentionDays', value: days, code: INVALID }, 7, 35);
  requireThat(
    stringAt(properties, 'backup', 'geoRedundantBackup') !== 'Enabled' ||
      facts.geoRedundantBackupRegions.includes(server.location ?? ''),
    `Geo-redundant backup is not offered in ${server.location ?? ''}.`,
    'GeoRedundantBackupNotSupported',
  );
  checkStorage(properties, existing);
  checkNetwork(azure.store, properties, existing);
  requireThat(
    Number(properties['version']) >= Number(existing?.properties['version'] ?? 0),
    `The version cannot be lowered to ${String(properties['version'])}.`,
    INVALID,
  );
}

function skuOf(name: string): PostgresqlSku {
  try {
    return PostgresqlSku.parse(name);
  } catch {
    throw badRequest(INVALID, `The SKU '${name}' is not one of a flexible server.`);
  }
}

/** Disks: lib/facts/postgresql.json. */
function checkStorage(properties: JsonObject, existing: Resource | undefined): void {
  const storage = objectAt(properties, 'storage');
  const size = Number(storage['storageSizeGB']);
  const fact = facts.storage.find(({ sizeGb }) => sizeGb === size);
  if (fact === undefined) {
    throw badRequest(
      INVALID,
      `A disk of ${size} GB is not offered: ${facts.storage.map(({ sizeGb }) => sizeGb).join(', ')}.`,
    );
  }
  const before = Number(valueAt(existing?.properties, 'storage', 'storageSizeGB') ?? 0);
  requireThat(size >= before, `The disk of ${before} GB cannot be made smaller.`, INVALID);
  // A larger disk starts at its own lowest tier.
  const tier = size > before && before > 0 ? undefined : storage['tier'];
  const lowest = fact.tiers[0] ?? '';
  properties['storage'] = { iops: 500, ...storage, tier: tier ?? lowest };
  requireOneOf({ name: 'storage.tier', value: tier ?? lowest, code: INVALID }, fact.tiers);
}

/** Networks: https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private */
function checkNetwork(store: ResourceStore, properties: JsonObject, existing: Resource | undefined): void {
  const network = objectAt(properties, 'network');
  const [subnet, zone] = [network['delegatedSubnetResourceId'], network['privateDnsZoneArmResourceId']];
  const before = valueAt(existing?.properties, 'network', 'delegatedSubnetResourceId');
  requireThat(
    existing === undefined || String(before ?? '').toLowerCase() === String(subnet ?? '').toLowerCase(),
    'The subnet of a server cannot be changed.',
    INVALID,
  );
  if (typeof subnet !== 'string' || subnet === '') {
    return;
  }
  const delegations = delegatedTo(store.get(subnet));
  requireThat(
    delegations.some((each) => each.toLowerCase() === SERVERS.toLowerCase()),
    `The subnet ${subnet} is not delegated to ${SERVERS}.`,
    'SubnetNotDelegated',
  );
  requireThat(
    typeof zone === 'string' && zone.toLowerCase().endsWith('.postgres.database.azure.com'),
    'A server in a subnet needs a private DNS zone whose name ends with .postgres.database.azure.com.',
    'InvalidPrivateDnsZone',
  );
  requireThat(
    network['publicNetworkAccess'] !== 'Enabled',
    'A server in a subnet has no public network access.',
    INVALID,
  );
  properties['network'] = { ...network, publicNetworkAccess: 'Disabled' };
}

const RESERVED = /^(azure_superuser|azure_pg_admin|admin|administrator|root|guest|public|pg_.*)$/i;

function checkLogin(properties: JsonObject, password: unknown): void {
  const auth = objectAt(properties, 'authConfig');
  requireThat(
    auth['passwordAuth'] !== 'Disabled' || auth['activeDirectoryAuth'] === 'Enabled',
    'A server needs Microsoft Entra or password authentication.',
    INVALID,
  );
  if (auth['passwordAuth'] !== 'Disabled') {
    const login = String(properties['administratorLogin'] ?? '');
    requireThat(
      /^[a-zA-Z_]\w{0,62}$/.test(login) && !RESERVED.test(login),
      `The login '${login}' is not allowed.`,
      'InvalidAdministratorLogin',
    );
    const text = String(password ?? '');
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((each) => each.test(text)).length;
    requireThat(
      text.length >= 8 && text.length <= 128 && kinds >= 3,
      'The password has 8 to 128 characters of three kinds: lower case, upper case, digits, others.',
      'PasswordNotComplex',
    );
  }
}

function filledIn(
  { name, location, properties }: Resource,
  before: Resource | undefined,
  isReplica: boolean,
): JsonObject {
  const hasZones = regions.regions.find((each) => each.name === location)?.availabilityZones === true;
  const zone = String(properties['availabilityZone'] ?? (hasZones ? '1' : ''));
  const availability = objectAt(properties, 'highAvailability');
  const mode = availability['mode'];
  const other = zone === '1' ? '2' : '1';
  const standby = availability['standbyAvailabilityZone'] ?? (mode === 'SameZone' ? zone : other);
  requireThat(mode !== 'ZoneRedundant' || standby !== zone, 'The standby is in another zone than the server.', INVALID);
  const isPromoted = properties['replicationRole'] === 'None';
  const { sourceServerResourceId, ...rest } = properties;
  return {
    ...rest,
    ...(sourceServerResourceId === undefined || isPromoted ? {} : { sourceServerResourceId }),
    availabilityZone: zone,
    highAvailability:
      mode === 'Disabled'
        ? { mode, state: 'NotEnabled' }
        : { ...availability, standbyAvailabilityZone: standby, state: 'Healthy' },
    fullyQualifiedDomainName: `${name}.postgres.database.azure.com`,
    minorVersion: '0',
    replicationRole: isPromoted
      ? 'Primary'
      : isReplica
        ? 'AsyncReplica'
        : (before?.properties['replicationRole'] ?? 'Primary'),
    replicaCapacity: isReplica ? 0 : MOST_REPLICAS,
    state: 'Ready',
  };
}
