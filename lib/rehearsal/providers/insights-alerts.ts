import { badRequest } from '../arm/arm-error';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { isObject, type JsonObject, objectAt, objectsAt, stringAt, stringsAt, withDefaults } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { type ArmRequest } from '../arm/arm-request';

/** Name of most resources of Azure Monitor: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftinsights */
export const ALERT_NAME = /^[^*<>%&:\\?+/#{}]{0,259}[^*<>%&:\\?+/#{}. ]$/;

/** Receivers that an action group has at most: https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#action-groups */
const MOST_RECEIVERS: Readonly<Record<string, number>> = {
  emailReceivers: 1000,
  smsReceivers: 10,
  webhookReceivers: 10,
  itsmReceivers: 10,
  azureAppPushReceivers: 10,
  automationRunbookReceivers: 10,
  voiceReceivers: 10,
  logicAppReceivers: 10,
  azureFunctionReceivers: 10,
  armRoleReceivers: 10,
  eventHubReceivers: 10,
};

/** Action groups: https://learn.microsoft.com/rest/api/monitor/action-groups */
export const actionGroups: ResourceType = {
  type: 'Microsoft.Insights/actionGroups',
  name: { pattern: ALERT_NAME },
  put: (_request, body) => {
    const { properties } = body;
    const short = stringAt(properties, 'groupShortName') ?? '';
    requireThat(
      short.length >= 1 && short.length <= 12,
      `The group short name '${short}' must have 1 to 12 characters.`,
      'ActionGroupShortNameInvalid',
    );
    const lists = Object.fromEntries(Object.keys(MOST_RECEIVERS).map((list) => [list, objectsAt(properties, list)]));
    const receivers = Object.entries(lists);
    for (const [list, each] of receivers) {
      requireThat(
        each.length <= (MOST_RECEIVERS[list] ?? 0),
        `There are ${each.length} ${list}, at most ${MOST_RECEIVERS[list]} are allowed.`,
      );
    }
    checkReceivers(receivers.flatMap(([list, each]) => each.map((receiver) => [list, receiver] as const)));
    const emails = (lists['emailReceivers'] ?? []).map((each) => ({ ...each, status: 'Enabled' }));
    return { ...body, properties: { enabled: true, ...properties, ...lists, emailReceivers: emails } };
  },
};

function checkReceivers(receivers: readonly (readonly [string, JsonObject])[]): void {
  const names = new Set<string>();
  for (const [list, receiver] of receivers) {
    const name = stringAt(receiver, 'name')?.toLowerCase() ?? '';
    requireThat(name !== '' && !names.has(name), `The name '${name}' of a receiver is missing or there twice.`);
    names.add(name);
    const [email, uri, role] = ['emailAddress', 'serviceUri', 'roleId'].map((key) => stringAt(receiver, key) ?? '');
    requireThat(list !== 'emailReceivers' || /^[^@\s]+@[^@\s]+$/.test(email ?? ''), `'${email}' is no e-mail address.`);
    requireThat(list !== 'webhookReceivers' || /^https?:\/\/\S+$/.test(uri ?? ''), `'${uri}' is no URI of a webhook.`);
    requireThat(list !== 'armRoleReceivers' || /^[0-9a-f-]{36}$/i.test(role ?? ''), `'${role}' is no id of a role.`);
  }
}

/** Frequencies and windows, in ascending order: https://learn.microsoft.com/rest/api/monitor/metric-alerts/create-or-update */
const FREQUENCIES = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H'];
const WINDOWS = [...FREQUENCIES, 'PT6H', 'PT12H', 'P1D'];

/** Criteria of one alert: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-metric-multiple-time-series-single-rule */
const MOST_CRITERIA = 5;

/** Metric alerts: https://learn.microsoft.com/rest/api/monitor/metric-alerts */
export const metricAlerts: ResourceType = {
  type: 'Microsoft.Insights/metricAlerts',
  name: { pattern: ALERT_NAME },
  status: { created: 200 },
  put: (request, body) => {
    const properties = withDefaults(body.properties, { enabled: true, autoMitigate: true, actions: [] });
    requireThat(body.location === 'global', `The location of a metric alert is global, not ${body.location ?? ''}.`);
    requireWholeNumber({ name: 'properties.severity', value: properties['severity'] }, 0, 4);
    const [frequency, window] = [properties['evaluationFrequency'], properties['windowSize']];
    requireOneOf({ name: 'properties.evaluationFrequency', value: frequency }, FREQUENCIES);
    requireOneOf({ name: 'properties.windowSize', value: window }, WINDOWS);
    requireThat(
      WINDOWS.indexOf(String(window)) >= WINDOWS.indexOf(String(frequency)),
      `properties.windowSize ${String(window)} is shorter than properties.evaluationFrequency ${String(frequency)}.`,
    );
    checkScopes(request, properties);
    checkCriteria(properties);
    checkActions(objectsAt(properties, 'actions').map((each) => stringAt(each, 'actionGroupId') ?? ''));
    return { ...body, properties: { ...properties, isMigrated: false } };
  },
};

/** Refuses several resources that are not of one type and region, or whose type or region is not named. */
function checkScopes({ azure }: ArmRequest, properties: JsonObject): void {
  const scopes = stringsAt(properties, 'scopes');
  requireThat(scopes.length > 0, 'properties.scopes has no resource.');
  const targets = scopes.map((scope) => ({
    type: parseResourceId(scope)?.type.toLowerCase(),
    of: azure.store.get(scope),
  }));
  const region = stringAt(properties, 'targetResourceRegion')?.toLowerCase();
  const type = stringAt(properties, 'targetResourceType')?.toLowerCase();
  if (scopes.length === 1) {
    return;
  }
  requireThat(
    region !== undefined && type !== undefined,
    'An alert on several resources needs targetResourceType and targetResourceRegion.',
  );
  requireThat(
    targets.every((each) => each.type === type && each.of?.location === region),
    `The resources of an alert must all be of the type ${type ?? ''} in the region ${region ?? ''}.`,
  );
}

const OPERATORS = ['Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual', 'GreaterOrLessThan'];
const AGGREGATIONS = ['Average', 'Count', 'Minimum', 'Maximum', 'Total'];

function checkCriteria(properties: JsonObject): void {
  const criteria = objectAt(properties, 'criteria');
  const kind = stringAt(criteria, 'odata.type') ?? '';
  requireThat(
    /^Microsoft\.Azure\.Monitor\.((Single|Multiple)ResourceMultipleMetric|WebtestLocationAvailability)Criteria$/.test(
      kind,
    ),
    `properties.criteria has the unknown odata.type '${kind}'.`,
  );
  if (kind.endsWith('WebtestLocationAvailabilityCriteria')) {
    return;
  }
  const all = objectsAt(criteria, 'allOf');
  const isDynamic = all.some((each) => each['criterionType'] === 'DynamicThresholdCriterion');
  const most = isDynamic ? 1 : MOST_CRITERIA;
  requireThat(
    all.length >= 1 && all.length <= most,
    `properties.criteria.allOf has ${all.length} criteria, 1 to ${most} are allowed.`,
  );
  const names = all.map((each) => stringAt(each, 'name'));
  requireThat(new Set(names).size === names.length, 'Two criteria of an alert have the same name.');
  for (const each of all) {
    requireOneOf({ name: 'operator', value: each['operator'] }, OPERATORS);
    requireOneOf({ name: 'timeAggregation', value: each['timeAggregation'] }, AGGREGATIONS);
    requireThat(stringAt(each, 'metricName') !== undefined, 'A criterion has no metricName.');
    requireThat(isDynamic || typeof each['threshold'] === 'number', 'A criterion has no threshold.');
    checkNamespace(each, stringsAt(properties, 'scopes'));
    for (const dimension of objectsAt(each, 'dimensions')) {
      requireOneOf({ name: 'dimensions.operator', value: dimension['operator'] }, ['Include', 'Exclude']);
      requireThat(
        stringsAt(dimension, 'values').length > 0,
        `The dimension ${String(dimension['name'])} has no values.`,
      );
    }
  }
}

/** Refuses platform metrics of another type than that of the resource, which the service finds even where it does not look for the metric. */
function checkNamespace(criterion: JsonObject, scopes: readonly string[]): void {
  const namespace = stringAt(criterion, 'metricNamespace') ?? '';
  const types = scopes.map((scope) => parseResourceId(scope)?.type.toLowerCase() ?? '');
  const isPlatform = /^microsoft\.[a-z]+\/[a-z]+(\/[a-z]+)*$/i.test(namespace);
  const isOther = types.some((type) => !`${namespace.toLowerCase()}/`.startsWith(`${type}/`));
  if (isPlatform && isOther && !types.some((type) => type.startsWith('microsoft.resources/'))) {
    throw badRequest(
      'BadRequest',
      `The metric namespace '${namespace}' is none of the resource type ${types.join(', ')}.`,
    );
  }
}

/** Refuses actions that are no action groups, and more than five: https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#alerts */
export function checkActions(ids: readonly string[]): void {
  requireThat(ids.length <= 5, `There are ${ids.length} action groups, at most 5 are allowed.`);
  for (const id of ids) {
    requireThat(/\/providers\/microsoft\.insights\/actiongroups\/[^/]+$/i.test(id), `'${id}' is no action group.`);
  }
}

/** Conditions of an activity log alert: https://learn.microsoft.com/rest/api/monitor/activity-log-alerts/create-or-update */
export const activityLogAlerts: ResourceType = {
  type: 'Microsoft.Insights/activityLogAlerts',
  name: { pattern: ALERT_NAME },
  put: (_request, body: Resource) => {
    const properties = withDefaults(body.properties, { enabled: true, actions: { actionGroups: [] } });
    const conditions = objectsAt(properties, 'condition', 'allOf');
    requireThat(stringsAt(properties, 'scopes').length > 0, 'properties.scopes has no resource.');
    requireThat(
      conditions.some(({ field, equals }) => field === 'category' && typeof equals === 'string'),
      "properties.condition.allOf needs one condition on the field 'category'.",
    );
    requireThat(isObject(properties['condition']), 'properties.condition is missing.');
    checkActions(objectsAt(properties, 'actions', 'actionGroups').map((each) => stringAt(each, 'actionGroupId') ?? ''));
    return { ...body, properties };
  },
};
