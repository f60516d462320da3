import { ManagedRedisGeoReplication as ManagedRedisGeoReplicationResource } from '@cdktf/provider-azurerm/lib/managed-redis-geo-replication';
import { Construct } from 'constructs';
import { Checks } from '../checks';
import { type IManagedRedis } from './managed-redis';

export interface ManagedRedisGeoReplicationProps {
  /** The member that the others are linked to. */
  readonly redis: IManagedRedis;
  /** The other members, one to four. All must have the same SKU and `geoReplicationGroup`. */
  readonly linkedRedis: readonly IManagedRedis[];
}

/**
 * Links Managed Redis of several regions to one geo-replication group, in which each can be written to.
 *
 * One is enough for the whole group. Linking discards the data of the linked ones and interrupts them for a while.
 */
export class ManagedRedisGeoReplication extends Construct {
  public readonly geoReplicationId: string;

  constructor(scope: Construct, id: string, props: ManagedRedisGeoReplicationProps) {
    super(scope, id);
    check(this, props);
    this.geoReplicationId = new ManagedRedisGeoReplicationResource(this, 'Resource', {
      managedRedisId: props.redis.redisId,
      linkedManagedRedisIds: props.linkedRedis.map((redis) => redis.redisId),
    }).id;
  }
}

/** Source: azurerm docs r/managed_redis_geo_replication and internal/services/managedredis/managed_redis_geo_replication_resource.go. */
function check(construct: ManagedRedisGeoReplication, props: ManagedRedisGeoReplicationProps): void {
  const { redis, linkedRedis } = props;
  const paths = linkedRedis.map((each) => each.node.path);
  const members = [redis, ...linkedRedis];
  const ungrouped = members.filter((each) => each.sku !== undefined && each.geoReplicationGroup === undefined);
  const groups = new Set(members.map((each) => each.geoReplicationGroup).filter((group) => group !== undefined));
  const skus = new Set(members.map((each) => each.sku?.name).filter((sku) => sku !== undefined));
  new Checks(construct)
    .that('linkedRedis', paths, paths.length >= 1 && paths.length <= 4, 'one to four: a group has at most five members')
    .that(
      'linkedRedis',
      paths,
      !linkedRedis.includes(redis) && new Set(linkedRedis).size === linkedRedis.length,
      'each member once, and not the one that they are linked to',
    )
    .together(
      ungrouped.length === 0,
      `${ungrouped.map((each) => each.node.path).join(', ')}: made for no geo-replication group`,
      'Give each member the same geoReplicationGroup.',
    )
    .together(
      groups.size <= 1,
      `the members are of different groups: ${[...groups].join(', ')}`,
      'Give each member the same geoReplicationGroup.',
    )
    .together(
      skus.size <= 1,
      `the members have different SKUs: ${[...skus].join(', ')}`,
      'Give each member the same sku.',
    )
    .done();
}
