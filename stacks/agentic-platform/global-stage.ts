import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { ContainerRegistry, ContainerRegistrySku } from '../../lib/constructs/compute/container-registry';
import { Principal } from '../../lib/constructs/identity/principal';
import { Budget, BudgetScope } from '../../lib/constructs/management/budget';
import { DnsZone } from '../../lib/constructs/network/dns-zone';
import { ActionGroup } from '../../lib/constructs/observability/action-group';
import { LogAnalyticsWorkspace } from '../../lib/constructs/observability/log-analytics-workspace';
import { ManagedGrafana } from '../../lib/constructs/observability/managed-grafana';
import { MonitorWorkspace } from '../../lib/constructs/observability/monitor-workspace';
import { acknowledge, type AcknowledgeOptions } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { type Region } from '../../lib/values/region';
import { Role } from '../../lib/values/role';
import { type AgenticPlatformParameters } from './parameters';

const OUTSIDE_PRODUCTION: AcknowledgeOptions = { profiles: ['dev', 'staging'] };

/** Days that logs stay queryable: the "hot" ones of the reference design. */
const HOT_DAYS = 30;
/** Days that they are kept in all: 90 "cold" ones follow. */
const KEPT_DAYS = HOT_DAYS + 90;

/** Tables of what the services, the cluster and the data services write. */
const ARCHIVED_TABLES = [
  'ContainerLogV2',
  'KubeEvents',
  'AzureDiagnostics',
  'AppRequests',
  'AppDependencies',
  'AppExceptions',
  'AppTraces',
];

/** Stores of the logs and metrics of one region, in that region, as the data of its tenants is. */
export interface RegionalObservability {
  readonly workspace: LogAnalyticsWorkspace;
  readonly monitorWorkspace: MonitorWorkspace;
}

/** One of each for all regions: registry, DNS zone, Grafana, action group and budget; and the stores of logs and metrics of each. */
export class GlobalStage extends Stage {
  public readonly registry: ContainerRegistry;
  /** The public zone; absent without the parameter `domain`. */
  public readonly dnsZone?: DnsZone;
  public readonly grafana: ManagedGrafana;
  public readonly actionGroup: ActionGroup;
  private readonly observability: ReadonlyMap<string, RegionalObservability>;

  constructor(scope: Construct, regions: readonly [Region, ...Region[]], parameters: AgenticPlatformParameters) {
    const [primary] = regions;
    super(scope, 'global', {
      title: 'Global',
      purpose: 'Images, DNS, logs, metrics and dashboards of all regions, alerts and the budget.',
      lifecycle: StageLifecycle.PERMANENT,
      location: primary.name,
      monthlyBudget: { from: 60, to: 900 },
      prerequisites:
        parameters.domain === undefined
          ? []
          : [`Delegate ${parameters.domain} to the name servers that the first deployment tells.`],
      checks: [
        'Each workspace receives logs: az monitor log-analytics query -w <customer id> --analytics-query "AzureDiagnostics | take 5"',
        'Grafana may query each Monitor workspace: approve its connections with az network private-endpoint-connection approve',
        'Whoever hears of alerts has confirmed the message of the action group.',
        'The budget is listed: az consumption budget list',
      ],
    });
    this.context.setDefaults({ locks: parameters.locks });
    this.actionGroup = this.addActionGroup(parameters);
    this.context.setDefaults({ actionGroup: this.actionGroup });
    this.observability = new Map(regions.map((region) => [region.name, this.addObservability(region)]));
    this.context.setDefaults({ logAnalyticsWorkspace: this.observabilityIn(primary).workspace });
    this.registry = this.addRegistry(regions, parameters);
    this.dnsZone = parameters.domain === undefined ? undefined : this.addDnsZone(`${parameters.domain}`);
    this.grafana = this.addGrafana(parameters);
    this.addBudget(parameters.monthlyBudget);
    this.addOutput('registry_name', this.registry.registryName, { description: 'For az acr login.' });
    this.addOutput('registry_login_server', this.registry.loginServer, { description: 'Where images are pushed to.' });
    this.addOutput('grafana_url', this.grafana.endpoint, { description: 'Where the dashboards are.' });
  }

