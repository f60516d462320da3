import regions from '../../facts/regions.json';
import { badRequest } from '../arm/arm-error';
import { keyOf } from '../arm/arm-request';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { type JsonObject, objectAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ProviderOperation, type ResourceType } from '../arm/resource-type';

export const STORAGE_ACCOUNTS = 'Microsoft.Storage/storageAccounts';

/** Kinds by the tiers that they come in: https://learn.microsoft.com/azure/storage/common/storage-account-overview#types-of-storage-accounts */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  StorageV2: ['Standard', 'Premium'],
  Storage: ['Standard', 'Premium'],
  BlobStorage: ['Standard'],
  BlockBlobStorage: ['Premium'],
  FileStorage: ['Premium'],
};

const STANDARD = ['LRS', 'GRS', 'RAGRS', 'ZRS', 'GZRS', 'RAGZRS'];

/** Hosts of the services of an account: `https://<name>.blob.core.windows.net/`. */
const SERVICES = ['blob', 'dfs', 'file', 'queue', 'table', 'web'];

const DEFAULTS: JsonObject = {
  allowBlobPublicAccess: false,
  allowSharedKeyAccess: true,
  supportsHttpsTrafficOnly: true,
  minimumTlsVersion: 'TLS1_2',
  publicNetworkAccess: 'Enabled',
  networkAcls: {
    bypass: 'AzureServices',
    defaultAction: 'Allow',
    virtualNetworkRules: [],
    ipRules: [],
    resourceAccessRules: [],
  },
  encryption: {
    keySource: 'Microsoft.Storage',
    services: { blob: { enabled: true, keyType: 'Account' }, file: { enabled: true, keyType: 'Account' } },
  },
  privateEndpointConnections: [],
};

/** Storage accounts: https://learn.microsoft.com/rest/api/storagerp/storage-accounts */
export const storageAccounts: ResourceType = {
  type: STORAGE_ACCOUNTS,
  name: nameRuleOf('azurerm_storage_account', { unique: 'global', takenCode: 'StorageAccountAlreadyTaken' }),
  longRunning: ['PUT'],
  status: { created: 202 },
  put: ({ azure }, body, existing) => {
    const [tier, replication] = skuOf(body);
    checkFeatures(body, tier);
    if (existing !== undefined) {
      checkChange(body, existing);
    }
    const isBlob = ['BlobStorage', 'StorageV2', 'FileStorage'].includes(stringAt(body, 'kind') ?? '');
    return {
      ...body,
      sku: { name: stringAt(body, 'sku', 'name'), tier },
      properties: {
        ...withDefaults(body.properties, { ...DEFAULTS, ...(isBlob && tier === 'Standard' && { accessTier: 'Hot' }) }),
        ...placesOf(body, replication),
        keyCreationTime: { key1: azure.clock().toISOString(), key2: azure.clock().toISOString() },
        creationTime: existing?.properties['creationTime'] ?? azure.clock().toISOString(),
        provisioningState: 'Succeeded',
        statusOfPrimary: 'available',
      },
    };
  },
  actions: {
    listkeys: (_request, { id }) => ({
      keys: ['key1', 'key2'].map((keyName) => ({ keyName, value: keyOf(id, keyName), permissions: 'FULL' })),
    }),
  },
};

function skuOf(body: Resource): readonly [string, string] {
  const name = stringAt(body, 'sku', 'name') ?? '';
  const [tier = '', replication = ''] = name.split('_');
  const kind = stringAt(body, 'kind') ?? '';
  const code = 'InvalidValuesForRequestParameters';
  requireOneOf({ name: 'kind', value: kind, code }, Object.keys(KINDS));
  requireThat(
    STANDARD.includes(replication) && KINDS[kind]?.includes(tier) === true,
    `The SKU ${name} is not one of the kind ${kind}: ${(KINDS[kind] ?? []).join(' or ')}, with ${STANDARD.join(', ')}.`,
    code,
  );
  requireThat(
    tier === 'Standard' || ['LRS', 'ZRS'].includes(replication),
    `Premium accounts are LRS or ZRS, not ${replication}.`,
    code,
  );
  requireThat(
    kind !== 'BlobStorage' || !replication.includes('Z'),
    'Accounts of the kind BlobStorage have no zone redundancy.',
    code,
  );
  const region = regions.regions.find((each) => each.name === body.location);
  requireThat(
    !replication.includes('Z') || region?.availabilityZones === true,
    `The region ${body.location ?? ''} has no availability zones for ${name}.`,
    'SkuNotAvailable',
  );
  return [tier, replication];
}

