import { ApiManagementSku } from '../../../lib/values/api-management-sku';

test('a tier without units has the fewest that it takes', () => {
  expect(ApiManagementSku.of('Consumption').name).toBe('Consumption_0');
  expect(ApiManagementSku.of('standardv2').name).toBe('StandardV2_1');
  expect(ApiManagementSku.premium(3).name).toBe('Premium_3');
  expect(`${ApiManagementSku.basicV2(2)}`).toBe('BasicV2_2');
});

test('a SKU is parsed as azurerm writes it', () => {
  expect(ApiManagementSku.parse('StandardV2_4').units).toBe(4);
  expect(ApiManagementSku.parse('Developer').name).toBe('Developer_1');
});

// The first is what the provider lets through: its expression has no end.
test.each([
  ['BasicV2_99', '99 is not a number of units of BasicV2. Allowed: a whole number from 1 to 10.'],
  ['Consumption_1', '1 is not a number of units of Consumption. Allowed: 0.'],
  ['Premium_0', '0 is not a number of units of Premium. Allowed: a whole number from 1 to 99.'],
  ['StandardV2_x', '"StandardV2_x" is not a SKU of API Management. Allowed: a tier and its units: StandardV2_1.'],
  ['StandartV2_1', '"StandartV2" is not a tier of API Management.'],
])('%s is refused', (text, message) => {
  expect(() => ApiManagementSku.parse(text)).toThrow(message);
});

test('tiers differ in what they can do', () => {
  const able = (sku: ApiManagementSku) => [
    sku.supportsInjection,
    sku.supportsIntegration,
    sku.supportsPrivateEndpoints,
    sku.supportsZones,
  ];
  expect(able(ApiManagementSku.CONSUMPTION)).toEqual([false, false, false, false]);
  expect(able(ApiManagementSku.DEVELOPER)).toEqual([true, false, true, false]);
  expect(able(ApiManagementSku.standardV2())).toEqual([false, true, true, false]);
  expect(able(ApiManagementSku.premium())).toEqual([true, false, true, true]);
});
