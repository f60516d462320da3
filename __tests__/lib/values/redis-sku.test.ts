import { RedisFamily, RedisKind, RedisSku } from '../../../lib/values/redis-sku';

test.each([
  ['B10', 'Balanced_B10', RedisKind.MANAGED, RedisFamily.BALANCED, 12],
  ['Balanced_B10', 'Balanced_B10', RedisKind.MANAGED, RedisFamily.BALANCED, 12],
  ['b0', 'Balanced_B0', RedisKind.MANAGED, RedisFamily.BALANCED, 0.5],
  ['M20', 'MemoryOptimized_M20', RedisKind.MANAGED, RedisFamily.MEMORY_OPTIMIZED, 24],
  ['X5', 'ComputeOptimized_X5', RedisKind.MANAGED, RedisFamily.COMPUTE_OPTIMIZED, 6],
  ['A250', 'FlashOptimized_A250', RedisKind.MANAGED, RedisFamily.FLASH_OPTIMIZED, 240],
  ['E5', 'Enterprise_E5-2', RedisKind.ENTERPRISE, RedisFamily.ENTERPRISE, 4],
  ['E10', 'Enterprise_E10-2', RedisKind.ENTERPRISE, RedisFamily.ENTERPRISE, 12],
  ['Enterprise_E10', 'Enterprise_E10-2', RedisKind.ENTERPRISE, RedisFamily.ENTERPRISE, 12],
  ['Enterprise_E10-4', 'Enterprise_E10-4', RedisKind.ENTERPRISE, RedisFamily.ENTERPRISE, 24],
  ['F300', 'EnterpriseFlash_F300-3', RedisKind.ENTERPRISE, RedisFamily.ENTERPRISE_FLASH, 345],
  ['EnterpriseFlash_F300-9', 'EnterpriseFlash_F300-9', RedisKind.ENTERPRISE, RedisFamily.ENTERPRISE_FLASH, 1035],
])('%s is %s', (text, name, kind, family, sizeGb) => {
  const sku = RedisSku.parse(text);
  expect([sku.name, `${sku}`, sku.kind, sku.family, sku.sizeGb]).toEqual([name, name, kind, family, sizeGb]);
});

test.each([
  ['E5', 'Balanced_B5'],
  ['E10', 'Balanced_B10'],
  ['E5-4', 'Balanced_B10'],
  ['E20', 'Balanced_B50'],
  ['E50', 'Balanced_B50'],
  ['E100', 'Balanced_B100'],
  ['E200', 'Balanced_B250'],
  ['E400', 'Balanced_B500'],
  ['F300', 'FlashOptimized_A500'],
  ['F1500', 'FlashOptimized_A2000'],
  ['M10', 'MemoryOptimized_M10'],
])('%s moves to %s, which is at least as large', (text, target) => {
  const sku = RedisSku.parse(text);
  expect(sku.managedEquivalent?.name).toBe(target);
  expect(sku.managedEquivalent?.sizeGb).toBeGreaterThanOrEqual(sku.sizeGb);
});

test('nothing of Managed Redis is as large as the largest Enterprise clusters', () => {
  expect(RedisSku.parse('E400-10').managedEquivalent).toBeUndefined();
});

test.each([
  // [sku, RediSearch, modules, geo-replication, NoCluster]
  ['B1', true, true, false, true],
  ['B3', true, true, true, true],
  ['B50', true, true, true, false],
  ['A250', false, true, false, false],
  ['E10', true, true, true, false],
  ['F300', false, false, true, false],
])('%s supports what the facts say', (text, search, modules, geo, noCluster) => {
  const sku = RedisSku.parse(text);
  expect([sku.supportsRediSearch, sku.supportsModules, sku.supportsGeoReplication, sku.supportsNoCluster]).toEqual([
    search,
    modules,
    geo,
    noCluster,
  ]);
});

test('the Enterprise tiers have a retirement date, Managed Redis has none', () => {
  expect(RedisSku.parse('E10').retirementDate).toBe('2027-03-31');
  expect(RedisSku.parse('F300').retirementDate).toBe('2027-03-31');
  expect(RedisSku.parse('B10').retirementDate).toBeUndefined();
});

test('only the sizes of E200 and E400 are not from a page of Microsoft', () => {
  expect(RedisSku.all.filter((sku) => !sku.sizeVerified).map(String)).toEqual([
    'Enterprise_E200-2',
    'Enterprise_E400-2',
  ]);
});

test.each(RedisSku.all.map(String))('%s is parsed back from its own name', (name) => {
  expect(RedisSku.parse(name).name).toBe(name);
});

test.each([
  ['E11', /^"E11" is not a Redis SKU\. Allowed: B0, B1, .*E5, E10.*F1500, or with the family as in Balanced_B10\./],
  ['Balanced_B11', /Did you mean "Balanced_B1"\?$/],
  ['Balanced_M10', /is not a Redis SKU/],
  ['', /"" is not a Redis SKU/],
  ['E10-2-2', /is not a Redis SKU/],
  ['B10-2', /^"B10-2" has a capacity, and Managed Redis has none\. Allowed: Balanced_B10\.$/],
  ['E10-3', /^"E10-3" has a capacity that Enterprise_E10 does not take\. Allowed: 2, 4, 6 and so on\.$/],
  ['E10-0', /Allowed: 2, 4, 6/],
  ['E10-two', /Allowed: 2, 4, 6/],
  ['F300-2', /^"F300-2" has a capacity that EnterpriseFlash_F300 does not take\. Allowed: 3, 9, 15 and so on\.$/],
])('%s is refused', (text, message) => {
  expect(() => RedisSku.parse(text)).toThrow(message);
});
