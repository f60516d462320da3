import { ArmError, badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { type JsonObject, objectsAt, stringAt, withDefaults } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ProviderOperation, type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { keyVaultObjects } from './key-vault-objects';

export const VAULTS = 'Microsoft.KeyVault/vaults';
const DELETED = 'Microsoft.KeyVault/locations/deletedVaults';

const DEFAULTS: JsonObject = {
  accessPolicies: [],
  enabledForDeployment: false,
  enableSoftDelete: true,
  softDeleteRetentionInDays: 90,
  enableRbacAuthorization: false,
  publicNetworkAccess: 'Enabled',
};

/** Key vaults: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults */
const vaults: ResourceType = {
  type: VAULTS,
  name: nameRuleOf('azurerm_key_vault', { unique: 'global', takenCode: 'VaultAlreadyExists' }),
  longRunning: ['PUT'],
  put: (request, body, existing) => {
    const { createMode, ...given } = body.properties;
    const deleted = existing === undefined ? recovered(request, createMode === 'recover') : undefined;
    const before = existing ?? deleted;
    const properties = withDefaults(createMode === 'recover' ? { ...deleted?.properties, ...given } : given, DEFAULTS);
    checkVault(request, properties);
    if (before !== undefined) {
      checkChange(properties, before.properties);
    }
    return {
      ...body,
      properties: {
        ...properties,
        vaultUri: `https://${body.name.toLowerCase()}.vault.azure.net/`,
        provisioningState: 'Succeeded',
      },
    };
  },
  remove: ({ azure, id }, vault) => {
    const deletionDate = azure.clock();
    const days = Number(vault.properties['softDeleteRetentionInDays']);
    const scheduled = new Date(deletionDate.getTime() + days * 86_400_000);
    azure.store.set({
      id: deletedId(id.subscriptionId ?? '', vault),
      name: vault.name,
      type: DELETED,
      properties: {
        vaultId: vault.id,
        location: vault.location,
        tags: vault['tags'],
        deletionDate: deletionDate.toISOString(),
        scheduledPurgeDate: scheduled.toISOString(),
        purgeProtectionEnabled: vault.properties['enablePurgeProtection'],
      },
      kept: vault.properties,
    });
  },
};

function deletedId(subscription: string, { name, location }: Resource): string {
  return `/subscriptions/${subscription}/providers/Microsoft.KeyVault/locations/${location ?? ''}/deletedVaults/${name}`;
}

/** Deleted vault of the same name, to be recovered: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview */
function recovered({ azure, id }: ArmRequest, isRecovery: boolean): Resource | undefined {
  const found = azure.store.named(DELETED, id.name);
  if (found !== undefined && !isRecovery) {
    throw conflict(
      'ConflictError',
      `A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault '${found.name}'.`,
    );
  }
  if (found === undefined) {
    if (isRecovery) {
      noDeletedVault(id.name);
    }
    return undefined;
  }
  azure.store.delete(found.id);
  return { ...found, properties: found['kept'] as JsonObject };
}

function noDeletedVault(name: string): never {
  throw new ArmError(404, 'DeletedVaultNotFound', `The specified deleted vault '${name}' does not exist.`);
}

function checkVault({ azure }: ArmRequest, properties: JsonObject): void {
  requireOneOf({ name: 'sku.name', value: stringAt(properties, 'sku', 'name') }, ['standard', 'premium']);
  requireThat(stringAt(properties, 'sku', 'family') === 'A', 'The family of the SKU of a vault is A.');
  requireThat(
    stringAt(properties, 'tenantId') === azure.tenantId,
    `The tenant ID '${String(properties['tenantId'])}' is not that of the subscription, ${azure.tenantId}.`,
  );
  requireThat(properties['enableSoftDelete'] !== false, 'The property "enableSoftDelete" cannot be set to false.');
  requireThat(
    properties['enablePurgeProtection'] !== false,
    'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
  );
  const days = { name: 'softDeleteRetentionInDays', value: properties['softDeleteRetentionInDays'] };
  requireWholeNumber(days, 7, 90);
  requireThat(objectsAt(properties, 'accessPolicies').length <= 1024, 'A vault has at most 1024 access policies.');
}

function checkChange(properties: JsonObject, before: JsonObject): void {
  if (properties['softDeleteRetentionInDays'] !== before['softDeleteRetentionInDays']) {
    throw badRequest(
      'BadRequest',
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
  }
  if (before['enablePurgeProtection'] === true) {
    properties['enablePurgeProtection'] = true;
  }
}

/** Changes of the access policies of a vault: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/update-access-policy */
const accessPolicies: ResourceType = {
  type: `${VAULTS}/accessPolicies`,
  name: { pattern: /^(add|replace|remove)$/i },
  put: ({ azure, id }, body) => {
    const vault = azure.store.get(id.parent ?? '') as Resource;
    const changed = objectsAt(body.properties, 'accessPolicies');
    const others = objectsAt(vault.properties, 'accessPolicies').filter(
      ({ objectId }) => !changed.some((each) => each['objectId'] === objectId),
    );
    const isAdded = id.name.toLowerCase() !== 'remove';
    const policies = id.name.toLowerCase() === 'replace' ? changed : [...others, ...(isAdded ? changed : [])];
    azure.store.set({ ...vault, properties: { ...vault.properties, accessPolicies: [...policies] } });
    return { ...body, properties: { accessPolicies: [...policies] } };
  },
};

const deletedVaults: ResourceType = {
  type: DELETED,
  placement: 'subscription',
  longRunning: ['POST'],
  actions: {
    purge: ({ azure }, vault) => {
      if (vault.properties['purgeProtectionEnabled'] === true) {
        throw new ArmError(405, 'MethodNotAllowed', "Operation 'DeletedVaultPurge' is not allowed.");
      }
      azure.store.delete(vault.id);
      return {};
    },
  },
};

const operations: readonly ProviderOperation[] = [
  {
    method: 'GET',
    path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.KeyVault\/locations\/[^/]+\/deletedVaults\/[^/]+$/i,
    answer: ({ azure, id }) => {
      const { kept: _, ...shown } = azure.store.get(id.id) ?? noDeletedVault(id.id.slice(id.id.lastIndexOf('/') + 1));
      return shown;
    },
  },
  {
    method: 'GET',
    path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.KeyVault\/deletedVaults$/i,
    answer: ({ azure }) => ({ value: azure.store.ofType(DELETED).map(({ kept: _, ...shown }) => shown) }),
  },
  {
    method: 'POST',
    path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.KeyVault\/checkNameAvailability$/i,
    answer: ({ azure, body }) => {
      const isTaken = [VAULTS, DELETED].some((type) => azure.store.named(type, String(body['name'])) !== undefined);
      return isTaken
        ? {
            nameAvailable: false,
            reason: 'AlreadyExists',
            message: `The vault name '${String(body['name'])}' is in use.`,
          }
        : { nameAvailable: true };
    },
  },
];

/** Key vaults, and those deleted: https://learn.microsoft.com/rest/api/keyvault/ */
export const keyVault: ResourceProvider = {
  namespace: 'Microsoft.KeyVault',
  types: [vaults, accessPolicies, deletedVaults],
  operations: [...operations, ...keyVaultObjects],
};
