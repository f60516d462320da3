import facts from '../../facts/containerapps.json';
import { sha256 } from '../../values/sha256';
import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest, type Azure } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { isDelegatedTo, othersIn, subnetOf, tooSmall } from './subnet-rules';

/** Type of environments. */
export const ENVIRONMENT_TYPE = 'Microsoft.App/managedEnvironments';

const DELEGATION = 'Microsoft.App/environments';
const { consumptionOnly, workloadProfiles: withProfiles } = facts.environment.infrastructureSubnet;
const PROFILE_TYPES = new Set(facts.workloadProfiles.azurermTypes);

/** Properties that are written and never answered. */
const WRITE_ONLY = ['daprAIInstrumentationKey', 'daprAIConnectionString'];

/** Environments. */
export const environments: ResourceType = {
  type: ENVIRONMENT_TYPE,
  name: { pattern: /^(?!.*--)[a-z][a-z0-9-]{0,58}[a-z0-9]$/i },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    checkProfiles(body, existing);
    checkNetwork(request, body, existing);
    checkLogs(request, body);
    return completed(request, body, existing);
  },
  read: (resource) => ({ ...resource, properties: shownProperties(resource.properties) }),
  remove: ({ azure }, { id, name }) => {
    const inside = azure.store.referringTo(id, /^Microsoft\.App\/(containerApps|jobs)$/i);
    const apps = inside.filter(({ type }) => type.endsWith('containerApps'));
    if (inside.length > 0) {
      const kind = apps.length > 0 ? 'ContainerApps' : 'Jobs';
      throw conflict(
        `ManagedEnvironmentHas${kind}`,
        `The specified environment ${name} cannot be deleted because it still contains ${apps.length > 0 ? apps.length : inside.length} ${kind}.`,
      );
    }
  },
};

/** What Azure adds to an environment: https://learn.microsoft.com/rest/api/resource-manager/containerapps/managed-environments/get */
function completed({ azure }: ArmRequest, body: Resource, existing?: Resource): Resource {
  const hex = sha256(body.id.toLowerCase()).toString('hex');
  const isInternal = valueAt(body.properties, 'vnetConfiguration', 'internal') === true;
  const computed = {
    provisioningState: 'Succeeded',
    defaultDomain: `rehearsal-${hex.slice(0, 8)}.${body.location ?? ''}.azurecontainerapps.io`,
    staticIp: `${isInternal ? '10.255' : '20.50'}.${parseInt(hex.slice(8, 10), 16)}.${parseInt(hex.slice(10, 12), 16)}`,
    eventStreamEndpoint: `https://${body.location ?? ''}.azurecontainerapps.dev${body.id}/eventstream`,
  };
  const defaults = {
    zoneRedundant: false,
    publicNetworkAccess: isInternal ? 'Disabled' : 'Enabled',
    peerAuthentication: { mtls: { enabled: false } },
    peerTrafficConfiguration: { encryption: { enabled: false } },
    customDomainConfiguration: { customDomainVerificationId: verificationId(azure) },
    ...(hasProfiles(body) ? { infrastructureResourceGroup: `ME_${body.name}_${groupOf(body)}_${body.location}` } : {}),
  };
  const properties = withDefaults({ ...body.properties, ...computed }, { ...defaults, ...keptOf(existing) });
  const profiles = objectsAt(properties, 'workloadProfiles').map((profile) => ({ ...profile }));
  return { ...body, properties: { ...properties, ...(profiles.length > 0 ? { workloadProfiles: profiles } : {}) } };
}

/** Secrets that a change leaves as they are. */
function keptOf(existing?: Resource): JsonObject {
  return Object.fromEntries(WRITE_ONLY.map((key) => [key, existing?.properties[key]]));
}

/** Id that proves to Azure who has a domain: one for each subscription. */
export function verificationId({ subscriptionId }: Azure): string {
  return sha256(`domains of ${subscriptionId}`).toString('hex').toUpperCase();
}

function groupOf({ id }: Resource): string {
  return id.split('/')[4] ?? '';
}

/** Whether an environment has workload profiles, and so not only the Consumption plan. */
export function hasProfiles({ properties }: Resource): boolean {
  return objectsAt(properties, 'workloadProfiles').length > 0;
}

function shownProperties(properties: JsonObject): JsonObject {
  const shown = Object.fromEntries(Object.entries(properties).filter(([key]) => !WRITE_ONLY.includes(key)));
  const logs = objectAt(properties, 'appLogsConfiguration');
  const { customerId } = objectAt(logs, 'logAnalyticsConfiguration');
  return customerId === undefined
    ? shown
    : { ...shown, appLogsConfiguration: { ...logs, logAnalyticsConfiguration: { customerId } } };
}

