import { Construct } from 'constructs';
import { ManagedRedis } from '../../lib/constructs/data/managed-redis';
import { RedisClusteringPolicy } from '../../lib/constructs/data/redis-database';
import { StorageReplication } from '../../lib/constructs/data/storage-replication';
import { EventHubDisasterRecovery } from '../../lib/constructs/messaging/event-hub-disaster-recovery';
import { EventHubNamespace } from '../../lib/constructs/messaging/event-hub-namespace';
import { PrivateEndpoint } from '../../lib/constructs/network/private-endpoint';
import { PrivateLinkService } from '../../lib/values/private-link-service';
import { type DataStage } from './data-stage';
import { type AgenticPlatformParameters } from './parameters';

/** Group of the caches that all regions share. */
const GEO_GROUP = 'platform';
/** Hub of the events that regions tell each other. */
const EVENTS = 'platform-events';

export interface RegionExchangeProps {
  /** The data of this region. */
  readonly own: DataStage;
  /** Those of the regions before it, the primary one first. */
  readonly others: readonly DataStage[];
  readonly parameters: AgenticPlatformParameters;
}

/**
 * Resources by which a region exchanges data with those before it: a member of the cache that all share, the pair of event hubs, copies
 * of the assets, and private endpoints by which each region reaches the databases and the events of the others.
 *
 * The rows and documents of tenants stay in their region; its database has its replica in the paired one.
 */
export class RegionExchange extends Construct {
  /** Member of the cache that all regions share; stage `edge` links them. */
  public readonly cache: ManagedRedis;
  /** Event hubs, in the first two regions. */
  public readonly eventHubs?: EventHubNamespace;

  constructor(scope: Construct, id: string, props: RegionExchangeProps) {
    super(scope, id);
    const { own, others } = props;
    this.cache = this.addCache(props);
    this.eventHubs = this.addEventHubs(props);
    const [primary] = others;
    if (primary !== undefined) {
      new StorageReplication(this, 'Assets', {
        source: primary.storage,
        destination: own.storage,
        rules: [{ source: primary.assets, destination: own.assets }],
      });
    }
    for (const other of others) {
      this.connect(own, other, this.eventHubs);
      this.connect(other, own, other.exchange?.eventHubs);
    }
  }

  private addCache({ own, parameters }: RegionExchangeProps): ManagedRedis {
    return new ManagedRedis(this, 'Cache', {
      sku: parameters.sharedCacheSku,
      highAvailability: parameters.redisHighAvailability,
      clusteringPolicy: RedisClusteringPolicy.ENTERPRISE_CLUSTER,
      geoReplicationGroup: GEO_GROUP,
      privateEndpoints: own.network.privateEndpoints,
    });
  }

  /** Azure pairs two namespaces, and copies the hubs of the first to the second. */
  private addEventHubs({ own, others }: RegionExchangeProps): EventHubNamespace | undefined {
    if (others.length > 1) {
      return undefined;
    }
    const { privateEndpoints } = own.network;
    const [primary] = others.flatMap(({ exchange }) => exchange?.eventHubs ?? []);
    const namespace = new EventHubNamespace(this, 'EventHubNamespace', { privateEndpoints });
    if (primary === undefined) {
      namespace.addHub(EVENTS, { name: EVENTS });
    } else {
      new EventHubDisasterRecovery(this, 'EventHubDisasterRecovery', { primary, secondary: namespace });
    }
    return namespace;
  }

  /** Lets the services of one region reach the data of another one, for the time that they stand in for it. */
  private connect(target: DataStage, from: DataStage, eventHubs?: EventHubNamespace): void {
    const { privateEndpoints, region } = from.network;
    const targets: Readonly<Record<string, readonly [PrivateLinkService, string | undefined]>> = {
      database: [PrivateLinkService.POSTGRESQL, target.postgresql.serverId],
      replica: [PrivateLinkService.POSTGRESQL, target.replica?.serverId],
      events: [PrivateLinkService.EVENT_HUBS, eventHubs?.namespaceId],
    };
    for (const [name, [service, targetResourceId]] of Object.entries(targets)) {
      if (targetResourceId !== undefined) {
        new PrivateEndpoint(this, `${region.name}-${target.region.name}-${name}`, {
          ...privateEndpoints,
          location: region.name,
          service,
          targetResourceId,
        });
      }
    }
  }
}
