import { type LoopbackAzure } from '../../lib/rehearsal/loopback-azure';

/** Id of a workspace in its API. */
export const CUSTOMER_ID = '11111111-2222-4333-8444-555555555555';

/** Container apps, a job and a cluster in a loopback Azure, and what they write. */
export class LoggedApps {
  private readonly group: string;

  constructor(private readonly azure: LoopbackAzure) {
    const { store, subscriptionId } = azure.azure;
    this.group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
    const type = 'Microsoft.Resources/resourceGroups';
    store.set({ id: this.group, name: 'rg', type, location: 'westeurope', properties: {} });
    this.set('Microsoft.OperationalInsights/workspaces/log', { customerId: CUSTOMER_ID });
  }

  /** An environment whose logs go to the workspace by a diagnostic setting, or by a key of it, or to none. */
  public environment(name: string, destination: 'azure-monitor' | 'log-analytics' | 'none'): string {
    const id = this.set(`Microsoft.App/managedEnvironments/${name}`, {
      appLogsConfiguration:
        destination === 'log-analytics'
          ? { destination, logAnalyticsConfiguration: { customerId: CUSTOMER_ID } }
          : { destination },
    });
    if (destination === 'azure-monitor') {
      this.set(`Microsoft.App/managedEnvironments/${name}/providers/Microsoft.Insights/diagnosticSettings/logs`, {
        workspaceId: this.idOf('Microsoft.OperationalInsights/workspaces/log'),
      });
    }
    return id;
  }

  public app(name: string, environmentId: string): string {
    const id = this.set(`Microsoft.App/containerApps/${name}`, {
      environmentId,
      eventStreamEndpoint: `https://westeurope.azurecontainerapps.dev${this.idOf(`Microsoft.App/containerApps/${name}`)}/eventstream`,
      latestRevisionName: `${name}--1`,
      configuration: { activeRevisionsMode: 'Single' },
    });
    this.set(`Microsoft.App/containerApps/${name}/revisions/${name}--1`, { active: true });
    return id;
  }

  /** A replica of the revision of an app, with one container of the name of the app unless told otherwise. */
  public replica(app: string, name: string, containers: readonly string[] = [app]): string {
    return this.set(`Microsoft.App/containerApps/${app}/revisions/${app}--1/replicas/${name}`, {
      runningState: 'Running',
      containers: containers.map((each) => ({ name: each })),
    });
  }

  public job(name: string, environmentId: string): string {
    return this.set(`Microsoft.App/jobs/${name}`, {
      environmentId,
      eventStreamEndpoint: `https://westeurope.azurecontainerapps.dev${this.idOf(`Microsoft.App/jobs/${name}`)}/eventstream`,
      template: { containers: [{ name }] },
    });
  }

  /** An execution of a job with one replica, which does not name its containers. */
  public execution(job: string, name: string, status: 'Running' | 'Succeeded', startTime: string): void {
    this.set(`Microsoft.App/jobs/${job}/executions/${name}`, { status, startTime });
    this.set(`Microsoft.App/jobs/${job}/executions/${name}/replicas/${name}-x`, {});
  }

  /** A cluster whose logs go to the workspace by a data collection rule. */
  public cluster(name: string): string {
    const id = this.set(`Microsoft.ContainerService/managedClusters/${name}`, {});
    const rule = this.set(`Microsoft.Insights/dataCollectionRules/${name}`, {
      destinations: {
        logAnalytics: [{ workspaceResourceId: this.idOf('Microsoft.OperationalInsights/workspaces/log') }],
      },
    });
    this.set(
      `Microsoft.ContainerService/managedClusters/${name}/providers/Microsoft.Insights/dataCollectionRuleAssociations/logs`,
      { dataCollectionRuleId: rule },
    );
    return id;
  }

  /** Writes a line of a container of an app. */
  public write(app: string, replica: string, text: string, more: { time?: string; container?: string } = {}): void {
    const id = this.idOf(`Microsoft.App/containerApps/${app}`);
    this.azure.logs.write({ id, revision: `${app}--1`, replica, container: app, text, ...more });
  }

  public remove(id: string): void {
    this.azure.azure.store.delete(id);
  }

  public idOf(path: string): string {
    return `${this.group}/providers/${path}`;
  }

  private set(path: string, properties: object): string {
    const id = this.idOf(path);
    const segments = id.slice(id.lastIndexOf('/providers/') + '/providers/'.length).split('/');
    const [namespace = '', ...rest] = segments;
    const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
    const name = segments.at(-1) ?? '';
    this.azure.azure.store.set({ id, name, type, location: 'westeurope', properties: { ...properties } });
    return id;
  }
}

/** A time of a test, as a stream has it: `at(3.5)` is 3.5 seconds past noon. */
export function at(seconds: number): string {
  const whole = new Date(Date.UTC(2026, 10, 28, 12) + Math.floor(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(Math.round((seconds - Math.floor(seconds)) * 10_000_000)).padStart(7, '0')}Z`;
}
