import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest, keyOf, uuidOf } from '../arm/arm-request';
import { requireOneOf, requireThat, requireWholeNumber } from '../arm/body-rules';
import { type JsonObject, objectAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { tables } from './operational-insights-tables';

/** Tiers: https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs#commitment-tiers */
const TIERS = [100, 200, 300, 400, 500, 1000, 2000, 5000, 10_000, 25_000, 50_000];

/** Days of retention that a SKU takes: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure */
const RETENTION: Readonly<Record<string, readonly [number, number]>> = {
  free: [7, 7],
  standalone: [30, 730],
  pernode: [30, 730],
  pergb2018: [30, 730],
  capacityreservation: [30, 730],
  lacluster: [30, 730],
};

/** Least daily quota that limits anything: https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap */
const LEAST_QUOTA_GB = 0.023;

const workspaces: ResourceType = {
  type: 'Microsoft.OperationalInsights/workspaces',
  name: { pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/ },
  longRunning: ['PUT'],
  put: (request, body, existing) => {
    const deleted = existing === undefined ? takeDeleted(request, body) : undefined;
    const before = existing ?? deleted;
    const properties = withDefaults(body.properties, {
      sku: { name: 'PerGB2018' },
      retentionInDays: 30,
      workspaceCapping: { dailyQuotaGb: -1 },
      features: { enableLogAccessUsingOnlyResourcePermissions: true, disableLocalAuth: false, searchVersion: 1 },
      publicNetworkAccessForIngestion: 'Enabled',
      publicNetworkAccessForQuery: 'Enabled',
    });
    check(properties, before);
    return {
      ...body,
      properties: {
        ...properties,
        provisioningState: 'Succeeded',
        customerId: stringAt(before?.properties, 'customerId') ?? uuidOf(body.id, 'workspace'),
        createdDate: stringAt(before?.properties, 'createdDate') ?? request.azure.clock().toISOString(),
        modifiedDate: request.azure.clock().toISOString(),
        workspaceCapping: {
          ...objectAt(properties, 'workspaceCapping'),
          quotaNextResetTime: request.azure.clock().toISOString(),
          dataIngestionStatus: 'RespectQuota',
        },
      },
    };
  },
  remove: keepDeleted,
  actions: {
    sharedkeys: ({ id }) => ({ primarySharedKey: keyOf(id.key, '1'), secondarySharedKey: keyOf(id.key, '2') }),
  },
};

/** Rules of the SKU, the retention and the daily quota: https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs */
function check(properties: JsonObject, before?: Resource): void {
  const sku = stringAt(properties, 'sku', 'name') ?? '';
  const tier = valueAt(properties, 'sku', 'capacityReservationLevel');
  const code = 'InvalidParameter';
  requireOneOf({ name: 'properties.sku.name', value: sku, code }, Object.keys(SKUS));
  if (sku.toLowerCase() === 'lacluster' && stringAt(before?.properties, 'sku', 'name')?.toLowerCase() !== 'lacluster') {
    throw badRequest(code, 'The SKU LACluster is that of a workspace that is linked to a cluster.');
  }
  const isReserved = sku.toLowerCase() === 'capacityreservation';
  requireThat(
    isReserved ? TIERS.includes(Number(tier)) : tier === undefined || sku.toLowerCase() === 'lacluster',
    isReserved
      ? `properties.sku.capacityReservationLevel is ${String(tier)}, allowed are: ${TIERS.join(', ')}.`
      : `properties.sku.capacityReservationLevel goes with the SKU CapacityReservation alone, and the SKU is ${sku}.`,
    code,
  );
  const [least, most] = RETENTION[sku.toLowerCase()] ?? [30, 730];
  requireWholeNumber({ name: 'properties.retentionInDays', value: properties['retentionInDays'], code }, least, most);
  const quota = Number(valueAt(properties, 'workspaceCapping', 'dailyQuotaGb'));
  requireThat(
    quota === -1 || quota >= LEAST_QUOTA_GB,
    `properties.workspaceCapping.dailyQuotaGb is ${quota}, it must be ${LEAST_QUOTA_GB} or more, or -1 for none.`,
    code,
  );
  for (const name of ['publicNetworkAccessForIngestion', 'publicNetworkAccessForQuery']) {
    requireOneOf({ name: `properties.${name}`, value: properties[name] }, [
      'Enabled',
      'Disabled',
      'SecuredByPerimeter',
    ]);
  }
}

/** SKUs that a workspace can be made with. Those named Standard and Premium are retired. */
const SKUS = { PerGB2018: 1, CapacityReservation: 1, Free: 1, Standalone: 1, PerNode: 1, LACluster: 1 };

const DELETED = 'Microsoft.OperationalInsights/deletedWorkspaces';

/** Id that a deleted workspace is kept at, out of the resource group, which may be deleted too. */
function deletedId({ id }: ArmRequest): string {
  return `/subscriptions/${id.subscriptionId ?? ''}/providers/${DELETED}/${uuidOf(id.key)}`;
}

/** Days that a deleted workspace is kept: https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace */
const RECOVERABLE_DAYS = 14;

/** Keeps a deleted workspace for some days, unless it is deleted for good. */
function keepDeleted(request: ArmRequest, resource: Resource): void {
  if (request.query.get('force')?.toLowerCase() === 'true') {
    return;
  }
  const { id, name, type, location, properties } = resource;
  const kept = { ...properties, workspaceId: id, workspaceName: name, workspaceType: type };
  const deletionDate = request.azure.clock().toISOString();
  request.azure.store.set({
    id: deletedId(request),
    name,
    type: DELETED,
    location,
    properties: { ...kept, deletionDate },
  });
}

/** Recovers a deleted workspace of the same name and region, which creating one does. */
function takeDeleted(request: ArmRequest, { location }: Resource): Resource | undefined {
  const { store, clock } = request.azure;
  const deleted = store.get(deletedId(request));
  if (deleted === undefined) {
    return undefined;
  }
  const isKept = isRecoverable(deleted, clock());
  if (isKept && deleted.location !== location) {
    throw conflict(
      'Conflict',
      `The workspace '${deleted.name}' was deleted in ${deleted.location ?? ''} less than ${RECOVERABLE_DAYS} days ago: recover it there, or delete it for good.`,
    );
  }
  store.delete(deleted.id);
  return isKept ? deleted : undefined;
}

function isRecoverable({ properties }: Resource, now: Date): boolean {
  const since = now.getTime() - Date.parse(stringAt(properties, 'deletionDate') ?? '');
  return since <= RECOVERABLE_DAYS * 86_400_000;
}

const deletedWorkspaces: ResourceType = {
  type: DELETED,
  placement: 'subscription',
  list: ({ azure }, found) => found.filter((each) => isRecoverable(each, azure.clock())),
  read: ({ name, location, properties }) => ({
    id: properties['workspaceId'],
    name,
    type: properties['workspaceType'],
    location,
    properties,
  }),
};

/** Log Analytics: https://learn.microsoft.com/rest/api/loganalytics/ */
export const operationalInsights: ResourceProvider = {
  namespace: 'Microsoft.OperationalInsights',
  types: [deletedWorkspaces, workspaces, tables],
};
