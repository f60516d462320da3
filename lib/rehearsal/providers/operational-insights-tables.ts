import { type ArmRequest } from '../arm/arm-request';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { type JsonObject, objectAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';

/** Total retention beyond two years, in days of years: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure */
const YEARS = [1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383];

/** Days of interactive retention of the plan Basic, which cannot be changed. */
const BASIC_DAYS = 30;

/** Tables that keep 90 days at no charge, where the workspace keeps fewer. */
const FREE_90_DAYS = /^(App[A-Z]\w+|AzureActivity|Usage|SecurityIncident)$/;

/**
 * Tables of a workspace. Those that Azure has built in exist without being created; this rehearsal takes any name for one,
 * except those that end with `_CL`, which are made by their users.
 */
export const tables: ResourceType = {
  type: 'Microsoft.OperationalInsights/workspaces/tables',
  name: { pattern: /^[A-Za-z]\w{0,62}$/ },
  longRunning: ['PUT', 'PATCH'],
  status: { created: 200 },
  implied: (request, id) => {
    const name = id.slice(id.lastIndexOf('/') + 1);
    const isThere = request.azure.store.has(id.split('/').slice(0, -2).join('/'));
    return isThere && !/_CL$/i.test(name)
      ? complete(request, { id, name, type: tables.type, properties: {} })
      : undefined;
  },
  put: (request, body, existing) => complete(request, body, existing),
};

/** Retention of a table; -1 stands for that of the workspace: https://learn.microsoft.com/rest/api/loganalytics/tables/create-or-update */
function complete({ azure }: ArmRequest, body: Resource, existing?: Resource): Resource {
  const [workspaceId = ''] = /^.*(?=\/tables\/)/i.exec(body.id) ?? [];
  const workspaceDays = Number(objectAt(azure.store.get(workspaceId), 'properties')['retentionInDays'] ?? 30);
  const own = FREE_90_DAYS.test(body.name) ? Math.max(90, workspaceDays) : workspaceDays;
  const { plan = existing?.properties['plan'] ?? 'Analytics', retentionInDays, totalRetentionInDays } = body.properties;
  requireOneOf({ name: 'properties.plan', value: plan, code: 'InvalidParameter' }, ['Analytics', 'Basic', 'Auxiliary']);
  const isAnalytics = plan === 'Analytics';
  const isOwn = retentionInDays === undefined || retentionInDays === -1;
  const days = isAnalytics ? (isOwn ? own : Number(retentionInDays)) : BASIC_DAYS;
  requireThat(
    isAnalytics || isOwn || retentionInDays === BASIC_DAYS,
    `properties.retentionInDays cannot be set for a table with the plan ${String(plan)}.`,
    'InvalidParameter',
  );
  requireThat(
    isWhole(days, 4, 730),
    `properties.retentionInDays is ${String(days)}, it must be a whole number from 4 to 730.`,
    'InvalidParameter',
  );
  const isTotalOwn = totalRetentionInDays === undefined || totalRetentionInDays === -1;
  const total = isTotalOwn ? days : Number(totalRetentionInDays);
  requireThat(
    (isWhole(total, 4, 730) || YEARS.includes(total)) && total >= days,
    `properties.totalRetentionInDays is ${total}, it must be ${days} to 730, or one of ${YEARS.join(', ')}.`,
    'InvalidParameter',
  );
  const properties: JsonObject = {
    plan,
    retentionInDays: days,
    totalRetentionInDays: total,
    archiveRetentionInDays: total - days,
    retentionInDaysAsDefault: isOwn,
    totalRetentionInDaysAsDefault: isTotalOwn,
    provisioningState: 'Succeeded',
    schema: { name: body.name, tableType: 'Microsoft' },
  };
  return { ...body, properties };
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
