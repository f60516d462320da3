import roles from '../../facts/roles.json';
import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { type JsonObject, objectsAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { hasRole } from './role-rules';

const VAULTS = 'Microsoft.DataProtection/backupVaults';

/** What the identity of a vault needs on a data source: https://learn.microsoft.com/azure/backup/backup-azure-database-postgresql-flex, https://learn.microsoft.com/azure/backup/blob-backup-configure-manage, https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.Storage/storageAccounts/blobServices': ['Storage Account Backup Contributor'],
  'Microsoft.DBforPostgreSQL/flexibleServers': ['PostgreSQL Flexible Server Long Term Retention Backup Role'],
  'Microsoft.ContainerService/managedClusters': ['Reader', 'Contributor', 'Owner'],
};

const vaults: ResourceType = {
  type: VAULTS,
  name: nameRuleOf('azurerm_data_protection_backup_vault'),
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (_request, body, existing) => {
    const settings = objectsAt(body.properties, 'storageSettings');
    requireThat(settings.length === 1, 'A backup vault has one storage setting.', 'InvalidRequestBody');
    const type = { name: 'storageSettings.type', value: settings[0]?.['type'] };
    requireOneOf(type, ['LocallyRedundant', 'GeoRedundant', 'ZoneRedundant']);
    requireOneOf({ name: 'storageSettings.datastoreType', value: settings[0]?.['datastoreType'] }, [
      'VaultStore',
      'OperationalStore',
      'ArchiveStore',
      'SnapshotStore',
    ]);
    requireThat(
      stringAt(body.properties, 'featureSettings', 'crossRegionRestoreSettings', 'state') !== 'Enabled' ||
        type.value === 'GeoRedundant',
      'Restores in another region need geo-redundant storage.',
      'CrossRegionRestoreNotSupported',
    );
    const properties = withDefaults(body.properties, {
      securitySettings: {
        softDeleteSettings: { state: 'On', retentionDurationInDays: 14 },
        immutabilitySettings: { state: 'Disabled' },
      },
      featureSettings: {},
      replicatedRegions: [],
    });
    checkSecurity(properties, existing);
    const states = {
      provisioningState: 'Succeeded',
      isVaultProtectedByResourceGuard: false,
      resourceMoveState: 'Unknown',
    };
    return { ...body, properties: { ...properties, ...states } };
  },
  actions: { validateforbackup: (request) => ({ objectType: 'OperationJobExtendedInfo', ...validated(request) }) },
  remove: ({ azure }, { id, name }) => {
    const kept = azure.store.children(`${VAULTS}/backupInstances`, id).map((each) => each.name);
    if (kept.length > 0) {
      throw conflict('UserErrorVaultHasBackupInstances', `The vault ${name} still protects: ${kept.join(', ')}.`);
    }
  },
};

/** Refuses settings that cannot be turned back: https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept */
function checkSecurity(properties: JsonObject, existing: Resource | undefined): void {
  const softDelete = ['securitySettings', 'softDeleteSettings'] as const;
  const immutability = ['securitySettings', 'immutabilitySettings', 'state'] as const;
  const state = stringAt(properties, ...softDelete, 'state');
  requireOneOf({ name: 'softDeleteSettings.state', value: state }, ['On', 'Off', 'AlwaysOn']);
  if (state !== 'Off') {
    const value = valueAt(properties, ...softDelete, 'retentionDurationInDays');
    requireWholeNumber({ name: 'retentionDurationInDays', value }, 14, 180);
  }
  requireThat(
    stringAt(existing?.properties, ...softDelete, 'state') !== 'AlwaysOn' || state === 'AlwaysOn',
    'Soft delete that is always on cannot be turned off.',
  );
  requireThat(
    stringAt(existing?.properties, ...immutability) !== 'Locked' || stringAt(properties, ...immutability) === 'Locked',
    'Immutability that is locked cannot be changed.',
  );
}

const policies: ResourceType = {
  type: `${VAULTS}/backupPolicies`,
  name: nameRuleOf('azurerm_data_protection_backup_policy_blob_storage'),
  status: { created: 200 },
  put: (_request, body, existing) => {
    if (existing !== undefined && JSON.stringify(existing.properties) !== JSON.stringify(body.properties)) {
      throw badRequest('UserErrorBackupPolicyUpdateNotSupported', `The policy ${body.name} cannot be changed.`);
    }
    const types = body.properties['datasourceTypes'];
    requireThat(
      Array.isArray(types) && types.length === 1 && objectsAt(body.properties, 'policyRules').length > 0,
      'A policy has one data source type and at least one rule.',
      'InvalidRequestBody',
    );
    return body;
  },
  remove: ({ azure }, { id, name }) => {
    const used = azure.store.referringTo(id, /backupInstances$/i).map((each) => each.name);
    if (used.length > 0) {
      throw conflict('UserErrorBackupPolicyInUse', `The policy ${name} is in use by: ${used.join(', ')}.`);
    }
  },
};

const instances: ResourceType = {
  type: `${VAULTS}/backupInstances`,
  name: nameRuleOf('azurerm_data_protection_backup_instance_blob_storage'),
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    checkInstance(request, body.properties);
    return {
      ...body,
      properties: {
        objectType: 'BackupInstance',
        ...body.properties,
        currentProtectionState: 'ProtectionConfigured',
        protectionStatus: { status: 'ProtectionConfigured' },
        provisioningState: 'Succeeded',
      },
    };
  },
};

