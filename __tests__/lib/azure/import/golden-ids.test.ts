import armTypes from '../../../../lib/facts/arm-types.json';
import facts from '../../../../lib/facts/import-ids.json';
import { type ArmClient } from '../../../../lib/azure/arm-client';
import { armTypeOf } from '../../../../lib/azure/arm-id';
import { ResourceFinder } from '../../../../lib/azure/import/resource-finder';
import { importsText } from '../../../../lib/toolkit/report/imports-text';
import { blocksOf } from '../../../../lib/toolkit/unit/import-mapping';
import { GOLDEN_APPS, goldenRun } from '../../../helpers/golden-assembly';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';

/** Azure that has everything, and knows what follows from no argument. */
function everything(asked: string[]): ArmClient {
  const principalId = '22222222-2222-4222-8222-222222222222';
  const answer = {
    identity: { principalId },
    properties: {
      principalId,
      aksAssignedIdentity: { principalId },
      defaultDomain: 'happy.westeurope.azurecontainerapps.io',
      clientId: principalId,
      identityProfile: { kubeletidentity: { objectId: principalId } },
      keyUriWithVersion: 'https://vault.vault.azure.net/keys/key/0',
      secretUriWithVersion: 'https://vault.vault.azure.net/secrets/secret/0',
    },
  };
  return {
    find: (id: string) => {
      asked.push(id);
      return Promise.resolve(answer);
    },
    list: (path: string) => {
      asked.push(`${path}/name`);
      return Promise.resolve([]);
    },
    apiVersionOf: () => Promise.resolve('2026-01-01'),
  } as unknown as ArmClient;
}

/** Types whose import id is that of something else: of a data plane, of a cluster, or of a target with a name behind it. */
const OTHERS: readonly string[] = [
  'azurerm_key_vault_key',
  'azurerm_key_vault_secret',
  'azurerm_managed_redis_geo_replication',
  'azurerm_monitor_diagnostic_setting',
];

describe('the ids of the resources of the systems', () => {
  it.each(GOLDEN_APPS)('follow from the arguments: %s', async (app) => {
    const run = goldenRun(app);
    const asked: string[] = [];
    const finder = new ResourceFinder(run, { arm: everything(asked), subscriptionId: SUBSCRIPTION });
    const sought = run.units.flatMap((unit) => blocksOf(unit).map((address) => ({ unit, address })));
    const found = await finder.find(sought);
    const unknown = found.filter(({ status }) => status === 'unknown').map(({ type, why }) => `${type}: ${why ?? ''}`);
    expect([...new Set(unknown)].filter((text) => !text.startsWith('azurerm_storage_object_replication: '))).toEqual(
      [],
    );
    expect(asked.filter((id) => armTypeOf(id) === undefined)).toEqual([]);
    const wrong = found.flatMap(({ type, id }) => {
      const known: readonly string[] = armTypes.types[type as keyof typeof armTypes.types];
      const own = (id ?? '').split('|')[0]?.replace(/\/(customDomainName|dnsServers)\/[^/]+$/, '') ?? '';
      const isFine =
        id === undefined ||
        OTHERS.includes(type) ||
        known.some((each) => each.toLowerCase() === armTypeOf(own)?.toLowerCase());
      return isFine ? [] : [`${type} ${id}`];
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('cover every type that azurerm asks Azure for in the systems', () => {
    const types = Object.keys(armTypes.types).filter((type) => type !== 'azurerm_client_config');
    expect(Object.keys(facts.types).sort()).toEqual(types.sort());
  });

  it('are not asked for where azurerm cannot import, and takes over what is there', async () => {
    const run = goldenRun('agentic-platform/dev');
    const asked: string[] = [];
    const finder = new ResourceFinder(run, { arm: everything(asked), subscriptionId: SUBSCRIPTION });
    const sought = run.units.flatMap((unit) => blocksOf(unit).map((address) => ({ unit, address })));
    const found = (await finder.find(sought)).filter(({ status }) => status === 'taken-over');
    expect(new Set(found.map(({ type }) => type))).toEqual(new Set(['azurerm_log_analytics_workspace_table']));
    expect(asked.filter((id) => /\/tables\//.test(id))).toEqual([]);
    expect(importsText(found)).toMatch(
      /Cannot be imported; azurerm takes over what is there.*0 not there, \d+ to be taken over\.$/s,
    );
  });

  it('do not follow where the facts say why', () => {
    const unknown = Object.entries(facts.types).filter(([, fact]) => 'unknown' in fact);
    expect(unknown.map(([type]) => type)).toEqual([
      'azurerm_app_configuration_key',
      'azurerm_storage_object_replication',
    ]);
  });
});
