import { Redis } from '../../../../lib/constructs/data/redis';
import { testApp, testStage } from '../../../../lib/testing';
import { RedisModule } from '../../../../lib/values/redis-module';
import { RedisSku } from '../../../../lib/values/redis-sku';

test.each([
  ['B10', 'azurerm_managed_redis', 'Balanced_B10'],
  ['E10', 'azurerm_redis_enterprise_cluster', 'Enterprise_E10-2'],
])('%s makes %s', (sku, type, skuName) => {
  const stage = testStage();
  Redis.ofSku(stage, 'Cache', RedisSku.parse(sku), { name: 'my-cache', modules: [RedisModule.REDISJSON] });
  expect(stage).toHaveResource(type, { name: 'my-cache', sku_name: skuName });
});

test('a retired SKU is made only where that is said', () => {
  const stage = testStage({ app: testApp({ today: '2028-01-01' }) });
  const sku = RedisSku.parse('E5');
  expect(() => Redis.ofSku(stage, 'Cache', sku)).toThrow('or set allowRetired');
  Redis.ofSku(stage, 'Kept', sku, { allowRetired: true });
  expect(stage).toHaveResourceCount('azurerm_redis_enterprise_cluster', 1);
});