/** Body of a check before a backup instance is made. */
function validated(request: ArmRequest): JsonObject {
  const instance = valueAt(request.body, 'backupInstance');
  checkInstance({ ...request, id: { ...request.id, parent: request.id.id } }, (instance ?? {}) as JsonObject);
  return {};
}

function checkInstance({ azure, id }: ArmRequest, properties: JsonObject): void {
  const vault = azure.store.get(id.parent ?? '');
  const policy = azure.store.get(stringAt(properties, 'policyInfo', 'policyId') ?? '');
  const source = stringAt(properties, 'dataSourceInfo', 'resourceID') ?? '';
  const type = stringAt(properties, 'dataSourceInfo', 'datasourceType') ?? '';
  requireThat(
    policy?.id.toLowerCase().startsWith(`${vault?.id.toLowerCase() ?? ''}/`) === true,
    'The policy of a backup instance is one of its vault.',
    'UserErrorBackupPolicyNotFound',
  );
  const types = valueAt(policy?.properties, 'datasourceTypes');
  requireThat(
    Array.isArray(types) && types.some((each) => String(each).toLowerCase() === type.toLowerCase()),
    `The policy ${policy?.name ?? ''} is not for ${type}.`,
    'UserErrorDatasourceTypeMismatch',
  );
  requireThat(azure.store.has(source), `The data source ${source} does not exist.`, 'UserErrorDatasourceNotFound');
  const twin = azure.store
    .referringTo(source, /backupInstances$/i)
    .find(
      (each) =>
        each.id.toLowerCase() !== id.key && stringAt(each.properties, 'dataSourceInfo', 'resourceID') === source,
    );
  requireThat(
    twin === undefined,
    `${source} is already protected by ${twin?.id ?? ''}.`,
    'UserErrorDatasourceAlreadyProtected',
  );
  checkPermissions({ azure }, vault, source, type);
}

/** Refuses a data source that the identity of the vault has no role on. */
function checkPermissions(
  { azure }: Pick<ArmRequest, 'azure'>,
  vault: Resource | undefined,
  source: string,
  type: string,
): void {
  const principal = stringAt(vault?.['identity'], 'principalId');
  const wanted = Object.entries(ROLES).find(([each]) => each.toLowerCase() === type.toLowerCase())?.[1] ?? [];
  const ids = roles.azureRbac.filter(({ name }) => wanted.includes(name)).map((each) => each.id);
  requireThat(
    principal !== undefined && (ids.length === 0 || hasRole(azure, principal, source, ids)),
    `The managed identity of the vault ${vault?.name ?? ''} has none of these roles on ${source}: ${wanted.join(', ')}.`,
    'UserErrorMissingRequiredPermissions',
  );
}

/** Azure Backup for Blob Storage, PostgreSQL and AKS: https://learn.microsoft.com/rest/api/dataprotection/ */
export const dataProtection: ResourceProvider = {
  namespace: 'Microsoft.DataProtection',
  types: [vaults, policies, instances],
};