/** Refuses features that need others: the documentation of each, and azurerm's storage_account_resource.go. */
function checkFeatures({ properties, kind, identity }: Resource, tier: string): void {
  const has = (name: string) => properties[name] === true;
  const code = 'InvalidValuesForRequestParameters';
  requireThat(!has('isSftpEnabled') || has('isHnsEnabled'), 'SFTP needs a hierarchical namespace.', code);
  requireThat(!has('isNfsV3Enabled') || has('isHnsEnabled'), 'NFS 3.0 needs a hierarchical namespace.', code);
  requireThat(
    !has('isHnsEnabled') || kind === 'StorageV2' || kind === 'BlockBlobStorage',
    `Accounts of the kind ${String(kind)} have no hierarchical namespace.`,
    code,
  );
  requireThat(
    valueAt(properties, 'encryption', 'requireInfrastructureEncryption') !== true ||
      kind === 'StorageV2' ||
      tier === 'Premium',
    `Accounts of the kind ${String(kind)} and tier ${tier} have no infrastructure encryption.`,
    code,
  );
  requireThat(
    String(valueAt(properties, 'encryption', 'keySource') ?? '').toLowerCase() !== 'microsoft.keyvault' ||
      identity !== undefined,
    'A customer-managed key needs a managed identity.',
    code,
  );
  for (const [name, allowed] of [
    ['accessTier', ['Hot', 'Cool', 'Cold', 'Premium']],
    ['minimumTlsVersion', ['TLS1_0', 'TLS1_1', 'TLS1_2', 'TLS1_3']],
    ['publicNetworkAccess', ['Enabled', 'Disabled', 'SecuredByPerimeter']],
  ] as const) {
    if (properties[name] !== undefined) {
      requireOneOf({ name, value: properties[name], code: 'InvalidRequestPropertyValue' }, allowed);
    }
  }
}

/** Refuses changes that need another account: https://learn.microsoft.com/azure/storage/common/redundancy-migration */
function checkChange(body: Resource, existing: Resource): void {
  const [from, to] = [stringAt(existing, 'sku', 'name') ?? '', stringAt(body, 'sku', 'name') ?? ''];
  const isZonal = (sku: string) => /ZRS$/.test(sku);
  if (from.split('_')[0] !== to.split('_')[0] || isZonal(from) !== isZonal(to)) {
    throw badRequest(
      'AccountPropertyCannotBeUpdated',
      `The SKU of ${body.name} cannot be changed from ${from} to ${to}.`,
    );
  }
  const fixed = ['isHnsEnabled', 'isNfsV3Enabled', 'dnsEndpointType'].find(
    (name) =>
      body.properties[name] !== undefined &&
      (body.properties[name] === true) !== (existing.properties[name] === true) &&
      name !== 'dnsEndpointType',
  );
  if (fixed !== undefined || (body['kind'] !== existing['kind'] && existing['kind'] !== 'Storage')) {
    throw badRequest('AccountPropertyCannotBeUpdated', `${fixed ?? 'kind'} of ${body.name} cannot be changed.`);
  }
}

/** Locations and endpoints. */
function placesOf({ name, location, kind }: Resource, replication: string): JsonObject {
  const services =
    kind === 'FileStorage'
      ? ['file']
      : kind === 'BlobStorage'
        ? ['blob', 'dfs', 'table']
        : kind === 'BlockBlobStorage'
          ? ['blob', 'dfs', 'web']
          : SERVICES;
  const endpoints = (suffix: string) =>
    Object.fromEntries(services.map((each) => [each, `https://${name}${suffix}.${each}.core.windows.net/`]));
  const secondaryLocation = regions.regions.find((each) => each.name === location)?.pairedRegion;
  const isGeo = /G/.test(replication);
  const { file: _, ...readable } = endpoints('-secondary');
  return {
    primaryLocation: location,
    primaryEndpoints: endpoints(''),
    ...(isGeo ? { secondaryLocation, statusOfSecondary: 'available' } : {}),
    ...(replication.startsWith('RA') ? { secondaryEndpoints: readable } : {}),
  };
}

/** Check of a name: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/check-name-availability */
export const checkStorageName: ProviderOperation = {
  method: 'POST',
  path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Storage\/checkNameAvailability$/i,
  answer: ({ azure, body }) => {
    const name = String(body['name']);
    if (storageAccounts.name?.pattern.test(name) !== true) {
      return { nameAvailable: false, reason: 'AccountNameInvalid', message: `${name} is not a valid name.` };
    }
    const isTaken = azure.store.ofType(STORAGE_ACCOUNTS).some((each) => each.name === name);
    return isTaken
      ? {
          nameAvailable: false,
          reason: 'AlreadyExists',
          message: `The storage account named ${name} is already taken.`,
        }
      : { nameAvailable: true };
  },
};

/** Account that a resource is below. */
export function accountOf(store: { get(id: string): Resource | undefined }, id: string): Resource | undefined {
  return store.get(id.split('/').slice(0, 9).join('/'));
}

/** Whether a service of an account has a feature on. */
export function hasBlobFeature(blobService: Resource | undefined, ...path: readonly string[]): boolean {
  return valueAt(objectAt(blobService?.properties), ...path) === true;
}
