import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { objectsAt, stringAt, stringsAt, valueAt, withDefaults } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { ALERT_NAME, checkActions } from './insights-alerts';

/** Rules of a group at most: https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#prometheus-metrics */
const MOST_RULES = 20;

const prometheusRuleGroups: ResourceType = {
  type: 'Microsoft.AlertsManagement/prometheusRuleGroups',
  name: { pattern: ALERT_NAME },
  put: ({ azure }, body) => {
    const properties = withDefaults(body.properties, { enabled: true, interval: 'PT1M' });
    const scopes = stringsAt(properties, 'scopes');
    const isAccount = (id: string | undefined) =>
      parseResourceId(id ?? '')?.type.toLowerCase() === 'microsoft.monitor/accounts';
    requireThat(
      isAccount(scopes[0]) && scopes.length <= 2 && scopes.filter(isAccount).length === 1,
      'properties.scopes has an Azure Monitor workspace, and after it the cluster, if any.',
    );
    const account = azure.store.get(scopes[0] ?? '');
    requireThat(
      account?.location === body.location,
      `The rule group is in ${body.location ?? ''}, and its workspace in ${account?.location ?? ''}: they must be in one region.`,
    );
    requireThat(
      /^PT([1-9]|1[0-5])M$/.test(stringAt(properties, 'interval') ?? ''),
      `properties.interval is ${String(properties['interval'])}, it must be PT1M to PT15M.`,
    );
    const rules = objectsAt(properties, 'rules');
    requireThat(
      rules.length >= 1 && rules.length <= MOST_RULES,
      `properties.rules has ${rules.length} rules, 1 to ${MOST_RULES} are allowed.`,
    );
    rules.forEach((rule, index) => {
      const [alert, record] = ['alert', 'record'].map((key) => stringAt(rule, key) ?? '');
      const at = `properties.rules[${index}]`;
      requireThat((alert === '') !== (record === ''), `${at} has either an alert or a record.`);
      requireThat((stringAt(rule, 'expression') ?? '') !== '', `${at}.expression is missing.`);
      requireThat(record === '' || /^[a-zA-Z_:][\w:]*$/.test(record ?? ''), `${at}.record is no name of a metric.`);
      if (alert !== '' && rule['severity'] !== undefined) {
        requireWholeNumber({ name: `${at}.severity`, value: rule['severity'] }, 0, 4);
      }
      checkActions(objectsAt(rule, 'actions').map((each) => stringAt(each, 'actionGroupId') ?? ''));
    });
    return { ...body, properties };
  },
};

/** Detectors of Application Insights: https://learn.microsoft.com/azure/azure-monitor/alerts/proactive-arm-config */
const DETECTORS = [
  'FailureAnomaliesDetector',
  'RequestPerformanceDegradationDetector',
  'DependencyPerformanceDegradationDetector',
  'ExceptionVolumeChangedDetector',
  'TraceSeverityDetector',
  'MemoryLeakDetector',
];

const smartDetectorAlertRules: ResourceType = {
  type: 'Microsoft.AlertsManagement/smartDetectorAlertRules',
  name: { pattern: ALERT_NAME },
  put: (_request, body) => {
    const { properties } = body;
    requireThat(body.location === 'global', `The location of a rule is global, not ${body.location ?? ''}.`);
    requireOneOf({ name: 'properties.state', value: properties['state'] }, ['Enabled', 'Disabled']);
    requireOneOf({ name: 'properties.severity', value: properties['severity'] }, [
      'Sev0',
      'Sev1',
      'Sev2',
      'Sev3',
      'Sev4',
    ]);
    requireOneOf({ name: 'properties.detector.id', value: valueAt(properties, 'detector', 'id') }, DETECTORS);
    const isOfAnomalies = stringAt(properties, 'detector', 'id') === DETECTORS[0];
    requireThat(
      properties['frequency'] === (isOfAnomalies ? 'PT1M' : 'P1D'),
      `properties.frequency is ${String(properties['frequency'])}, that of the detector is ${isOfAnomalies ? 'PT1M' : 'P1D'}.`,
    );
    const scope = stringsAt(properties, 'scope');
    requireThat(
      scope.length === 1 && /\/providers\/microsoft\.insights\/components\/[^/]+$/i.test(scope[0] ?? ''),
      'properties.scope has one Application Insights component.',
    );
    const groups = stringsAt(properties, 'actionGroups', 'groupIds');
    requireThat(groups.length > 0, 'properties.actionGroups.groupIds has no action group.');
    checkActions(groups);
    return body;
  },
};

/** Alerts that have rules of their own: https://learn.microsoft.com/rest/api/monitor/ */
export const alertsManagement: ResourceProvider = {
  namespace: 'Microsoft.AlertsManagement',
  types: [prometheusRuleGroups, smartDetectorAlertRules],
};
