import { z } from 'zod';
import { ASSOCIATION, ENVIRONMENT, RULE, SETTING, WORKSPACE } from './log-formats';
import { inTurn } from '../toolkit/host/give-way';
import { type TerraformState } from '../toolkit/terraform/terraform-state';
import { type StageUnit } from '../toolkit/unit/stage-unit';
import { type LogAccess } from './log-access';
import { type LogSource } from './log-source';

type Attributes = Readonly<Record<string, unknown>>;

/** What the states of the stages know of where logs go, by ids in small letters. */
interface KnownPlaces {
  /** Workspaces: the ids that they have in their API. */
  readonly customerIds: ReadonlyMap<string, string>;
  /** Workspaces that environments and clusters send their logs to. */
  readonly workspaces: ReadonlyMap<string, string>;
}

/** Workspaces of Log Analytics that apps, jobs and clusters send their logs to: by the states of the stages, otherwise as Azure has it. */
export class Workspaces {
  private known?: Promise<KnownPlaces>;

  /** @param units all stages of the app: the workspace is seldom in the stage of an app */
  constructor(
    private readonly access: LogAccess,
    private readonly units: readonly StageUnit[],
  ) {}

  /**
   * Id that the workspace of a source has in its API; undefined where the logs go to none.
   *
   * @throws AzureError
   */
  public async idFor(source: LogSource): Promise<string | undefined> {
    this.known ??= knownPlaces(this.units);
    const { customerIds, workspaces } = await this.known;
    const from = (source.kind === 'cluster' ? source.id : source.environmentId)?.toLowerCase();
    if (from === undefined) {
      return undefined;
    }
    const workspace = workspaces.get(from);
    return workspace === undefined ? this.asked(source, from, customerIds) : this.customerId(workspace, customerIds);
  }

  private async customerId(workspace: string, known: ReadonlyMap<string, string>): Promise<string | undefined> {
    const { arm, signal } = this.access;
    const id = known.get(workspace.toLowerCase());
    return id ?? (await arm.find(workspace, '2023-09-01', WORKSPACE, signal))?.properties.customerId;
  }

  private async asked(
    source: LogSource,
    from: string,
    known: ReadonlyMap<string, string>,
  ): Promise<string | undefined> {
    const workspace =
      source.kind === 'cluster'
        ? await this.ofCluster(source.id)
        : await this.ofEnvironment(source.environmentId ?? from);
    return workspace === undefined || !workspace.startsWith('/') ? workspace : this.customerId(workspace, known);
  }

  /** Id of a workspace, or its `customerId` where the environment has that alone. */
  private async ofEnvironment(id: string): Promise<string | undefined> {
    const { arm, signal } = this.access;
    const environment = await arm.find(id, '2024-03-01', ENVIRONMENT, signal);
    const customerId = environment?.properties.appLogsConfiguration?.logAnalyticsConfiguration?.customerId ?? '';
    if (environment === undefined || customerId !== '') {
      return customerId === '' ? undefined : customerId;
    }
    const path = `${id}/providers/Microsoft.Insights/diagnosticSettings`;
    const settings = await arm.list(path, '2021-05-01-preview', SETTING, { signal });
    return settings.flatMap(({ properties }) => properties.workspaceId ?? [])[0];
  }

  private async ofCluster(id: string): Promise<string | undefined> {
    const { arm, signal } = this.access;
    const path = `${id}/providers/Microsoft.Insights/dataCollectionRuleAssociations`;
    const associations = await arm.list(path, '2022-06-01', ASSOCIATION, { signal });
    const ids = associations.flatMap(({ properties }) => properties.dataCollectionRuleId ?? []);
    const rules = await Promise.all(ids.map((each) => arm.find(each, '2022-06-01', RULE, signal)));
    const destinations = rules.flatMap((rule) => rule?.properties.destinations?.logAnalytics ?? []);
    return destinations.flatMap(({ workspaceResourceId }) => workspaceResourceId ?? [])[0];
  }
}

async function knownPlaces(units: readonly StageUnit[]): Promise<KnownPlaces> {
  // A state that cannot be read is no reason to fail: Azure knows the place too.
  const states = await inTurn(units, (unit) => unit.state().catch(() => undefined));
  const all = (type: string) => states.flatMap((state: TerraformState | undefined) => state?.resourcesOf(type) ?? []);
  const pairs = (type: string, from: (of: Attributes) => unknown, to: (of: Attributes) => unknown) =>
    all(type).flatMap(({ attributes }) => {
      const [key, value] = [from(attributes), to(attributes)];
      return typeof key === 'string' && typeof value === 'string' && value !== ''
        ? [[key.toLowerCase(), value] as const]
        : [];
    });
  const id = (of: Attributes) => of['id'];
  const workspace = (of: Attributes) => of['log_analytics_workspace_id'];
  const rules = new Map(pairs('azurerm_monitor_data_collection_rule', id, workspaceOfRule));
  const associations = pairs(
    'azurerm_monitor_data_collection_rule_association',
    (of) => of['target_resource_id'],
    (of) => of['data_collection_rule_id'],
  );
  return {
    customerIds: new Map(pairs('azurerm_log_analytics_workspace', id, (of) => of['workspace_id'])),
    workspaces: new Map([
      ...pairs('azurerm_monitor_diagnostic_setting', (of) => of['target_resource_id'], workspace),
      ...pairs('azurerm_container_app_environment', id, workspace),
      ...pairs('azurerm_kubernetes_cluster', id, workspaceOfAgent),
      ...associations.flatMap(([cluster, rule]) => {
        const found = rules.get(rule.toLowerCase());
        return found === undefined ? [] : [[cluster, found] as const];
      }),
    ]),
  };
}

/** Attributes of the monitoring add-on of a cluster that has no data collection rule. */
const AGENTS = z.array(z.object({ log_analytics_workspace_id: z.string() }));

function workspaceOfAgent({ oms_agent: agents }: Attributes): string | undefined {
  return AGENTS.safeParse(agents).data?.[0]?.log_analytics_workspace_id;
}

/** Attributes of the destinations of a rule. */
const DESTINATIONS = z.array(z.object({ log_analytics: z.array(z.object({ workspace_resource_id: z.string() })) }));

function workspaceOfRule({ destinations }: Attributes): string | undefined {
  return DESTINATIONS.safeParse(destinations).data?.[0]?.log_analytics[0]?.workspace_resource_id;
}
