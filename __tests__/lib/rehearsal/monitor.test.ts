import { ResourceManagementClient } from '@azure/arm-resources';
import { MonitorClient } from '@azure/arm-monitor';
import { objectAt, stringAt } from '../../../lib/rehearsal/arm/json';
import { refused, startAzure, type TestAzure } from '../../helpers/loopback-azure';

/** Client of the types that no client of their own is installed for. */
type Generic = ResourceManagementClient['resources'];

describe('Azure Monitor', () => {
  let test: TestAzure;
  let generic: Generic;
  let monitor: MonitorClient;
  beforeAll(async () => {
    test = await startAzure();
    generic = new ResourceManagementClient(test.credential, test.subscriptionId, test.options).resources;
    monitor = new MonitorClient(test.credential, test.subscriptionId, test.options);
  });
  afterAll(() => test.stop());

  const group = () => `/subscriptions/${test.subscriptionId}/resourceGroups/rg`;
  const idOf = (type: string, name: string) => `${group()}/providers/${type}/${name}`;
  const put = (
    id: string,
    version: string,
    properties: Record<string, unknown>,
    more: object = { location: 'westeurope' },
  ) => generic.beginCreateOrUpdateByIdAndWait(id, version, { ...more, properties });

  const WORKSPACE = 'Microsoft.OperationalInsights/workspaces';
  const workspace = () => put(idOf(WORKSPACE, 'log-shop'), '2023-09-01', { sku: { name: 'PerGB2018' } });
  const actionGroup = () =>
    monitor.actionGroups.createOrUpdate('rg', 'ag', { location: 'global', groupShortName: 'shop', enabled: true });

  describe('action groups and alerts', () => {
    const criterion = {
      name: 'high',
      criterionType: 'StaticThresholdCriterion' as const,
      metricName: 'Availability',
      metricNamespace: 'Microsoft.OperationalInsights/workspaces',
      operator: 'LessThan' as const,
      timeAggregation: 'Average',
      threshold: 99,
    };
    const alert = (change: object = {}, more: object = {}) =>
      monitor.metricAlerts.createOrUpdate('rg', 'alert', {
        location: 'global',
        severity: 2,
        enabled: true,
        scopes: [idOf(WORKSPACE, 'log-shop')],
        evaluationFrequency: 'PT1M',
        windowSize: 'PT5M',
        criteria: {
          odataType: 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
          allOf: [{ ...criterion, ...change }],
        },
        actions: [{ actionGroupId: idOf('microsoft.insights/actionGroups', 'ag') }],
        ...more,
      });

    it('creates, reads, changes and deletes an alert on a resource', async () => {
      await workspace();
      await actionGroup();
      await expect(alert()).resolves.toMatchObject({ severity: 2, autoMitigate: true });
      await alert({ threshold: 95 }, { severity: 1 });
      await expect(monitor.metricAlerts.get('rg', 'alert')).resolves.toMatchObject({ severity: 1 });
      await monitor.metricAlerts.delete('rg', 'alert');
      await expect(monitor.metricAlerts.get('rg', 'alert')).rejects.toEqual(refused('ResourceNotFound'));
    });

    it('refuses what Azure refuses of an alert', async () => {
      await expect(alert({}, { severity: 5 })).rejects.toEqual(refused('BadRequest', /severity is 5/));
      await expect(alert({}, { windowSize: 'PT2M' })).rejects.toEqual(refused('BadRequest', /windowSize/));
      await expect(alert({}, { evaluationFrequency: 'PT15M' })).rejects.toEqual(
        refused('BadRequest', /is shorter than/),
      );
      await expect(alert({ operator: 'Near' })).rejects.toEqual(refused('BadRequest', /operator is "Near"/));
      await expect(alert({ metricNamespace: 'Microsoft.Cache/Redis' })).rejects.toEqual(
        refused('BadRequest', /metric namespace 'Microsoft.Cache\/Redis'/),
      );
      await expect(alert({}, { scopes: [idOf(WORKSPACE, 'log-other')] })).rejects.toEqual(
        refused('InvalidResourceReference'),
      );
      await expect(alert({}, { actions: [{ actionGroupId: idOf(WORKSPACE, 'log-shop') }] })).rejects.toEqual(
        refused('BadRequest', /is no action group/),
      );
    });

    it('refuses a short name of 13 characters, and two receivers of one name', async () => {
      const make = (change: object) =>
        monitor.actionGroups.createOrUpdate('rg', 'ag-2', {
          location: 'global',
          groupShortName: 'shop',
          enabled: true,
          ...change,
        });
      await expect(make({ groupShortName: 'a'.repeat(13) })).rejects.toEqual(refused('ActionGroupShortNameInvalid'));
      const receiver = { name: 'ops', emailAddress: 'ops@example.com' };
      await expect(make({ emailReceivers: [receiver, receiver] })).rejects.toEqual(
        refused('BadRequest', /there twice/),
      );
    });
  });

  describe('diagnostic settings', () => {
    const target = () => idOf(WORKSPACE, 'log-shop');
    const set = (name: string, settings: object, to: string | undefined = target()) =>
      monitor.diagnosticSettings.createOrUpdate(target(), name, { workspaceId: to, ...settings });

    /** Category groups are newer than the client. */
    const setGroup = (name: string, categoryGroup: string) =>
      put(
        `${target()}/providers/Microsoft.Insights/diagnosticSettings/${name}`,
        '2021-05-01-preview',
        { workspaceId: target(), logs: [{ categoryGroup, enabled: true }] },
        {},
      );

    it('sends categories that the type has, each to a destination once', async () => {
      await workspace();
      await setGroup('all', 'allLogs');
      await expect(setGroup('other', 'noLogs')).rejects.toEqual(refused('BadRequest', /'allLogs;audit'/));
      await expect(set('audit', { logs: [{ category: 'Audit', enabled: true }] })).rejects.toEqual(
        refused('Conflict', /already used in diagnostic setting 'all' for category 'Audit'/),
      );
      await set('metrics', { metrics: [{ category: 'AllMetrics', enabled: true }] });
      await monitor.diagnosticSettings.delete(target(), 'metrics');
      await monitor.diagnosticSettings.delete(target(), 'all');
    });

    it('lists the categories', async () => {
      const { value = [] } = await monitor.diagnosticSettingsCategory.list(target());
      expect(value.map(({ name }) => name)).toEqual(['AllMetrics', 'Audit', 'SummaryLogs', 'Jobs']);
    });

    it('refuses categories that the type does not have, a setting without destination, and a sixth', async () => {
      await expect(set('x', { logs: [{ category: 'AuditEvent', enabled: true }] })).rejects.toEqual(
        refused('BadRequest', /Category 'AuditEvent' is not supported, supported categories are: 'Audit;/),
      );
      await expect(set('x', { metrics: [{ category: 'Capacity', enabled: true }] })).rejects.toEqual(
        refused('BadRequest', /Metric category 'Capacity' is not supported/),
      );
      const nothing = monitor.diagnosticSettings.createOrUpdate(target(), 'x', { metrics: [] });
      await expect(nothing).rejects.toEqual(refused('BadRequest', /data sink/));
      for (const name of ['1', '2', '3', '4', '5']) {
        await set(name, {});
      }
      await expect(set('6', {})).rejects.toEqual(refused('BadRequest', /The limit of 5/));
      const account = idOf('Microsoft.Monitor/accounts', 'amw-logs');
      await put(account, '2023-04-03', {});
      await expect(monitor.diagnosticSettings.createOrUpdate(account, 'x', { workspaceId: target() })).rejects.toEqual(
        refused('ResourceTypeNotSupported'),
      );
    });
  });

  describe('Application Insights', () => {
    const component = (change: object = {}) =>
      put(
        idOf('Microsoft.Insights/components', 'appi'),
        '2020-02-02',
        { Application_Type: 'web', WorkspaceResourceId: idOf(WORKSPACE, 'log-shop'), ...change },
        { location: 'westeurope', kind: 'web' },
      );

    it('fills in the keys and the connection string', async () => {
      await workspace();
      const properties = objectAt(await component(), 'properties');
      expect(properties).toMatchObject({
        AppId: expect.any(String),
        RetentionInDays: 90,
        ConnectionString: `InstrumentationKey=${String(properties['InstrumentationKey'])};IngestionEndpoint=https://westeurope-0.in.applicationinsights.azure.com/;LiveEndpoint=https://westeurope.livediagnostics.monitor.azure.com/;ApplicationId=${String(properties['AppId'])}`,
      });
    });

    it('refuses a component without workspace, and days that are none of the retentions', async () => {
      await expect(component({ WorkspaceResourceId: undefined })).rejects.toEqual(refused('BadRequest', /retired/));
      await expect(component({ RetentionInDays: 31 })).rejects.toEqual(refused('BadRequest', /30, 60, 90/));
      await expect(component({ SamplingPercentage: 0 })).rejects.toEqual(refused('BadRequest', /SamplingPercentage/));
      await expect(component({ Application_Type: 'java' })).rejects.toEqual(refused('BadRequest', /cannot be changed/));
    });

    it('takes its failure anomalies rule with the frequency of the detector alone', async () => {
      await actionGroup();
      const rule = (frequency: string) =>
        put(
          idOf('Microsoft.AlertsManagement/smartDetectorAlertRules', 'Failure Anomalies - appi'),
          '2019-06-01',
          {
            state: 'Disabled',
            severity: 'Sev3',
            frequency,
            detector: { id: 'FailureAnomaliesDetector' },
            scope: [idOf('microsoft.insights/components', 'appi')],
            actionGroups: { groupIds: [idOf('microsoft.insights/actionGroups', 'ag')] },
          },
          { location: 'global' },
        );
      await rule('PT1M');
      await expect(rule('PT5M')).rejects.toEqual(refused('BadRequest', /PT1M/));
    });
  });

  describe('Managed Prometheus', () => {
    const ACCOUNT = 'Microsoft.Monitor/accounts';
    const [RULE, ENDPOINT] = ['Microsoft.Insights/dataCollectionRules', 'Microsoft.Insights/dataCollectionEndpoints'];
    const stream = 'Microsoft-PrometheusMetrics';
    const rule = (change: object = {}, location = 'westeurope') =>
      put(
        idOf(RULE, 'dcr-metrics'),
        '2023-03-11',
        {
          dataSources: { prometheusForwarder: [{ name: 'prometheus', streams: [stream] }] },
          destinations: { monitoringAccounts: [{ name: 'to', accountResourceId: idOf(ACCOUNT, 'amw-shop') }] },
          dataFlows: [{ streams: [stream], destinations: ['to'] }],
          ...change,
        },
        { location },
      );

    it('makes an endpoint and a rule with a workspace, and deletes them with it', async () => {
      const account = await put(idOf(ACCOUNT, 'amw-gone'), '2023-04-03', {});
      const made = stringAt(account, 'properties', 'defaultIngestionSettings', 'dataCollectionRuleResourceId') ?? '';
      await expect(generic.getById(made, '2023-03-11')).resolves.toMatchObject({
        properties: { immutableId: expect.stringMatching(/^dcr-/) },
      });
      await generic.beginDeleteByIdAndWait(idOf(ACCOUNT, 'amw-gone'), '2023-04-03');
      await expect(generic.getById(made, '2023-03-11')).rejects.toMatchObject({ statusCode: 404 });
    });

    it('keeps a rule in the region of its destination, and its flows among its destinations', async () => {
      await put(idOf(ACCOUNT, 'amw-shop'), '2023-04-03', {});
      await rule();
      await expect(rule({ dataFlows: [{ streams: [stream], destinations: ['other'] }] })).rejects.toEqual(
        refused('InvalidPayload', /'other', which is none/),
      );
      await expect(rule({ dataFlows: [{ streams: ['Microsoft-Perf'], destinations: ['to'] }] })).rejects.toEqual(
        refused('InvalidPayload', /'Microsoft-Perf'/),
      );
      await generic.beginDeleteByIdAndWait(idOf(RULE, 'dcr-metrics'), '2023-03-11');
      await expect(rule({}, 'northeurope')).rejects.toEqual(refused('InvalidPayload', /must be in one region/));
    });

    it('names an association with an endpoint configurationAccessEndpoint, and keeps what is associated', async () => {
      await rule();
      await put(idOf(ENDPOINT, 'dce-shop'), '2023-03-11', {});
      const associate = (name: string, properties: Record<string, unknown>) =>
        put(
          `${idOf(ACCOUNT, 'amw-shop')}/providers/Microsoft.Insights/dataCollectionRuleAssociations/${name}`,
          '2023-03-11',
          properties,
          {},
        );
      const endpoint = { dataCollectionEndpointId: idOf(ENDPOINT, 'dce-shop') };
      await associate('configurationAccessEndpoint', endpoint);
      await associate('metrics', { dataCollectionRuleId: idOf(RULE, 'dcr-metrics') });
      await expect(associate('other', endpoint)).rejects.toEqual(refused('InvalidPayload', /is named/));
      await expect(associate('none', {})).rejects.toEqual(refused('InvalidPayload'));
      for (const used of [idOf(RULE, 'dcr-metrics'), idOf(ENDPOINT, 'dce-shop')]) {
        await expect(generic.beginDeleteByIdAndWait(used, '2023-03-11')).rejects.toEqual(refused('Conflict'));
      }
    });

    it('evaluates rules in the region of the workspace, up to 20', async () => {
      const groupOf = (count: number, location = 'westeurope') =>
        put(
          idOf('Microsoft.AlertsManagement/prometheusRuleGroups', 'rules'),
          '2023-03-01',
          {
            scopes: [idOf(ACCOUNT, 'amw-shop')],
            rules: Array.from({ length: count }, (_, index) => ({ record: `up:${index}`, expression: 'up' })),
          },
          { location },
        );
      await expect(groupOf(20)).resolves.toMatchObject({ properties: { interval: 'PT1M', enabled: true } });
      await expect(groupOf(21)).rejects.toEqual(refused('BadRequest', /21 rules/));
      await generic.beginDeleteByIdAndWait(
        idOf('Microsoft.AlertsManagement/prometheusRuleGroups', 'rules'),
        '2023-03-01',
      );
      await expect(groupOf(1, 'northeurope')).rejects.toEqual(refused('BadRequest', /one region/));
    });
  });

  it('adds a resource to a private link scope once, and keeps a scope that has resources', async () => {
    await workspace();
    const SCOPE = idOf('Microsoft.Insights/privateLinkScopes', 'ampls');
    const modes = { ingestionAccessMode: 'PrivateOnly', queryAccessMode: 'PrivateOnly' };
    await put(SCOPE, '2021-07-01-preview', { accessModeSettings: modes }, { location: 'global' });
    const add = (name: string, linkedResourceId: string) =>
      put(`${SCOPE}/scopedResources/${name}`, '2021-07-01-preview', { linkedResourceId }, {});
    await add('logs', idOf(WORKSPACE, 'log-shop'));
    await expect(add('again', idOf(WORKSPACE, 'log-shop'))).rejects.toEqual(refused('Conflict'));
    await actionGroup();
    await expect(add('group', idOf('microsoft.insights/actionGroups', 'ag'))).rejects.toEqual(refused('BadRequest'));
    await expect(generic.beginDeleteByIdAndWait(SCOPE, '2021-07-01-preview')).rejects.toEqual(refused('Conflict'));
    const open = put(
      SCOPE,
      '2021-07-01-preview',
      { accessModeSettings: { ...modes, queryAccessMode: 'Closed' } },
      { location: 'global' },
    );
    await expect(open).rejects.toEqual(refused('BadRequest', /queryAccessMode/));
  });
});
