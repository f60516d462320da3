import { PostgresqlSku, PostgresqlTier } from '../../../lib/values/postgresql-sku';

/** The regular expression of azurerm 4.81: internal/services/postgres/validate/flexible_server_sku_name.go. */
const AZURERM =
  /^((B_Standard_B((1|2|4|8|12|16|20)ms|2s))|(GP_Standard_D(((2|4|8|16|32|48|64)s_v3)|((2|4|8|16|32|48|64)ds_v4)|((2|4|8|16|32|48|64|96)ds_v5)|((2|4|8|16|32|48|64|96)ds_v6)|((2|4|8|16|32|48|64|96)ads_v5)|(C(2|4|8|16|32|48|64|96)ads_v5)))|(MO_Standard_E((((2|4|8|16|20|32|48|64)s)_v3)|((2|4|6|8|16|20|32|48|64)ds_v4)|((2|4|8|16|20|32|48|64|96)ds_v5)|((2|4|8|16|32|48|64|96)ds_v6)|((2|4|8|16|32|48|64|96)ads_v5)|(C(2|4|8|16|20|32|48|64|96)(ads|as)_v5))))$/;

test.each([
  ['B1ms', 'B_Standard_B1ms', PostgresqlTier.BURSTABLE, 1, false],
  ['Standard_B2s', 'B_Standard_B2s', PostgresqlTier.BURSTABLE, 2, false],
  ['D2ds_v4', 'GP_Standard_D2ds_v4', PostgresqlTier.GENERAL_PURPOSE, 2, true],
  ['Standard_D2s_v3', 'GP_Standard_D2s_v3', PostgresqlTier.GENERAL_PURPOSE, 2, true],
  ['gp_standard_d96ds_v5', 'GP_Standard_D96ds_v5', PostgresqlTier.GENERAL_PURPOSE, 96, true],
  ['MO_Standard_E4ds_v5', 'MO_Standard_E4ds_v5', PostgresqlTier.MEMORY_OPTIMIZED, 4, true],
  ['EC20as_v5', 'MO_Standard_EC20as_v5', PostgresqlTier.MEMORY_OPTIMIZED, 20, true],
])('%s is %s', (text, name, tier, vCores, standby) => {
  const sku = PostgresqlSku.parse(text);
  expect([sku.name, `${sku}`, sku.tier, sku.vCores, sku.supportsHighAvailability]).toEqual([
    name,
    name,
    tier,
    vCores,
    standby,
  ]);
  expect(sku.name).toMatch(AZURERM);
});

test('what azurerm 4.55 does not take says which azurerm does', () => {
  expect(PostgresqlSku.parse('D2ds_v5').azurermMinor).toBe(0);
  expect(PostgresqlSku.parse('D2ds_v6').azurermMinor).toBe(81);
  expect(PostgresqlSku.parse('DC4ads_v5').azurermMinor).toBe(81);
});

test.each([
  ['D2ds_v7', 'Did you mean "D2ds_v4"?'],
  ['B_Standard_D2ds_v4', 'Did you mean "D2ds_v4"?'],
  ['B3ms', 'Did you mean "B1ms"?'],
])('%s is refused', (text, fix) => {
  expect(() => PostgresqlSku.parse(text)).toThrow(
    `"${text}" is not a size of a PostgreSQL flexible server. Allowed: B1ms to B20ms, D2ds_v5 to D96ds_v5, E2ds_v5 to E96ds_v5, and the others in lib/facts/postgresql.json. ${fix}`,
  );
});
