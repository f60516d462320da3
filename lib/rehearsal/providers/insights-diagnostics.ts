import facts from '../../facts/diagnostics.json';
import { ArmError, badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { requireThat } from '../arm/body-rules';
import { type JsonObject, objectsAt, stringAt } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';

/** Settings that a resource has at most: https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
const MOST_SETTINGS = 5;

/** Groups of log categories, which a type with logs has. */
const GROUPS = ['allLogs', 'audit'];

/** Destinations of a setting, of which it has one of each kind at most. */
const SINKS = ['workspaceId', 'storageAccountId', 'eventHubAuthorizationRuleId', 'marketplacePartnerId'];

interface Categories {
  readonly logs: readonly string[];
  readonly metrics: readonly string[];
}

const BY_TYPE = new Map<string, Categories>(
  Object.entries(facts.types).map(([type, each]) => [type.toLowerCase(), each]),
);

function categoriesOf(scope: string): Categories {
  const type = parseResourceId(scope)?.type ?? '';
  const found = BY_TYPE.get(type.toLowerCase());
  if (found === undefined) {
    throw badRequest(
      'ResourceTypeNotSupported',
      `The resource type '${type.toLowerCase()}' does not support diagnostic settings.`,
    );
  }
  return found;
}

/** Diagnostic settings, on any resource that has categories: https://learn.microsoft.com/rest/api/monitor/diagnostic-settings */
export const diagnosticSettings: ResourceType = {
  type: 'Microsoft.Insights/diagnosticSettings',
  placement: 'extension',
  name: { pattern: /^[^*<>%&:\\?+/]{1,260}$/ },
  status: { created: 200 },
  put: (request, body) => {
    const { properties } = body;
    checkCategories(categoriesOf(request.id.scope), properties);
    requireThat(
      SINKS.some((sink) => stringAt(properties, sink) !== undefined),
      'At least one data sink needs to be specified.',
    );
    const others = request.azure.store
      .ofType(diagnosticSettings.type, request.id.scope)
      .filter(({ id }) => parseResourceId(id)?.scope.toLowerCase() === request.id.scope.toLowerCase())
      .filter(({ id }) => id.toLowerCase() !== request.id.key);
    requireThat(
      others.length < MOST_SETTINGS,
      `The limit of ${MOST_SETTINGS} diagnostic settings was reached. To create a new setting, delete an existing one.`,
    );
    others.forEach((other) => refuseSharedSink(body, other));
    return {
      ...body,
      properties: { ...properties, logs: kept(properties, 'logs'), metrics: kept(properties, 'metrics') },
    };
  },
};

/** Settings of a list; Azure answers with a retention policy for each. */
function kept(properties: JsonObject, name: string): JsonObject[] {
  return objectsAt(properties, name).map((each) => ({ ...each, retentionPolicy: { enabled: false, days: 0 } }));
}

function checkCategories({ logs, metrics }: Categories, properties: JsonObject): void {
  const [ofLogs, ofMetrics] = [objectsAt(properties, 'logs'), objectsAt(properties, 'metrics')];
  for (const log of ofLogs) {
    const [category, group] = [stringAt(log, 'category'), stringAt(log, 'categoryGroup')];
    const groups = logs.length === 0 ? [] : GROUPS;
    requireThat(
      group === undefined || groups.some((each) => equal(each, group)),
      `Category group: '${group ?? ''}' is not supported, supported ones are: '${groups.join(';')}'.`,
    );
    requireThat(
      group !== undefined || logs.some((each) => equal(each, category)),
      `Category '${category ?? ''}' is not supported, supported categories are: '${logs.join(';')}'.`,
    );
    requireThat(category === undefined || group === undefined, 'A log has a category or a category group, not both.');
  }
  for (const metric of ofMetrics) {
    const category = stringAt(metric, 'category');
    requireThat(
      metrics.some((each) => equal(each, category)),
      `Metric category '${category ?? ''}' is not supported, supported categories are: '${metrics.join(';')}'.`,
    );
  }
  const isMixed = ofLogs.some((each) => 'category' in each) && ofLogs.some((each) => 'categoryGroup' in each);
  requireThat(!isMixed, 'A diagnostic setting has log categories or category groups, not both.');
}

/** Refuses a second setting that sends a category to the same destination. */
function refuseSharedSink(setting: Resource, other: Resource): void {
  const sink = SINKS.map((each) => stringAt(setting.properties, each)).find(
    (id) => id !== undefined && SINKS.some((each) => equal(id, stringAt(other.properties, each))),
  );
  const taken = new Set(sentBy(other));
  const shared = sentBy(setting).find((each) => taken.has(each));
  if (sink !== undefined && shared !== undefined) {
    throw conflict(
      'Conflict',
      `Data sink '${sink}' is already used in diagnostic setting '${other.name}' for category '${shared}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
    );
  }
}

/** Categories that a setting sends, a category group as those that are in it. */
function sentBy({ id, properties }: Resource): string[] {
  const { logs } = categoriesOf(parseResourceId(id)?.scope ?? '');
  const enabled = (name: string) => objectsAt(properties, name).filter((each) => each['enabled'] === true);
  return [
    ...enabled('logs').flatMap((each) => (each['categoryGroup'] === undefined ? [String(each['category'])] : logs)),
    ...enabled('metrics').map((each) => String(each['category'])),
  ];
}

/** Categories of a resource: https://learn.microsoft.com/rest/api/monitor/diagnostic-settings-category */
export const diagnosticSettingsCategories: ResourceType = {
  type: 'Microsoft.Insights/diagnosticSettingsCategories',
  placement: 'extension',
  list: (request) => {
    const { scope } = request.id;
    requireTarget(request);
    const { logs, metrics } = categoriesOf(scope);
    const shown = (name: string, properties: JsonObject): Resource => ({
      id: `${scope}/providers/microsoft.insights/diagnosticSettingsCategories/${name}`,
      name,
      type: diagnosticSettingsCategories.type,
      properties,
    });
    return [
      ...metrics.map((name) => shown(name, { categoryType: 'Metrics' })),
      ...logs.map((name) => shown(name, { categoryType: 'Logs', categoryGroups: ['allLogs'] })),
    ];
  },
};

function requireTarget({ id, azure }: ArmRequest): void {
  const target = parseResourceId(id.scope);
  if (!azure.store.has(id.scope) && (target?.parent === undefined || !azure.store.has(target.parent))) {
    throw new ArmError(404, 'ResourceNotFound', `The resource '${id.scope}' was not found.`);
  }
}

function equal(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}
