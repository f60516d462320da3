import { badRequest, conflict, unsupported } from '../arm/arm-error';
import { type ArmRequest, type Azure, keyOf, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { deployments, raiPolicies, usages } from './cognitive-deployments';

const ACCOUNT_TYPE = 'Microsoft.CognitiveServices/accounts';
const DELETED_TYPE = 'Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts';

/** Kinds whose accounts need no agreement: https://learn.microsoft.com/azure/ai-services/multi-service-resource */
const KINDS = {
  OpenAI: 'openai.azure.com',
  AIServices: 'cognitiveservices.azure.com',
} as const;

const accounts: ResourceType = {
  type: ACCOUNT_TYPE,
  name: { pattern: /^[a-zA-Z0-9][\w.-]{1,63}$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    restore(request, body, existing);
    checkAccount(body, existing);
    checkSubdomain(request, body, existing);
    checkNetworkAcls(body);
    return completed(request, body, existing);
  },
  remove: ({ azure, id }, account) => {
    const scheduled = new Date(azure.clock().getTime() + 48 * 3_600_000).toISOString();
    azure.store.set({
      ...account,
      id: deletedId(account),
      type: DELETED_TYPE,
      properties: {
        ...account.properties,
        deletionDate: azure.clock().toISOString(),
        scheduledPurgeDate: scheduled,
        id: undefined,
      },
      accountId: id.id.toLowerCase(),
    });
  },
  actions: {
    listkeys: (_request, account) => {
      if (account.properties['disableLocalAuth'] === true) {
        throw badRequest('BadRequest', 'Failed to list key. disableLocalAuth is set to be true');
      }
      return { key1: hexKey(account.id, 'key1'), key2: hexKey(account.id, 'key2') };
    },
  },
  views: {
    skus: () => ({ value: [{ resourceType: ACCOUNT_TYPE, sku: { name: 'S0', tier: 'Standard' } }] }),
  },
};

function hexKey(...names: readonly string[]): string {
  return Buffer.from(keyOf(...names), 'base64')
    .toString('hex')
    .slice(0, 32);
}

function deletedId({ id, location, name }: Resource): string {
  const [, , subscription = '', , group = ''] = id.split('/');
  return `/subscriptions/${subscription}/providers/Microsoft.CognitiveServices/locations/${location ?? ''}/resourceGroups/${group}/deletedAccounts/${name}`;
}

/** Soft deletion: https://learn.microsoft.com/azure/ai-services/recover-purge-resources */
function restore({ azure }: ArmRequest, body: Resource, existing?: Resource): void {
  const deleted = existing === undefined ? azure.store.get(deletedId(body)) : undefined;
  if (deleted !== undefined && body.properties['restore'] !== true) {
    throw conflict(
      'FlagMustBeSetForRestore',
      `An existing resource with ID '${body.id}' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.`,
    );
  }
  if (deleted !== undefined) {
    azure.store.delete(deleted.id);
    Object.assign(body, { kind: deleted['kind'], sku: deleted['sku'], properties: deleted.properties });
  }
}

function checkAccount(body: Resource, existing?: Resource): void {
  const { kind, sku } = body;
  if (typeof kind !== 'string' || !(kind in KINDS)) {
    throw unsupported(`Cognitive Services accounts of the kind ${String(kind)}`);
  }
  if (stringAt(sku, 'name') !== 'S0') {
    throw badRequest(
      'InvalidSku',
      `The SKU '${String(stringAt(sku, 'name'))}' is not one of the kind ${kind}: it is S0.`,
    );
  }
  if (existing !== undefined && existing['kind'] !== kind && kind !== 'AIServices') {
    throw badRequest(
      'InvalidKind',
      `An account of the kind ${String(existing['kind'])} cannot become one of the kind ${kind}.`,
    );
  }
}

/** Rules of the subdomain: https://learn.microsoft.com/azure/ai-services/cognitive-services-custom-subdomains */
function checkSubdomain({ azure }: ArmRequest, body: Resource, existing?: Resource): void {
  const name = subdomainOf(body);
  const before = existing === undefined ? undefined : subdomainOf(existing);
  if (before !== undefined && name !== before) {
    throw badRequest('CustomDomainNameCannotBeChanged', `The custom subdomain '${before}' cannot be changed.`);
  }
  if (name === undefined) {
    return;
  }
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]{1,62}$/.test(name)) {
    throw badRequest(
      'CustomDomainInvalid',
      `'${name}' is not a custom subdomain: 2 to 63 letters, digits and hyphens.`,
    );
  }
  const taken = takenBy(azure, name, body.id);
  if (taken !== undefined) {
    throw conflict(
      'CustomDomainInUse',
      `Please pick a different name. The subdomain name '${name}' is not available as it's already used by a resource.`,
    );
  }
}

