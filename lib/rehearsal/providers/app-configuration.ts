import { conflict } from '../arm/arm-error';
import { type ArmRequest, keyOf } from '../arm/arm-request';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { type JsonObject, stringAt, valueAt, withDefaults } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const STORES = 'Microsoft.AppConfiguration/configurationStores';
const DELETED = 'Microsoft.AppConfiguration/locations/deletedConfigurationStores';

/** SKUs, the one with the fewest features first: https://learn.microsoft.com/azure/azure-app-configuration/faq#which-app-configuration-tier-should-i-use */
const SKUS = ['free', 'developer', 'standard', 'premium'];
const FULL = ['standard', 'premium'];

const KEYS = ['Primary', 'Secondary', 'Primary Read Only', 'Secondary Read Only'];

function skuOf(store: Resource | undefined): string {
  return (stringAt(store, 'sku', 'name') ?? '').toLowerCase();
}

const stores: ResourceType = {
  type: STORES,
  name: nameRuleOf('azurerm_app_configuration', { unique: 'global', takenCode: 'NameUnavailable' }),
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    const { createMode, ...given } = body.properties;
    const sku = skuOf(body);
    requireOneOf({ name: 'sku.name', value: sku, code: 'InvalidSku' }, SKUS);
    const deleted = existing === undefined ? deletedOf(request) : undefined;
    if (deleted !== undefined) {
      if (String(createMode).toLowerCase() !== 'recover') {
        throw conflict('NameUnavailable', `The name '${body.name}' is that of a deleted store: recover or purge it.`);
      }
      request.azure.store.delete(deleted.id);
    }
    const isFull = FULL.includes(sku);
    const properties = withDefaults(given, {
      disableLocalAuth: false,
      enablePurgeProtection: false,
      privateEndpointConnections: [],
      softDeleteRetentionInDays: isFull ? 7 : 0,
      dataPlaneProxy: { authenticationMode: 'Local', privateLinkDelegation: 'Disabled' },
    });
    checkStore(properties, sku, existing);
    // Azure answers encryption only where a key is set.
    if (stringAt(properties, 'encryption', 'keyVaultProperties', 'keyIdentifier') === undefined) {
      delete properties['encryption'];
    }
    return {
      ...body,
      sku: { name: sku },
      properties: {
        ...properties,
        endpoint: `https://${body.name.toLowerCase()}.azconfig.io`,
        creationDate: existing?.properties['creationDate'] ?? request.azure.clock().toISOString(),
        provisioningState: 'Succeeded',
      },
    };
  },
  actions: {
    listkeys: (_request, { id, name, properties }) => ({
      value: (properties['disableLocalAuth'] === true ? [] : KEYS).map((each) => ({
        id: `rehearsal-${each.replaceAll(' ', '-').toLowerCase()}`,
        name: each,
        value: keyOf(id, each),
        connectionString: `Endpoint=https://${name}.azconfig.io;Id=rehearsal;Secret=${keyOf(id, each)}`,
        readOnly: each.endsWith('Read Only'),
      })),
    }),
  },
  remove: ({ azure, id }, store) => {
    const { properties, name, location = '' } = store;
    const days = Number(properties['softDeleteRetentionInDays']);
    if (days > 0) {
      const now = azure.clock();
      azure.store.set({
        id: `/subscriptions/${id.subscriptionId ?? ''}/providers/Microsoft.AppConfiguration/locations/${location}/deletedConfigurationStores/${name}`,
        name,
        type: DELETED,
        properties: {
          configurationStoreId: store.id,
          location,
          tags: store['tags'],
          deletionDate: now.toISOString(),
          scheduledPurgeDate: new Date(now.getTime() + days * 86_400_000).toISOString(),
          purgeProtectionEnabled: properties['enablePurgeProtection'],
        },
      });
    }
  },
};

function deletedOf({ azure, id }: ArmRequest): Resource | undefined {
  return azure.store.named(DELETED, id.name);
}

function checkStore(properties: JsonObject, sku: string, existing: Resource | undefined): void {
  const days = { name: 'softDeleteRetentionInDays', value: properties['softDeleteRetentionInDays'] };
  if (FULL.includes(sku)) {
    requireWholeNumber(days, 1, 7);
  }
  requireThat(
    properties['enablePurgeProtection'] !== true || FULL.includes(sku),
    `Purge protection is not offered in the tier ${sku}.`,
  );
  requireThat(
    existing === undefined ||
      existing.properties['enablePurgeProtection'] !== true ||
      properties['enablePurgeProtection'] === true,
    'Purge protection cannot be turned off.',
  );
  requireThat(
    existing === undefined || SKUS.indexOf(sku) >= SKUS.indexOf(skuOf(existing)) || FULL.includes(sku),
    `A store cannot be changed from ${skuOf(existing)} to ${sku}.`,
  );
  requireThat(
    valueAt(properties, 'dataPlaneProxy', 'privateLinkDelegation') !== 'Enabled' ||
      valueAt(properties, 'dataPlaneProxy', 'authenticationMode') === 'Pass-through',
    'Private link delegation needs the authentication mode Pass-through.',
  );
}

const replicas: ResourceType = {
  type: `${STORES}/replicas`,
  name: { pattern: /^[a-zA-Z0-9]{1,50}$/ },
  isTracked: true,
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure, id }, body) => {
    const store = azure.store.get(id.parent ?? '');
    requireThat(FULL.includes(skuOf(store)), `Replicas are not offered in the tier ${skuOf(store)}.`);
    requireThat(store?.location !== body.location, `The store is in ${body.location ?? ''} already.`);
    const endpoint = `https://${store?.name.toLowerCase() ?? ''}-${body.name.toLowerCase()}.azconfig.io`;
    return { ...body, properties: { ...body.properties, endpoint, provisioningState: 'Succeeded' } };
  },
};

const deletedStores: ResourceType = {
  type: DELETED,
  placement: 'subscription',
  longRunning: ['POST'],
  actions: {
    purge: ({ azure }, { id, properties }) => {
      requireThat(properties['purgeProtectionEnabled'] !== true, 'The deleted store has purge protection.', 'Conflict');
      azure.store.delete(id);
      return undefined;
    },
  },
};

/** App Configuration: https://learn.microsoft.com/rest/api/appconfiguration/ */
export const appConfiguration: ResourceProvider = {
  namespace: 'Microsoft.AppConfiguration',
  types: [stores, replicas, deletedStores],
  operations: [
    {
      method: 'POST',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.AppConfiguration\/(locations\/[^/]+\/)?checkNameAvailability$/i,
      answer: ({ azure, body }) => {
        const isTaken = [STORES, DELETED].some((type) => azure.store.named(type, String(body['name'])) !== undefined);
        return isTaken
          ? { nameAvailable: false, reason: 'AlreadyExists', message: `The name '${String(body['name'])}' is in use.` }
          : { nameAvailable: true };
      },
    },
  ],
};
