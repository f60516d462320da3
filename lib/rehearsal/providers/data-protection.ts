import { badRequest, conflict } from '../arm/arm-error';
import { objectAt, objectsAt, stringAt } from '../arm/json';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const VAULTS = 'Microsoft.DataProtection/backupVaults';
const POLICIES = `${VAULTS}/backupPolicies`;
const INSTANCES = `${VAULTS}/backupInstances`;

const vaults: ResourceType = {
  type: VAULTS,
  name: { pattern: /^[a-zA-Z][a-zA-Z0-9-]{1,49}$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE', 'POST'],
  put: (_request, body, existing) => {
    const settings = objectsAt(body.properties, 'storageSettings');
    if (settings.length === 0) {
      throw badRequest('UserErrorInvalidRequestParameter', `The vault ${body.name} has no storage settings.`);
    }
    const [before] = objectsAt(existing?.properties, 'storageSettings');
    if (before !== undefined && before['type'] !== settings[0]?.['type']) {
      throw badRequest(
        'UserErrorVaultStorageSettingsChangeNotAllowed',
        `The redundancy of ${body.name} cannot be changed from ${String(before['type'])}.`,
      );
    }
    const security = {
      softDeleteSettings: {
        state: 'On',
        retentionDurationInDays: 14,
        ...objectAt(body.properties, 'securitySettings', 'softDeleteSettings'),
      },
      immutabilitySettings: {
        state: 'Disabled',
        ...objectAt(body.properties, 'securitySettings', 'immutabilitySettings'),
      },
    };
    return {
      ...body,
      properties: {
        ...body.properties,
        securitySettings: { ...objectAt(body.properties, 'securitySettings'), ...security },
        provisioningState: 'Succeeded',
        isVaultProtectedByResourceGuard: false,
      },
    };
  },
  remove: ({ azure }, resource) => {
    const [instance] = azure.store.children(INSTANCES, resource.id);
    if (instance !== undefined) {
      throw conflict(
        'UserErrorVaultContainsBackupInstances',
        `The vault ${resource.id} has the backup instance ${instance.name}.`,
      );
    }
  },
  actions: { validateforbackup: () => ({ objectType: 'OperationJobExtendedInfo' }) },
};

const policies: ResourceType = {
  type: POLICIES,
  name: { pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,149}$/ },
  put: (_request, body) => {
    if (objectsAt(body.properties, 'policyRules').length === 0) {
      throw badRequest('UserErrorInvalidRequestParameter', `The backup policy ${body.name} has no rules.`);
    }
    return body;
  },
  remove: ({ azure }, resource) => {
    const [user] = azure.store.referringTo(resource.id, /backupInstances$/i);
    if (user !== undefined) {
      throw conflict('UserErrorPolicyInUse', `The backup policy ${resource.id} is used by ${user.id}.`);
    }
  },
};

const instances: ResourceType = {
  type: INSTANCES,
  longRunning: ['PUT', 'DELETE', 'POST'],
  put: (request, body) => {
    const { azure, id } = request;
    const vault = azure.store.get(id.parent ?? '');
    const principalId = stringAt(vault, 'identity', 'principalId');
    if (principalId === undefined) {
      throw badRequest(
        'UserErrorVaultIdentityNotFound',
        `The vault ${id.parent ?? ''} has no identity, with which it would read ${body.name}.`,
      );
    }
    const source = stringAt(body.properties, 'dataSourceInfo', 'resourceID') ?? '';
    const covers = (scope: string) =>
      source.toLowerCase() === scope.toLowerCase() || source.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
    const isGranted = azure.store
      .ofType('Microsoft.Authorization/roleAssignments')
      .some(
        ({ properties }) => properties['principalId'] === principalId && covers(stringAt(properties, 'scope') ?? ''),
      );
    if (!isGranted) {
      throw badRequest(
        'UserErrorMissingPermissions',
        `The identity of the vault ${vault?.name ?? ''} has no role on ${source}.`,
      );
    }
    const own = {
      protectionStatus: { status: 'ProtectionConfigured' },
      currentProtectionState: 'ProtectionConfigured',
      provisioningState: 'Succeeded',
    };
    return { ...body, properties: { ...body.properties, ...own } };
  },
  actions: { stopprotection: () => undefined, validatefordelete: () => ({}) },
};

/** Backup vaults: https://learn.microsoft.com/rest/api/dataprotection/ */
export const dataProtection: ResourceProvider = {
  namespace: 'Microsoft.DataProtection',
  types: [vaults, policies, instances],
};
