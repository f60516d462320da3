import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

/** A day on which the models of the test are generally available. */
const CLOCK = () => new Date('2026-07-08T00:00:00Z');

describe('Cognitive Services', () => {
  let test: TestAzure;
  let slow = 0;
  beforeAll(async () => {
    test = await startAzure({ clock: CLOCK, slowness: () => slow });
  });
  afterAll(() => test.stop());

  const client = () => new CognitiveServicesManagementClient(test.credential, test.subscriptionId, test.options);
  const account = (name: string, properties: object = {}, more: object = {}) =>
    client().accounts.beginCreateAndWait('rg', name, {
      kind: 'OpenAI',
      sku: { name: 'S0' },
      location: 'westeurope',
      properties,
      ...more,
    });
  const chat = { format: 'OpenAI', name: 'gpt-5.1', version: '2025-11-13' };
  const deployment = (name: string, properties: object, capacity = 10, sku = 'GlobalStandard') =>
    client().deployments.beginCreateOrUpdateAndWait('rg', 'oai', name, { sku: { name: sku, capacity }, properties });

  it('serves accounts with keys, whose subdomain nobody else may have', async () => {
    const made = await account('oai', { customSubDomainName: 'oai' });
    expect(made.properties).toMatchObject({
      endpoint: 'https://oai.openai.azure.com/',
      provisioningState: 'Succeeded',
    });
    expect((await client().accounts.listKeys('rg', 'oai')).key1).toMatch(/^[0-9a-f]{32}$/);
    await expect(account('other', { customSubDomainName: 'OAI' })).rejects.toMatchObject({ code: 'CustomDomainInUse' });
    await expect(account('oai', { customSubDomainName: 'another' })).rejects.toMatchObject({
      code: 'CustomDomainNameCannotBeChanged',
    });
    const networkAcls = { defaultAction: 'Deny' };
    await expect(account('acls', { networkAcls })).rejects.toMatchObject({ code: 'NetworkAclsNotSupported' });
    await expect(account('sku', {}, { sku: { name: 'S1' } })).rejects.toMatchObject({ code: 'InvalidSku' });
    await expect(account('kind', {}, { kind: 'Face' })).rejects.toMatchObject({ code: 'UnsupportedInRehearsal' });
    await account('keyless', { disableLocalAuth: true });
    await expect(client().accounts.listKeys('rg', 'keyless')).rejects.toMatchObject({ code: 'BadRequest' });
  });

  it('keeps a deleted account until it is restored or purged', async () => {
    await account('gone', { customSubDomainName: 'gone' });
    await client().accounts.beginDeleteAndWait('rg', 'gone');
    await expect(account('gone')).rejects.toMatchObject({ code: 'FlagMustBeSetForRestore' });
    await expect(account('thief', { customSubDomainName: 'gone' })).rejects.toMatchObject({
      code: 'CustomDomainInUse',
    });
    const restored = await account('gone', { restore: true });
    expect(restored.properties?.customSubDomainName).toBe('gone');
    await client().accounts.beginDeleteAndWait('rg', 'gone');
    const deleted = await namesOf(client().deletedAccounts.list());
    expect(deleted).toEqual(['gone']);
    await client().deletedAccounts.beginPurgeAndWait('westeurope', 'rg', 'gone');
    await expect(account('gone')).resolves.toMatchObject({ name: 'gone' });
  });

  it('serves deployments of models that may be deployed, within the quota of the region', async () => {
    const made = await deployment('chat', { model: chat });
    expect(made.properties).toMatchObject({ versionUpgradeOption: 'OnceNewDefaultVersionAvailable' });
    const refused = (properties: object, capacity?: number, sku?: string) =>
      expect(deployment('no', properties, capacity, sku)).rejects;
    await refused({ model: { ...chat, name: 'gpt-4', version: '0613' } }).toMatchObject({
      code: 'DeploymentModelNotSupported',
    });
    await refused({ model: { ...chat, name: 'gpt-4.1', version: '2025-04-14' } }).toMatchObject({
      code: 'ServiceModelDeprecated',
    });
    await refused({ model: chat }, 991).toMatchObject({ code: 'InsufficientQuota' });
    await refused({ model: chat }, 1, 'Developer').toMatchObject({ code: 'InvalidResourceProperties' });
    await refused({ model: chat, raiPolicyName: 'none' }).toMatchObject({ code: 'RaiPolicyNotFound' });
    await refused({ model: { ...chat, format: 'Anthropic' } }).toMatchObject({ code: 'UnsupportedInRehearsal' });
  });

  it('serves content filters, which a deployment keeps', async () => {
    const filter = (name: string, contentFilters: object[] = []) =>
      client().raiPolicies.createOrUpdate('rg', 'oai', name, {
        properties: { basePolicyName: 'Microsoft.DefaultV2', contentFilters },
      });
    await expect(filter('Microsoft.Mine')).rejects.toMatchObject({ code: 'InvalidRaiPolicy' });
    await expect(filter('strict', [{ name: 'Nonsense', source: 'Prompt' }])).rejects.toMatchObject({
      code: 'InvalidRaiPolicy',
    });
    await filter('strict', [{ name: 'Hate', source: 'Prompt', severityThreshold: 'Low' }]);
    await deployment('filtered', { model: chat, raiPolicyName: 'strict' });
    await expect(client().raiPolicies.beginDeleteAndWait('rg', 'oai', 'strict')).rejects.toMatchObject({
      code: 'RaiPolicyInUse',
    });
    await client().deployments.beginDeleteAndWait('rg', 'oai', 'filtered');
    await client().raiPolicies.beginDeleteAndWait('rg', 'oai', 'strict');
  });

  it('takes one deployment at a time on an account', async () => {
    slow = 3;
    const first = await client().deployments.beginCreateOrUpdate('rg', 'oai', 'first', {
      sku: { name: 'GlobalStandard', capacity: 1 },
      properties: { model: chat },
    });
    await expect(deployment('second', { model: chat }, 1)).rejects.toMatchObject({ code: 'RequestConflict' });
    slow = 0;
    await first.pollUntilDone();
    await expect(deployment('second', { model: chat }, 1)).resolves.toMatchObject({ name: 'second' });
  });
});
