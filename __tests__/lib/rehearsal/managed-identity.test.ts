import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ManagementLockClient } from '@azure/arm-locks';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

describe('managed identities, role assignments and locks', () => {
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure();
  });
  afterAll(() => test.stop());

  const identities = () => new ManagedServiceIdentityClient(test.credential, test.subscriptionId, test.options);
  const roles = () => new AuthorizationManagementClient(test.credential, test.subscriptionId, test.options);
  const locks = () => new ManagementLockClient(test.credential, test.subscriptionId, test.options);
  const acrPull = () =>
    `/subscriptions/${test.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
  const names = ['11111111-2222-4333-8444-555555555555', '11111111-2222-4333-8444-666666666666'] as const;

  it('creates, reads, lists and deletes an identity, whose principal may then be given a role', async () => {
    const made = await identities().userAssignedIdentities.createOrUpdate('rg', 'id-api', { location: 'West Europe' });
    expect(made).toMatchObject({
      location: 'westeurope',
      principalId: expect.any(String),
      clientId: expect.any(String),
    });
    const listed = await namesOf(identities().userAssignedIdentities.listByResourceGroup('rg'));
    expect(listed).toEqual(['id-api']);
    const scope = made.id ?? '';
    const properties = { roleDefinitionId: acrPull(), principalId: made.principalId ?? '' };
    await expect(roles().roleAssignments.create(scope, names[0], properties)).resolves.toMatchObject({ scope });
    await expect(roles().roleAssignments.create(scope, names[1], properties)).rejects.toMatchObject({
      code: 'RoleAssignmentExists',
    });
    await identities().userAssignedIdentities.delete('rg', 'id-api');
    await expect(identities().userAssignedIdentities.get('rg', 'id-api')).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('refuses a role for a principal that does not exist', async () => {
    const properties = { roleDefinitionId: acrPull(), principalId: '99999999-2222-4333-8444-555555555555' };
    const scope = `/subscriptions/${test.subscriptionId}/resourceGroups/rg`;
    await expect(roles().roleAssignments.create(scope, names[0], properties)).rejects.toMatchObject({
      code: 'PrincipalNotFound',
    });
  });

  it('refuses to delete what a lock is on', async () => {
    await identities().userAssignedIdentities.createOrUpdate('rg', 'id-kept', { location: 'westeurope' });
    const type = 'userAssignedIdentities';
    const at = ['rg', 'Microsoft.ManagedIdentity', '', type, 'id-kept', 'keep'] as const;
    await locks().managementLocks.createOrUpdateAtResourceLevel(...at, { level: 'CanNotDelete' });
    const remove = () => identities().userAssignedIdentities.delete('rg', 'id-kept');
    await expect(remove()).rejects.toMatchObject({ code: 'ScopeLocked' });
    await locks().managementLocks.deleteAtResourceLevel(...at);
    await remove();
  });
});