/** Rules of workload profiles: https://learn.microsoft.com/azure/container-apps/workload-profiles-overview */
function checkProfiles(body: Resource, existing?: Resource): void {
  const profiles = objectsAt(body.properties, 'workloadProfiles');
  const names = profiles.map(({ name }) => String(name));
  if (new Set(names).size !== names.length) {
    throw badRequest('WorkloadProfileNamesNotUnique', `The workload profiles ${names.join(', ')} are not unique.`);
  }
  for (const { name, workloadProfileType: type, minimumCount, maximumCount } of profiles) {
    if (!PROFILE_TYPES.has(String(type))) {
      throw badRequest(
        'InvalidWorkloadProfileType',
        `The type '${String(type)}' of the workload profile ${String(name)} is none of ${[...PROFILE_TYPES].join(', ')}.`,
      );
    }
    if (!String(type).startsWith('Consumption') && !(Number(minimumCount ?? 0) <= Number(maximumCount ?? 0))) {
      throw badRequest(
        'InvalidWorkloadProfileCount',
        `The workload profile ${String(name)} has a minimum of ${String(minimumCount)} and a maximum of ${String(maximumCount)}.`,
      );
    }
  }
  if (existing !== undefined && hasProfiles(existing) !== profiles.length > 0) {
    throw badRequest(
      'ManagedEnvironmentCannotChangeType',
      'Workload profiles cannot be added to an environment without any, nor all be removed.',
    );
  }
}

/** Rules of the subnet: https://learn.microsoft.com/azure/container-apps/custom-virtual-networks */
function checkNetwork({ azure }: ArmRequest, body: Resource, existing?: Resource): void {
  const id = stringAt(body.properties, 'vnetConfiguration', 'infrastructureSubnetId');
  const isInternal = valueAt(body.properties, 'vnetConfiguration', 'internal') === true;
  const before = stringAt(existing?.properties, 'vnetConfiguration', 'infrastructureSubnetId');
  if (existing !== undefined && before?.toLowerCase() !== id?.toLowerCase()) {
    throw networkError('The infrastructure subnet of an environment cannot be changed.');
  }
  if (id === undefined && (isInternal || body.properties['zoneRedundant'] === true)) {
    throw networkError('An internal or zone redundant environment needs an infrastructure subnet.');
  }
  if (isInternal && body.properties['publicNetworkAccess'] === 'Enabled') {
    throw networkError('An internal environment cannot have public network access.');
  }
  const subnet = subnetOf(azure, id);
  if (subnet === undefined) {
    return;
  }
  const { minPrefix } = hasProfiles(body) ? withProfiles : consumptionOnly;
  const size = tooSmall('ManagedEnvironmentInvalidNetworkConfiguration', subnet, minPrefix);
  if (size !== undefined) {
    throw size;
  }
  if (hasProfiles(body) && !isDelegatedTo(subnet, DELEGATION)) {
    const text = `The subnet of the environment must be delegated to the service '${DELEGATION}'.`;
    throw badRequest('ManagedEnvironmentSubnetDelegationError', text);
  }
  if (!hasProfiles(body) && subnet.delegations.length > 0) {
    const text = 'The subnet of an environment without workload profiles must not be delegated to any service.';
    throw badRequest('ManagedEnvironmentSubnetIsDelegated', text);
  }
  const [other] = othersIn(azure, subnet, /./, body);
  if (
    other !== undefined &&
    !/^Microsoft\.Network\/(networkSecurityGroups|routeTables|natGateways|virtualNetworks)/i.test(other.type)
  ) {
    throw networkError(`The subnet ${subnet.id} is already used by ${other.id}.`);
  }
}

function networkError(text: string) {
  return badRequest(
    'ManagedEnvironmentInvalidNetworkConfiguration',
    `The environment network configuration is invalid: ${text}`,
  );
}

/** Refuses logs for a workspace that does not exist. */
function checkLogs({ azure }: ArmRequest, { properties }: Resource): void {
  const logs = objectAt(properties, 'appLogsConfiguration');
  const { destination } = logs;
  const customerId = stringAt(logs, 'logAnalyticsConfiguration', 'customerId');
  if (typeof destination === 'string' && !/^(|none|log-analytics|azure-monitor)$/.test(destination)) {
    throw badRequest(
      'InvalidLogDestination',
      `The log destination '${destination}' is not log-analytics or azure-monitor.`,
    );
  }
  if (destination !== 'log-analytics') {
    return;
  }
  const workspaces = azure.store.ofType('Microsoft.OperationalInsights/workspaces');
  if (!workspaces.some((each) => each.properties['customerId'] === customerId)) {
    throw badRequest(
      'InvalidLogAnalyticsConfiguration',
      `There is no Log Analytics workspace with the customer id '${customerId ?? ''}'.`,
    );
  }
}