function subdomainOf({ properties }: Resource): string | undefined {
  return stringAt(properties, 'customSubDomainName')?.toLowerCase() || undefined;
}

/** Account, deleted ones included, that has a subdomain. */
function takenBy({ store }: Azure, subdomain: string, except?: string): Resource | undefined {
  return [...store.ofType(ACCOUNT_TYPE), ...store.ofType(DELETED_TYPE)].find(
    (each) => subdomainOf(each) === subdomain.toLowerCase() && each.id.toLowerCase() !== except?.toLowerCase(),
  );
}

function checkNetworkAcls(body: Resource): void {
  const acls = body.properties['networkAcls'];
  if (acls === undefined || acls === null) {
    return;
  }
  if (subdomainOf(body) === undefined) {
    throw badRequest('NetworkAclsNotSupported', 'Network rules need a custom subdomain name.');
  }
  if (!/^(Allow|Deny)$/.test(String(objectAt(acls)['defaultAction'] ?? 'Allow'))) {
    throw badRequest('InvalidNetworkAcls', 'The default action of network rules is Allow or Deny.');
  }
  for (const { value } of objectsAt(acls, 'ipRules')) {
    if (/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(String(value))) {
      throw badRequest('InvalidNetworkAcls', `The IP rule '${String(value)}' is a private range.`);
    }
  }
}

/** What Azure adds to an account: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/accounts/get */
function completed({ azure }: ArmRequest, body: Resource, existing?: Resource): Resource {
  const subdomain = subdomainOf(body);
  const domain = KINDS[body['kind'] as keyof typeof KINDS];
  const { restore: _restore, customSubDomainName: _name, ...properties } = body.properties;
  const endpoint =
    subdomain === undefined
      ? `https://${body.location ?? ''}.api.cognitive.microsoft.com/`
      : `https://${subdomain}.${domain}/`;
  return {
    ...body,
    sku: withDefaults(objectAt(body, 'sku'), {}),
    etag: `"${uuidOf(body.id, 'etag')}"`,
    properties: {
      ...withDefaults(properties, { publicNetworkAccess: 'Enabled', disableLocalAuth: false }),
      ...(subdomain === undefined ? {} : { customSubDomainName: subdomain }),
      endpoint,
      endpoints: { 'OpenAI Language Model Instance API': endpoint },
      provisioningState: 'Succeeded',
      internalId: uuidOf(body.id, 'internal').replaceAll('-', ''),
      dateCreated: existing?.properties['dateCreated'] ?? azure.clock().toISOString(),
      isMigrated: false,
    },
  };
}

const deletedAccounts: ResourceType = {
  type: DELETED_TYPE,
  longRunning: ['DELETE'],
  put: () => {
    throw badRequest('MethodNotAllowed', 'Deleted accounts are read, and purged.');
  },
};

/** Foundry and Azure OpenAI accounts: https://learn.microsoft.com/rest/api/aiservices/ */
export const cognitiveServices: ResourceProvider = {
  namespace: 'Microsoft.CognitiveServices',
  types: [accounts, deletedAccounts, deployments, raiPolicies],
  operations: [
    usages,
    {
      method: 'GET',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.CognitiveServices\/deletedAccounts$/i,
      answer: ({ azure }) => ({ value: [...azure.store.ofType(DELETED_TYPE)] }),
    },
    {
      method: 'POST',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.CognitiveServices\/checkDomainAvailability$/i,
      answer: ({ azure, body }): JsonObject => {
        const subdomainName = stringAt(body, 'subdomainName') ?? '';
        const isTaken = takenBy(azure, subdomainName) !== undefined;
        return {
          isSubdomainAvailable: !isTaken,
          subdomainName,
          ...(isTaken ? { reason: `The subdomain name '${subdomainName}' is already used.` } : {}),
        };
      },
    },
  ],
};
