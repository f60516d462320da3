import { RedisCacheSku, RedisCacheTier } from '../../../lib/values/redis-cache-sku';

test.each([
  ['Basic_C0', 'Basic_C0', RedisCacheTier.BASIC, 'C', 0, 0.25],
  ['standard c1', 'Standard_C1', RedisCacheTier.STANDARD, 'C', 1, 1],
  ['P1', 'Premium_P1', RedisCacheTier.PREMIUM, 'P', 1, 6],
  ['Premium_P5', 'Premium_P5', RedisCacheTier.PREMIUM, 'P', 5, 120],
])('%s is %s', (text, name, tier, family, capacity, sizeGb) => {
  const sku = RedisCacheSku.parse(text);
  expect([sku.name, `${sku}`, sku.tier, sku.family, sku.capacity, sku.sizeGb]).toEqual([
    name,
    name,
    tier,
    family,
    capacity,
    sizeGb,
  ]);
});

test.each([
  ['Basic_C0', 'Balanced_B0'],
  ['Standard_C1', 'Balanced_B1'],
  ['P1', 'Balanced_B5'],
  ['P5', 'Balanced_B100'],
])('%s moves to %s, which is at least as large', (text, target) => {
  const sku = RedisCacheSku.parse(text);
  expect(sku.managedEquivalent.name).toBe(target);
  expect(sku.managedEquivalent.sizeGb).toBeGreaterThanOrEqual(sku.sizeGb);
});

test('all of them end on the same day', () => {
  expect(RedisCacheSku.parse('P1').retirementDate).toBe('2028-09-30');
});

test('C0 alone is of two tiers', () => {
  expect(() => RedisCacheSku.parse('c0')).toThrow(
    '"c0" has no tier. Allowed: Basic_C0 to Basic_C6, Standard_C0 to Standard_C6, Premium_P1 to Premium_P5. Write Basic_C0 or Standard_C0.',
  );
});

test.each(['Premium_C1', 'Basic_P1', 'P6', 'Basic_C7', 'B10'])('%s is refused', (text) => {
  expect(() => RedisCacheSku.parse(text)).toThrow(`"${text}" is not a size of Azure Cache for Redis.`);
});
