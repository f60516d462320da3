import { ManagedRedis } from '../../../../lib/constructs/data/managed-redis';
import { ManagedRedisGeoReplication } from '../../../../lib/constructs/data/managed-redis-geo-replication';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { RedisSku } from '../../../../lib/values/redis-sku';

function member(stage: Stage, id: string, sku = 'B10', geoReplicationGroup: string | undefined = 'orders') {
  return new ManagedRedis(stage, id, { sku: RedisSku.parse(sku), geoReplicationGroup });
}

test('the members are linked to one of them', () => {
  const stage = testStage();
  new ManagedRedisGeoReplication(stage, 'Group', {
    redis: member(stage, 'Here'),
    linkedRedis: [member(stage, 'There'), ManagedRedis.fromName(stage, 'Existing', 'amr-existing', 'rg')],
  });
  expect(RenderedStage.of(stage).resource('azurerm_managed_redis_geo_replication')).toEqual({
    managed_redis_id: expect.stringMatching(/Here.*\.id\}$/),
    linked_managed_redis_ids: [
      expect.stringMatching(/There.*\.id\}$/),
      expect.stringMatching(/^\$\{data\.azurerm_managed_redis\.Existing.*\.id\}$/),
    ],
  });
});

test('all that does not fit together is reported at once', () => {
  const stage = testStage();
  const here = member(stage, 'Here');
  expect(
    () =>
      new ManagedRedisGeoReplication(stage, 'Group', {
        redis: here,
        linkedRedis: [
          here,
          member(stage, 'Larger', 'B20'),
          member(stage, 'Other', 'B10', 'payments'),
          new ManagedRedis(stage, 'Alone', { sku: RedisSku.parse('B10') }),
          ManagedRedis.fromName(stage, 'Existing', 'amr-existing', 'rg'),
        ],
      }),
  ).toThrow(
    [
      'stage-test/Group: linkedRedis: got ["stage-test/Here","stage-test/Larger","stage-test/Other","stage-test/Alone","stage-test/Existing"]. Allowed: one to four: a group has at most five members.',
      'stage-test/Group: linkedRedis: got ["stage-test/Here","stage-test/Larger","stage-test/Other","stage-test/Alone","stage-test/Existing"]. Allowed: each member once, and not the one that they are linked to.',
      'stage-test/Group: stage-test/Alone: made for no geo-replication group. Give each member the same geoReplicationGroup.',
      'stage-test/Group: the members are of different groups: orders, payments. Give each member the same geoReplicationGroup.',
      'stage-test/Group: the members have different SKUs: Balanced_B10, Balanced_B20. Give each member the same sku.',
    ].join('\n'),
  );
});

test('a cache in three regions and three stages is linked by the last one, without a circle', () => {
  const app = testApp();
  const [east, west, asia] = ['eastus-data', 'westeurope-data', 'southeastasia-data'].map((id) =>
    testStage({ app, id }),
  ) as [Stage, Stage, Stage];
  const [redis, ...linkedRedis] = [east, west, asia].map((stage) => member(stage, 'Cache')) as [
    ManagedRedis,
    ManagedRedis,
    ManagedRedis,
  ];
  new ManagedRedisGeoReplication(asia, 'Group', { redis, linkedRedis });
  expect(RenderedStage.of(asia).resource('azurerm_managed_redis_geo_replication')).toEqual({
    managed_redis_id: expect.stringMatching(/^\$\{data\.terraform_remote_state\..*eastus-data/),
    linked_managed_redis_ids: [
      expect.stringMatching(/^\$\{data\.terraform_remote_state\..*westeurope-data/),
      expect.stringMatching(/^\$\{azurerm_managed_redis\.Cache.*\.id\}$/),
    ],
  });
  for (const stage of [east, west]) {
    expect(RenderedStage.of(stage).resources('azurerm_managed_redis_geo_replication')).toEqual([]);
  }
  expect([asia.dependsOn(east), asia.dependsOn(west)]).toEqual([true, true]);
  expect([east.dependsOn(asia), west.dependsOn(asia), east.dependsOn(west), west.dependsOn(east)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
