import { conflict } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { type JsonObject, objectsAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { accountOf, checkStorageName, hasBlobFeature, STORAGE_ACCOUNTS, storageAccounts } from './storage-accounts';

const CODE = 'InvalidRequestPropertyValue';

/** Service of an account, which is there with it. */
function service(
  type: string,
  defaults: JsonObject,
  check?: (request: ArmRequest, body: Resource) => void,
): ResourceType {
  return {
    type: `${STORAGE_ACCOUNTS}/${type}`,
    name: { pattern: /^default$/ },
    status: { created: 200 },
    implied: (_request, id) => ({ id, name: 'default', type: `${STORAGE_ACCOUNTS}/${type}`, properties: defaults }),
    put: (request, body) => {
      check?.(request, body);
      return { ...body, properties: withDefaults(body.properties, defaults) };
    },
  };
}

const CORS: JsonObject = { cors: { corsRules: [] } };

const SHARES: JsonObject = {
  ...CORS,
  protocolSettings: { smb: {} },
  shareDeleteRetentionPolicy: { enabled: true, days: 7 },
};

/** Refuses settings of the blob service that exclude each other: https://learn.microsoft.com/azure/storage/blobs/point-in-time-restore-overview#limitations-and-known-issues */
function checkBlobService({ azure, id }: ArmRequest, { properties }: Resource): void {
  const isOn = (...path: readonly string[]) => valueAt(properties, ...path) === true;
  requireThat(
    !isOn('isVersioningEnabled') || valueAt(accountOf(azure.store, id.id)?.properties, 'isHnsEnabled') !== true,
    'Blob versioning is not supported with a hierarchical namespace.',
    CODE,
  );
  for (const name of ['deleteRetentionPolicy', 'containerDeleteRetentionPolicy', 'restorePolicy']) {
    if (isOn(name, 'enabled')) {
      requireWholeNumber({ name: `${name}.days`, value: valueAt(properties, name, 'days'), code: CODE }, 1, 365);
    }
  }
  if (isOn('restorePolicy', 'enabled')) {
    const days = Number(valueAt(properties, 'restorePolicy', 'days'));
    requireThat(
      isOn('isVersioningEnabled') &&
        isOn('changeFeed', 'enabled') &&
        isOn('deleteRetentionPolicy', 'enabled') &&
        days < Number(valueAt(properties, 'deleteRetentionPolicy', 'days')),
      'A restore policy needs versioning, the change feed, and a longer retention of deleted blobs.',
      CODE,
    );
  }
}

const containers: ResourceType = {
  type: `${STORAGE_ACCOUNTS}/blobServices/containers`,
  name: {
    ...nameRuleOf('azurerm_storage_container'),
    pattern: /^(\$root|\$web|\$logs|[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9])$/,
  },
  put: ({ azure, id }, body) => {
    const access = stringAt(body.properties, 'publicAccess') ?? 'None';
    requireOneOf({ name: 'publicAccess', value: access, code: CODE }, ['None', 'Blob', 'Container']);
    if (access !== 'None' && valueAt(accountOf(azure.store, id.id)?.properties, 'allowBlobPublicAccess') !== true) {
      throw conflict('PublicAccessNotPermitted', 'Public access is not permitted on this storage account.');
    }
    return {
      ...body,
      properties: {
        publicAccess: access,
        leaseState: 'Available',
        leaseStatus: 'Unlocked',
        hasImmutabilityPolicy: false,
        hasLegalHold: false,
        denyEncryptionScopeOverride: false,
        defaultEncryptionScope: '$account-encryption-key',
        remainingRetentionDays: 0,
        ...body.properties,
        lastModifiedTime: azure.clock().toISOString(),
      },
    };
  },
};

/** Most rules of one policy: https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview */
const MOST_RULES = 100;

const managementPolicies: ResourceType = {
  type: `${STORAGE_ACCOUNTS}/managementPolicies`,
  name: { pattern: /^default$/ },
  status: { created: 200 },
  put: ({ azure, id }, body) => {
    const rules = objectsAt(body.properties, 'policy', 'rules');
    const names = new Set(rules.map(({ name }) => String(name).toLowerCase()));
    requireThat(rules.length >= 1 && rules.length <= MOST_RULES, `A policy has 1 to ${MOST_RULES} rules.`, CODE);
    requireThat(names.size === rules.length, 'The names of the rules of a policy are unique.', CODE);
    const account = accountOf(azure.store, id.id);
    const sku = stringAt(account, 'sku', 'name') ?? '';
    // https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview#archive-access-tier
    requireThat(
      !/ZRS$/.test(sku) || !JSON.stringify(rules).includes('"tierToArchive"'),
      `The archive tier is not supported by ${sku}.`,
      CODE,
    );
    for (const rule of rules) {
      const types = valueAt(rule, 'definition', 'filters', 'blobTypes');
      const actions = Object.keys((valueAt(rule, 'definition', 'actions') ?? {}) as object);
      requireThat(
        Array.isArray(types) && types.length > 0 && actions.length > 0,
        `The rule ${String(rule['name'])} needs blob types and an action.`,
        CODE,
      );
    }
    return { ...body, properties: { ...body.properties, lastModifiedTime: azure.clock().toISOString() } };
  },
};

/** Object replication, whose policy and rules the destination gives their ids: https://learn.microsoft.com/azure/storage/blobs/object-replication-overview */
const objectReplicationPolicies: ResourceType = {
  type: `${STORAGE_ACCOUNTS}/objectReplicationPolicies`,
  status: { created: 200 },
  put: (request, body, existing) => {
    const { azure, id } = request;
    const [source, destination] = ['sourceAccount', 'destinationAccount'].map((key) => accountIn(request, body, key));
    const isDestination = destination?.id.toLowerCase() === id.parent?.toLowerCase();
    requireThat(
      isDestination || source?.id.toLowerCase() === id.parent?.toLowerCase(),
      'The account is neither the source nor the destination of the policy.',
      CODE,
    );
    checkReplicated(request, isDestination ? destination : source, isDestination);
    const rules = objectsAt(body.properties, 'rules');
    const side = isDestination ? 'destinationContainer' : 'sourceContainer';
    for (const rule of rules) {
      const container = `${id.parent ?? ''}/blobServices/default/containers/${stringAt(rule, side) ?? ''}`;
      requireThat(azure.store.has(container), `The container ${container} of a rule does not exist.`, CODE);
    }
    const name = id.name === 'default' ? uuidOf(source?.id ?? '', destination?.id ?? '') : id.name;
    requireThat(
      isDestination || azure.store.has(`${destination?.id ?? ''}/objectReplicationPolicies/${name}`),
      `The policy ${name} is not one of the destination yet: create it there first.`,
      CODE,
    );
    const identified = rules.map((rule): JsonObject => ({
      ...rule,
      ruleId: rule['ruleId'] ?? uuidOf(name, String(rule['sourceContainer']), String(rule['destinationContainer'])),
    }));
    return {
      ...body,
      id: `${id.parent ?? ''}/objectReplicationPolicies/${name}`,
      name,
      properties: {
        ...body.properties,
        policyId: name,
        rules: identified,
        enabledTime: existing?.properties['enabledTime'] ?? azure.clock().toISOString(),
      },
    };
  },
};

function accountIn({ azure }: ArmRequest, { properties }: Resource, key: string): Resource | undefined {
  const named = stringAt(properties, key) ?? '';
  return azure.store.get(named) ?? azure.store.ofType(STORAGE_ACCOUNTS).find(({ name }) => name === named);
}

function checkReplicated({ azure }: ArmRequest, account: Resource | undefined, isDestination: boolean): void {
  const blobService = azure.store.get(`${account?.id ?? ''}/blobServices/default`);
  requireThat(
    hasBlobFeature(blobService, 'isVersioningEnabled'),
    `Object replication needs blob versioning, which ${account?.name ?? 'the account'} has not.`,
    'BlobVersioningNotEnabled',
  );
  requireThat(
    isDestination || hasBlobFeature(blobService, 'changeFeed', 'enabled'),
    `Object replication needs the change feed of the source, which ${account?.name ?? 'the account'} has not.`,
    'ChangeFeedNotEnabled',
  );
}

/** Storage accounts with their containers and policies: https://learn.microsoft.com/rest/api/storagerp/ */
export const storage: ResourceProvider = {
  namespace: 'Microsoft.Storage',
  types: [
    storageAccounts,
    service('blobServices', { ...CORS, deleteRetentionPolicy: { enabled: false } }, checkBlobService),
    service('fileServices', SHARES),
    service('queueServices', CORS),
    service('tableServices', CORS),
    containers,
    managementPolicies,
    objectReplicationPolicies,
  ],
  operations: [checkStorageName],
};
