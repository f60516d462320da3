import { EXISTING_TYPES } from '../../../lib/rehearsal/existing-types';
import { assumeExisting } from '../../../lib/rehearsal/existing';
import { type Assembly } from '../../../lib/toolkit/assembly/assembly';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

/** An app of one stage with these data sources, and this text somewhere. */
function appWith(data: object, text?: string): Assembly {
  return {
    metadata: { location: 'westeurope' },
    stages: [{ template: { data, locals: { text } } }],
  } as unknown as Assembly;
}

describe('what an app refers to and does not define', () => {
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure({ registered: [] });
  });
  afterAll(() => test.stop());

  it.each(Object.keys(EXISTING_TYPES))('is assumed to exist: %s', (type) => {
    const name = type.endsWith('zone') ? 'shop.example.com' : `existing${type.replace(/\W|_/g, '').slice(-14)}`;
    const within = type === 'azurerm_subnet' ? { virtual_network_name: 'vnet-hub' } : {};
    const assumed = assumeExisting(
      appWith({ [type]: { A: { name, resource_group_name: 'rg-hub', ...within } } }),
      test.azure,
    );
    const ids = assumed.filter((id) => id.endsWith(`/${name}`));
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => test.azure.azure.store.has(id))).toBe(true);
  });

  it('is assumed by ids in the code, and principals by their object ids', () => {
    const subscription = '11111111-2222-4333-8444-555555555555';
    const network = `/subscriptions/${subscription}/resourceGroups/rg-far/providers/Microsoft.Network/virtualNetworks/vnet-far`;
    const group = '99999999-2222-4333-8444-555555555555';
    const app = appWith({ azurerm_x: { A: { principal_id: group } } }, network);
    expect(assumeExisting(app, test.azure)).toEqual(expect.arrayContaining([network, group]));
    expect(test.azure.azure.directory.find(group)).toMatchObject({ type: 'Group' });
  });

  it('is not assumed where only an expression finds it, nor where the app defines nothing else', () => {
    const data = { azurerm_key_vault: { A: { name: '${var.name}', resource_group_name: 'rg-none' } } };
    expect(assumeExisting(appWith(data), test.azure)).toEqual([expect.stringMatching(/resourceGroups\/rg-none$/)]);
    expect(assumeExisting(appWith({}), test.azure)).toEqual([]);
  });
});
