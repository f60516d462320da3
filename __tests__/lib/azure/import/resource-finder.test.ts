import { ArmClient } from '../../../../lib/azure/arm-client';
import { ResourceFinder } from '../../../../lib/azure/import/resource-finder';
import { type FoundResource } from '../../../../lib/toolkit/io/imports';
import { blocksOf } from '../../../../lib/toolkit/unit/import-mapping';
import { goldenRun } from '../../../helpers/golden-assembly';
import { startAzure, type TestAzure } from '../../../helpers/loopback-azure';

const PRINCIPAL = '33333333-3333-4333-8333-333333333333';
const GROUP = 'rg-trading-beta-apps';

describe('the resources of the beta of Sigmatiq in Azure', () => {
  let test: TestAzure;
  beforeEach(async () => {
    test = await startAzure();
  });
  afterEach(() => test.stop());

  const idOf = (path: string, group = GROUP) =>
    `/subscriptions/${test.subscriptionId}/resourceGroups/${group}${path === '' ? '' : `/providers/${path}`}`;
  const exists = (id: string, type: string, properties = {}) =>
    test.azure.azure.store.set({ id, name: id.split('/').at(-1) ?? '', type, location: 'centralus', properties });
  const found = async (stage: string): Promise<readonly FoundResource[]> => {
    const run = goldenRun('sigmatiq/beta');
    const unit = run.units.find(({ name }) => name === stage);
    const arm = new ArmClient({ credential: test.credential, options: test.options });
    const finder = new ResourceFinder(run, { arm, subscriptionId: test.subscriptionId });
    return finder.find(unit === undefined ? [] : blocksOf(unit).map((address) => ({ unit, address })));
  };
  /** Resources of a stage of the other system with keys. */
  const keysIn = async (stage: string): Promise<readonly FoundResource[]> => {
    const run = goldenRun('agentic-platform/prod');
    const unit = run.units.find(({ name }) => name === stage);
    const arm = new ArmClient({ credential: test.credential, options: test.options });
    const finder = new ResourceFinder(run, { arm, subscriptionId: test.subscriptionId });
    const addresses =
      unit === undefined ? [] : blocksOf(unit).filter((each) => each.startsWith('azurerm_key_vault_key.'));
    return finder.find(unit === undefined ? [] : addresses.map((address) => ({ unit, address })));
  };
  const ofType = (resources: readonly FoundResource[], type: string) =>
    resources.filter((each) => each.type === type).map(({ status, id }) => ({ status, id }));

  it('are all missing in an empty subscription', async () => {
    const resources = await found('stage-app-infrastructure');
    expect(resources.length).toBeGreaterThan(10);
    expect(new Set(resources.map(({ status }) => status))).toEqual(new Set(['missing']));
  });

  it('are found by their names, and role assignments by what they grant to whom', async () => {
    const identity = idOf('Microsoft.ManagedIdentity/userAssignedIdentities/mi-trading-beta');
    const vault = idOf('Microsoft.KeyVault/vaults/kv-trading-beta');
    exists(idOf(''), 'Microsoft.Resources/resourceGroups');
    exists(vault, 'Microsoft.KeyVault/vaults');
    exists(identity, 'Microsoft.ManagedIdentity/userAssignedIdentities', { principalId: PRINCIPAL });
    const role = '4633458b-17de-408a-b874-0445c86b69e6';
    const assignment = `${vault}/providers/Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-555555555555`;
    exists(assignment, 'Microsoft.Authorization/roleAssignments', {
      scope: vault.toUpperCase(),
      principalId: PRINCIPAL,
      roleDefinitionId: `/subscriptions/${test.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    });
    const resources = await found('stage-app-infrastructure');
    expect(ofType(resources, 'azurerm_resource_group')).toEqual([{ status: 'found', id: idOf('') }]);
    expect(ofType(resources, 'azurerm_user_assigned_identity')).toEqual([{ status: 'found', id: identity }]);
    expect(ofType(resources, 'azurerm_role_assignment').filter(({ status }) => status === 'found')).toEqual([
      { status: 'found', id: assignment },
    ]);
  });

  it('are keys by their version in the vault, which Azure Resource Manager knows without its network', async () => {
    const missing = await keysIn('eastus-tenants');
    expect(new Set(missing.map(({ status }) => status))).toEqual(new Set(['missing']));
    const vault = idOf('Microsoft.KeyVault/vaults/kvagenticprodeastus995f0', 'rg-agentic-prod-eastus-data');
    exists(vault, 'Microsoft.KeyVault/vaults');
    const name = 'tenant-contoso';
    const { vaultObjects } = test.azure.azure;
    const made = { id: vault, name: vault.split('/').at(-1) ?? '', type: '', properties: {} };
    const { key } = vaultObjects.create(made, 'keys', name, { kty: 'RSA' });
    const found = await keysIn('eastus-tenants');
    expect(found.filter(({ status }) => status === 'found').map(({ id }) => id)).toEqual([
      (key as { kid: string }).kid,
    ]);
  });

  it('are asked for in the form that Azure has for settings and associations', async () => {
    const network = idOf('Microsoft.Network/virtualNetworks/vnet-trading-beta', 'rg-trading-beta-data');
    const resources = await found('stage-foundation');
    const subnets = resources.filter(({ type }) => type === 'azurerm_subnet').map(({ id }) => id ?? '');
    expect(subnets.every((id) => id.startsWith(`${network}/subnets/`))).toBe(true);
    const [subnet = ''] = subnets;
    exists(idOf('', 'rg-trading-beta-data'), 'Microsoft.Resources/resourceGroups');
    exists(network, 'Microsoft.Network/virtualNetworks');
    exists(subnet, 'Microsoft.Network/virtualNetworks/subnets', { networkSecurityGroup: { id: `${network}-nsg` } });
    exists(
      `${network}/providers/Microsoft.Insights/diagnosticSettings/azstage`,
      'Microsoft.Insights/diagnosticSettings',
    );
    const again = await found('stage-foundation');
    expect(
      ofType(again, 'azurerm_subnet_network_security_group_association').filter(({ status }) => status === 'found'),
    ).toEqual([{ status: 'found', id: subnet }]);
    expect(ofType(again, 'azurerm_monitor_diagnostic_setting')).toContainEqual({
      status: 'found',
      id: `${network}|azstage`,
    });
  });
});
