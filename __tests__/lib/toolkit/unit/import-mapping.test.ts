import { type StageUnit } from '../../../../lib/toolkit/unit/stage-unit';
import { importMappings } from '../../../../lib/toolkit/unit/import-mapping';

const unit = (name: string, ...resources: readonly string[]): StageUnit => {
  const resource: Record<string, Record<string, object>> = {};
  for (const address of resources) {
    const [type = '', id = ''] = address.split('.');
    resource[type] = { ...resource[type], [id]: {} };
  }
  return { name, stage: { template: { resource } }, state: () => Promise.resolve(undefined) } as unknown as StageUnit;
};

describe('--map', () => {
  const data = unit('stage-data', 'azurerm_subnet.App', 'azurerm_subnet.Db');
  const apps = unit('stage-apps', 'azurerm_subnet.App');
  const mapped = (...texts: string[]) => importMappings([data, apps], texts);

  it('takes an address, an instance of it, and a stage before it', async () => {
    await expect(
      mapped(
        'azurerm_subnet.Db=/a/b=c',
        'stage-apps/azurerm_subnet.App["a=b"]=id',
        'stage-data/azurerm_subnet.App[0]=https://x/kv/y?label=',
      ),
    ).resolves.toEqual([
      { unit: data, address: 'azurerm_subnet.Db', id: '/a/b=c' },
      { unit: apps, address: 'azurerm_subnet.App["a=b"]', id: 'id' },
      { unit: data, address: 'azurerm_subnet.App[0]', id: 'https://x/kv/y?label=' },
    ]);
  });

  it.each([
    ['azurerm_subnet.Db', '--map: got "azurerm_subnet.Db". Allowed: address=id.'],
    ['azurerm_subnet.Db=', '--map: got "azurerm_subnet.Db=". Allowed: address=id.'],
    [
      'azurerm_subnet.App=x',
      '--map: several stages have azurerm_subnet.App: name one of stage-data/azurerm_subnet.App, stage-apps/azurerm_subnet.App.',
    ],
    [
      'azurerm_subnet.Dc=x',
      '--map: there is no resource "azurerm_subnet.Dc" in the selected stages. Did you mean "azurerm_subnet.Db"?',
    ],
    ['stage-none/azurerm_subnet.Db=x', '--map: stage-none is not one of the selected stages.'],
  ])('refuses %s', async (text, message) => {
    await expect(mapped(text)).rejects.toMatchObject({ code: 'USAGE', message });
  });
});
