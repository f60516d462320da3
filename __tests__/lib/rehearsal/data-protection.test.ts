import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import roles from '../../../lib/facts/roles.json';
import { stringAt } from '../../../lib/rehearsal/arm/json';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const VERSION = '2024-04-01';
const LOCATION = 'westeurope';
const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices';
const BACKUP_ROLE = roles.azureRbac.find(({ name }) => name === 'Storage Account Backup Contributor')?.id ?? '';

describe('backup vaults', () => {
  let test: TestAzure;
  let resources: ResourceManagementClient;
  beforeAll(async () => {
    test = await startAzure();
    resources = new ResourceManagementClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const idOf = (path: string) => test.idOf(path);
  const vaultId = (path: string) => idOf(`Microsoft.DataProtection/backupVaults/${path}`);
  const put = (path: string, properties: Record<string, unknown>, more: object = {}) =>
    resources.resources.beginCreateOrUpdateByIdAndWait(vaultId(path), VERSION, { properties, ...more });
  const get = (path: string) => resources.resources.getById(vaultId(path), VERSION);
  const remove = (path: string) => resources.resources.beginDeleteByIdAndWait(vaultId(path), VERSION);
  const vault = (name: string, more: Record<string, unknown> = {}, type = 'LocallyRedundant') =>
    put(
      name,
      { storageSettings: [{ type, datastoreType: 'VaultStore' }], ...more },
      { location: LOCATION, identity: { type: 'SystemAssigned' } },
    );
  const policy = (path: string, datasourceType = BLOBS, duration = 'P30D') =>
    put(path, {
      objectType: 'BackupPolicy',
      datasourceTypes: [datasourceType],
      policyRules: [
        {
          name: 'Default',
          objectType: 'AzureRetentionRule',
          isDefault: true,
          lifecycles: [{ deleteAfter: { objectType: 'AbsoluteDeleteOption', duration } }],
        },
      ],
    });
  const instance = (path: string, policyPath: string, resourceID: string, datasourceType = BLOBS) =>
    put(path, {
      friendlyName: 'blobs',
      objectType: 'BackupInstance',
      dataSourceInfo: { resourceID, datasourceType, objectType: 'Datasource', resourceLocation: LOCATION },
      policyInfo: { policyId: vaultId(policyPath) },
    });
  const account = async (name: string) => {
    const { storageAccounts } = new StorageManagementClient(test.credential, test.subscriptionId, test.options);
    await storageAccounts.create('rg', name, { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    return idOf(`Microsoft.Storage/storageAccounts/${name}`);
  };
  const grant = async (vaultName: string, scope: string) => {
    const { roleAssignments } = new AuthorizationManagementClient(test.credential, test.subscriptionId, test.options);
    await roleAssignments.create(scope, '11111111-2222-4333-8444-555555555555', {
      roleDefinitionId: `/subscriptions/${test.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${BACKUP_ROLE}`,
      principalId: stringAt((await get(vaultName)).identity, 'principalId') ?? '',
    });
  };

  it('creates, reads, lists, changes and deletes a vault', async () => {
    const made = await vault('bvault-one');
    expect(made).toMatchObject({
      identity: { type: 'SystemAssigned', principalId: expect.any(String) },
      properties: {
        provisioningState: 'Succeeded',
        securitySettings: { softDeleteSettings: { state: 'On', retentionDurationInDays: 14 } },
      },
    });
    await vault('bvault-one', { securitySettings: { softDeleteSettings: { state: 'Off' } } });
    await expect(get('bvault-one')).resolves.toMatchObject({
      properties: { securitySettings: { softDeleteSettings: { state: 'Off' } } },
    });
    const names = await namesOf(resources.resources.listByResourceGroup('rg'));
    expect(names).toContain('bvault-one');
    await remove('bvault-one');
    await expect(get('bvault-one')).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it.each<readonly [string, string, Record<string, unknown>, string]>([
    ['the redundancy', 'TwiceRedundant', {}, 'BadRequest'],
    ['two storage settings', '', { storageSettings: [{}, {}] }, 'InvalidRequestBody'],
    [
      'restores in another region',
      'LocallyRedundant',
      { featureSettings: { crossRegionRestoreSettings: { state: 'Enabled' } } },
      'CrossRegionRestoreNotSupported',
    ],
    [
      'the days of soft delete',
      'LocallyRedundant',
      { securitySettings: { softDeleteSettings: { state: 'On', retentionDurationInDays: 13 } } },
      'BadRequest',
    ],
  ])('refuses a vault for %s', async (_what, type, more, code) => {
    await expect(vault('bvault-refused', more, type)).rejects.toMatchObject({ code });
  });

  it('never turns back what is always on or locked', async () => {
    const security = (state: string, immutability: string) =>
      vault('bvault-locked', {
        securitySettings: {
          softDeleteSettings: { state, retentionDurationInDays: 14 },
          immutabilitySettings: { state: immutability },
        },
      });
    await security('AlwaysOn', 'Locked');
    await expect(security('Off', 'Locked')).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringContaining('Soft delete'),
    });
    await expect(security('AlwaysOn', 'Unlocked')).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringContaining('Immutability'),
    });
  });

  it('protects the blobs of an account on which the vault has a role, once', async () => {
    await vault('bvault-blobs');
    await vault('bvault-other');
    await policy('bvault-blobs/backupPolicies/blobs');
    await policy('bvault-other/backupPolicies/blobs');
    const source = await account('stsource');
    const protect = (more: { readonly at?: string; readonly by?: string; readonly type?: string } = {}) =>
      instance(
        more.at ?? 'bvault-blobs/backupInstances/blobs',
        more.by ?? 'bvault-blobs/backupPolicies/blobs',
        source,
        more.type,
      );
    await expect(protect()).rejects.toMatchObject({
      code: 'UserErrorMissingRequiredPermissions',
      message: expect.stringContaining('Storage Account Backup Contributor'),
    });
    await grant('bvault-blobs', source);
    await expect(protect({ by: 'bvault-other/backupPolicies/blobs' })).rejects.toMatchObject({
      code: 'UserErrorBackupPolicyNotFound',
    });
    await expect(protect({ type: 'Microsoft.DBforPostgreSQL/flexibleServers' })).rejects.toMatchObject({
      code: 'UserErrorDatasourceTypeMismatch',
    });
    await expect(protect()).resolves.toMatchObject({
      properties: { protectionStatus: { status: 'ProtectionConfigured' } },
    });
    await expect(protect({ at: 'bvault-blobs/backupInstances/again' })).rejects.toMatchObject({
      code: 'UserErrorDatasourceAlreadyProtected',
    });
    await expect(remove('bvault-blobs/backupPolicies/blobs')).rejects.toMatchObject({
      code: 'UserErrorBackupPolicyInUse',
    });
    await expect(remove('bvault-blobs')).rejects.toMatchObject({ code: 'UserErrorVaultHasBackupInstances' });
    await remove('bvault-blobs/backupInstances/blobs');
    await remove('bvault-blobs/backupPolicies/blobs');
    await remove('bvault-blobs');
  });

  it('refuses to change a policy, and one without a data source type', async () => {
    await vault('bvault-policy');
    await policy('bvault-policy/backupPolicies/blobs');
    await policy('bvault-policy/backupPolicies/blobs');
    await expect(policy('bvault-policy/backupPolicies/blobs', BLOBS, 'P60D')).rejects.toMatchObject({
      code: 'UserErrorBackupPolicyUpdateNotSupported',
    });
    const none = put('bvault-policy/backupPolicies/none', { datasourceTypes: [], policyRules: [] });
    await expect(none).rejects.toMatchObject({ code: 'InvalidRequestBody' });
  });

  it('refuses a data source that does not exist', async () => {
    await vault('bvault-none');
    await policy('bvault-none/backupPolicies/blobs');
    const nothing = idOf('Microsoft.Storage/storageAccounts/stnothing');
    const made = instance('bvault-none/backupInstances/blobs', 'bvault-none/backupPolicies/blobs', nothing);
    await expect(made).rejects.toMatchObject({ code: 'InvalidResourceReference' });
  });
});
