import { ArmError } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { type JsonObject, objectAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ProviderOperation, type ResourceType } from '../arm/resource-type';

/** Days of retention: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure#set-interactive-retention-for-application-insights-tables */
const RETENTIONS = [30, 60, 90, 120, 180, 270, 365, 550, 730];

/** Gigabytes a day of a component that none has set. */
const DAILY_CAP_GB = 100;

/** Application Insights components: https://learn.microsoft.com/rest/api/application-insights/components */
export const components: ResourceType = {
  type: 'Microsoft.Insights/components',
  name: { pattern: /^[^%&\\?/]{0,259}[^%&\\?/. ]$/ },
  status: { created: 200 },
  put: ({ azure }, body, existing) => {
    const properties = withDefaults(body.properties, {
      Application_Type: 'web',
      Flow_Type: 'Bluefield',
      RetentionInDays: 90,
      SamplingPercentage: 100,
      DisableIpMasking: false,
      DisableLocalAuth: false,
      ForceCustomerStorageForProfiler: false,
      publicNetworkAccessForIngestion: 'Enabled',
      publicNetworkAccessForQuery: 'Enabled',
    });
    check(properties, existing);
    const [key, appId] = [uuidOf(body.id, 'instrumentation'), uuidOf(body.id, 'application')];
    const region = body.location ?? '';
    const hosts = `IngestionEndpoint=https://${region}-0.in.applicationinsights.azure.com/;LiveEndpoint=https://${region}.livediagnostics.monitor.azure.com/`;
    return {
      ...body,
      kind: body['kind'] ?? 'web',
      properties: {
        ...properties,
        ApplicationId: body.name,
        Name: body.name,
        AppId: appId,
        InstrumentationKey: key,
        ConnectionString: `InstrumentationKey=${key};${hosts};ApplicationId=${appId}`,
        IngestionMode: 'LogAnalytics',
        TenantId: azure.subscriptionId,
        CreationDate: stringAt(existing?.properties, 'CreationDate') ?? azure.clock().toISOString(),
        provisioningState: 'Succeeded',
      },
    };
  },
};

/** Rules of a component: https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource */
function check(properties: JsonObject, existing?: Resource): void {
  const days = valueAt(properties, 'RetentionInDays');
  requireThat(
    RETENTIONS.includes(Number(days)),
    `RetentionInDays is ${String(days)}, allowed are: ${RETENTIONS.join(', ')}.`,
  );
  const sampling = Number(properties['SamplingPercentage']);
  requireThat(sampling > 0 && sampling <= 100, `SamplingPercentage is ${sampling}, it must be above 0 and up to 100.`);
  const types = ['web', 'other', 'java', 'Node.JS', 'ios', 'phone', 'store', 'MobileCenter'];
  requireOneOf({ name: 'Application_Type', value: properties['Application_Type'] }, types);
  requireThat(
    /\/providers\/microsoft\.operationalinsights\/workspaces\/[^/]+$/i.test(
      stringAt(properties, 'WorkspaceResourceId') ?? '',
    ),
    'WorkspaceResourceId is missing: components without a workspace are retired. See https://aka.ms/classicretirement.',
  );
  const before = stringAt(existing?.properties, 'Application_Type');
  requireThat(
    before === undefined || before === properties['Application_Type'],
    `Application_Type cannot be changed from ${before ?? ''}.`,
  );
}

const FEATURES = 'Microsoft.Insights/components/currentBillingFeatures';
const FEATURES_PATH =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/microsoft\.insights\/components\/[^/]+)\/currentbillingfeatures$/i;

/** Billing features of a component, which are neither a child nor an action: https://learn.microsoft.com/rest/api/application-insights/component-current-billing-features */
export const billingFeatures: readonly ProviderOperation[] = [
  { method: 'GET', path: FEATURES_PATH, answer: (request) => featuresOf(request).properties },
  {
    method: 'PUT',
    path: FEATURES_PATH,
    answer: (request) => {
      const before = featuresOf(request);
      const cap = { ...objectAt(before.properties, 'DataVolumeCap'), ...objectAt(request.body, 'DataVolumeCap') };
      requireThat(Number(cap['Cap']) > 0, `DataVolumeCap.Cap is ${String(cap['Cap'])}, it must be more than 0.`);
      requireWholeNumber({ name: 'DataVolumeCap.WarningThreshold', value: cap['WarningThreshold'] }, 1, 100);
      const properties = { ...before.properties, ...request.body, DataVolumeCap: cap };
      request.azure.store.set({ ...before, properties });
      return properties;
    },
  },
];

function featuresOf({ id, azure }: ArmRequest): Resource {
  const [, component = ''] = FEATURES_PATH.exec(id.id) ?? [];
  if (!azure.store.has(component)) {
    throw new ArmError(404, 'ResourceNotFound', `The resource '${component}' was not found.`);
  }
  const path = `${component}/currentBillingFeatures/default`;
  const cap = { Cap: DAILY_CAP_GB, ResetTime: 0, WarningThreshold: 90, MaxHistoryCap: 1000 };
  const flags = { StopSendNotificationWhenHitCap: false, StopSendNotificationWhenHitThreshold: false };
  return (
    azure.store.get(path) ?? {
      id: path,
      name: 'default',
      type: FEATURES,
      properties: { CurrentBillingFeatures: ['Basic'], DataVolumeCap: { ...cap, ...flags } },
    }
  );
}