  /** The stores of logs and metrics of a region. */
  public observabilityIn(region: Region): RegionalObservability {
    return this.observability.get(region.name) as RegionalObservability;
  }

  private addObservability(region: Region): RegionalObservability {
    const location = region.name;
    return {
      workspace: new LogAnalyticsWorkspace(this, `LogAnalyticsWorkspace-${location}`, {
        location,
        retentionDays: HOT_DAYS,
        tables: Object.fromEntries(
          ARCHIVED_TABLES.map((name) => [name, { retentionDays: HOT_DAYS, totalRetentionDays: KEPT_DAYS }]),
        ),
      }),
      monitorWorkspace: new MonitorWorkspace(this, `MonitorWorkspace-${location}`, { location }),
    };
  }

  private addActionGroup({ alertEmail }: AgenticPlatformParameters): ActionGroup {
    if (alertEmail !== undefined) {
      return new ActionGroup(this, 'ActionGroup', { emails: [alertEmail] });
    }
    const owners = new ActionGroup(this, 'ActionGroup', { roles: [Role.of('Owner')] });
    this.context.warn(owners, 'alerts go to the owners of the subscription until the parameter alertEmail is set');
    return owners;
  }

  /** Premium, for it is private: every region's network has an endpoint to it, and every further region a copy of the images. */
  private addRegistry(regions: readonly Region[], parameters: AgenticPlatformParameters): ContainerRegistry {
    const registry = new ContainerRegistry(this, 'ContainerRegistry', {
      sku: ContainerRegistrySku.PREMIUM,
      publicNetworkAccess: parameters.operatorIpRanges.length > 0,
      allowedIpRanges: parameters.operatorIpRanges,
      georeplications: regions.slice(1).map(({ name }) => name),
    });
    acknowledge(
      registry,
      'AZS306',
      'No scanner releases images here, so that a quarantine would hold all of them back.',
    );
    acknowledge(
      registry,
      'AZS401',
      'Outside of production, images are built again from their sources.',
      OUTSIDE_PRODUCTION,
    );
    if (regions.length === 1) {
      acknowledge(registry, 'AZS405', 'The phase has one region; every further one gets a copy of the images.');
    }
    return registry;
  }

  private addDnsZone(zoneName: string): DnsZone {
    const zone = new DnsZone(this, 'DnsZone', { zoneName });
    this.addOutput('name_servers', Fn.join(', ', [...zone.nameServers]), {
      description: `Name servers that the parent domain of ${zoneName} delegates to.`,
    });
    return zone;
  }

  private addGrafana({ grafanaAdminGroup, publicGrafana }: AgenticPlatformParameters): ManagedGrafana {
    const stores = [...this.observability.values()];
    const grafana = new ManagedGrafana(this, 'ManagedGrafana', {
      publicNetworkAccess: publicGrafana,
      monitorWorkspaces: stores.map(({ monitorWorkspace }) => monitorWorkspace),
    });
    acknowledge(
      grafana,
      'AZS401',
      'Outside of production, dashboards may be away with their zone.',
      OUTSIDE_PRODUCTION,
    );
    stores.forEach(({ workspace }) => workspace.grantRead(grafana));
    if (grafanaAdminGroup === undefined) {
      this.context.warn(grafana, 'nobody may sign in until the parameter grafanaAdminGroup names a group');
    } else {
      grafana.grantAdmin(Principal.group(this, 'GrafanaAdministrators', grafanaAdminGroup));
    }
    return grafana;
  }

  /** Every stage has a resource group of its own, so the budget counts what the subscription spends on their tags. */
  private addBudget(amount: number): void {
    const { project, environment } = this.context;
    new Budget(this, 'Budget', {
      amount,
      scope: BudgetScope.subscription(),
      filter: { tags: { project: [project], environment: [environment] } },
    });
  }
}
