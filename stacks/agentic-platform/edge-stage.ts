import { type Construct } from 'constructs';
import { ManagedRedisGeoReplication } from '../../lib/constructs/data/managed-redis-geo-replication';
import { FrontDoor } from '../../lib/constructs/edge/front-door';
import { FrontDoorOriginTarget } from '../../lib/constructs/edge/front-door-origin-target';
import { currentClient } from '../../lib/constructs/identity/current-client';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { type DomainName } from '../../lib/values/domain-name';
import { type GlobalStage } from './global-stage';
import { apiHost, originHost, PRIVATE_LINK_SERVICE } from './ingress';
import { type AgenticPlatformParameters } from './parameters';
import { type RegionStages } from './region-stages';

/** Seconds between two probes of a region: the reference design wants a lost one noticed in 30. */
const PROBE_SECONDS = 10;

/** One front door before all regions, which leaves out those that do not answer; and the link of the caches that they share. */
export class EdgeStage extends Stage {
  public readonly frontDoor: FrontDoor;

  constructor(
    scope: Construct,
    global: GlobalStage,
    regions: readonly RegionStages[],
    parameters: AgenticPlatformParameters,
  ) {
    super(scope, 'edge', {
      title: 'Edge',
      purpose: 'One front door with a firewall before all regions, and the link of the caches that they share.',
      lifecycle: StageLifecycle.ON_DEMAND,
      location: global.context.location.name,
      upstream: [global, ...regions.map(({ platform }) => platform)],
      monthlyBudget: { from: 330, to: 1000 },
      prerequisites: [
        `The gateway of each cluster runs: its Private Link service ${PRIVATE_LINK_SERVICE} is what the front door leads to.`,
      ],
      checks: [
        `The connection of the front door is approved on ${PRIVATE_LINK_SERVICE} of each region: az network private-endpoint-connection approve`,
        'Every region is healthy: az monitor metrics list --metric OriginHealthPercentage',
      ],
    });
    this.context.setDefaults(global.context.defaults);
    this.frontDoor = new FrontDoor(this, 'FrontDoor');
    if (parameters.domain === undefined) {
      this.context.warn(
        this.frontDoor,
        'leads nowhere until the parameter domain is set: gateways have certificates for it',
      );
    } else {
      this.addRoutes(global, regions, parameters.domain);
    }
    this.linkCaches(regions);
    this.addOutput('front_door_host', this.frontDoor.hostName, { description: 'Host name of the front door.' });
  }

  /** Every region answers for every path; what never changes is cached at the edge. */
  private addRoutes({ dnsZone }: GlobalStage, regions: readonly RegionStages[], domain: DomainName): void {
    const host = apiHost(domain);
    const originGroup = this.frontDoor.addOriginGroup('Api', {
      healthProbe: { path: '/health/ready', intervalSeconds: PROBE_SECONDS },
    });
    for (const { region, cluster } of regions) {
      originGroup.addOrigin(region.name, {
        target: FrontDoorOriginTarget.privateLinkService(
          this.privateLinkServiceOf(cluster),
          originHost(region, domain),
          region.name,
        ),
        hostHeader: host,
      });
    }
    const customDomains = [this.frontDoor.addCustomDomain(host, { dnsZone })];
    this.frontDoor.addRoute('Api', { originGroup, customDomains });
    this.frontDoor.addRoute('Static', { originGroup, customDomains, patterns: ['/static/*'], cache: {} });
  }

  /** AKS makes the Private Link service under this name, in the resource group of the nodes, when the gateway is applied. */
  private privateLinkServiceOf({ cluster }: RegionStages['cluster']): string {
    const { subscriptionId } = currentClient(this);
    return `/subscriptions/${subscriptionId}/resourceGroups/${cluster.nodeResourceGroupName}/providers/Microsoft.Network/privateLinkServices/${PRIVATE_LINK_SERVICE}`;
  }

  private linkCaches(regions: readonly RegionStages[]): void {
    const [redis, ...linkedRedis] = regions.flatMap(({ data }) => data.exchange?.cache ?? []);
    if (redis !== undefined && linkedRedis.length > 0) {
      new ManagedRedisGeoReplication(this, 'SharedCache', { redis, linkedRedis });
    }
  }
}
