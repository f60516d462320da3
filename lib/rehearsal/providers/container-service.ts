import { badRequest } from '../arm/arm-error';
import { objectAt, stringAt, stringsAt } from '../arm/json';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { agentPools } from './aks-agent-pools';
import { CLUSTER_TYPE, clusters } from './aks-clusters';
import { offeredVersions } from './aks-versions';

const WINDOWS = /^(default|aksManagedAutoUpgradeSchedule|aksManagedNodeOSUpgradeSchedule)$/;

/** Windows for maintenance: https://learn.microsoft.com/azure/aks/planned-maintenance */
const maintenanceConfigurations: ResourceType = {
  type: `${CLUSTER_TYPE}/maintenanceConfigurations`,
  put: (_request, body) => {
    if (!WINDOWS.test(body.name)) {
      throw badRequest('InvalidParameter', `'${body.name}' is not a maintenance configuration: ${WINDOWS}.`);
    }
    const window = objectAt(body.properties, 'maintenanceWindow');
    const hours = Number(window['durationHours']);
    if (body.name !== 'default' && !(hours >= 4 && hours <= 24)) {
      throw badRequest(
        'InvalidParameter',
        `The maintenance window '${body.name}' lasts ${hours} hours; it lasts 4 to 24.`,
      );
    }
    if (
      body.name !== 'default' &&
      Object.values(objectAt(window, 'schedule')).filter((each) => each != null).length !== 1
    ) {
      throw badRequest('InvalidParameter', `The maintenance window '${body.name}' has not just one schedule.`);
    }
    const today = new Date(_request.azure.clock()).toISOString().slice(0, 10);
    return body.name === 'default'
      ? body
      : {
          ...body,
          properties: {
            ...body.properties,
            maintenanceWindow: {
              ...window,
              utcOffset: window['utcOffset'] ?? '+00:00',
              startDate: window['startDate'] ?? today,
            },
          },
        };
  },
};

/** Roles of the services that may reach a cluster: https://learn.microsoft.com/azure/aks/trusted-access-feature */
const TRUSTED_ROLES: Readonly<Record<string, readonly string[]>> = {
  'microsoft.dataprotection/backupvaults': ['Microsoft.DataProtection/backupVaults/backup-operator'],
  'microsoft.machinelearningservices/workspaces': [
    'Microsoft.MachineLearningServices/workspaces/mlworkload',
    'Microsoft.MachineLearningServices/workspaces/inference-v1',
  ],
};

const trustedAccess: ResourceType = {
  type: `${CLUSTER_TYPE}/trustedAccessRoleBindings`,
  name: { pattern: /^[A-Za-z0-9-]{1,24}$/ },
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure }, body) => {
    const source = azure.store.get(stringAt(body.properties, 'sourceResourceId') ?? '');
    const allowed = TRUSTED_ROLES[source?.type.toLowerCase() ?? ''] ?? [];
    const wrong = stringsAt(body.properties, 'roles').find((role) => !allowed.includes(role));
    if (source === undefined || wrong !== undefined) {
      throw badRequest(
        'TrustedAccessRoleNotFound',
        `The role '${String(wrong)}' is not one of ${source?.type ?? 'a resource that exists'}: ${allowed.join(', ') || 'none'}.`,
      );
    }
    return { ...body, properties: { ...body.properties, provisioningState: 'Succeeded' } };
  },
};

/** Azure Kubernetes Service: https://learn.microsoft.com/rest/api/aks/ */
export const containerService: ResourceProvider = {
  namespace: 'Microsoft.ContainerService',
  types: [clusters, agentPools, maintenanceConfigurations, trustedAccess],
  operations: [
    {
      method: 'GET',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ContainerService\/locations\/[^/]+\/kubernetesVersions$/i,
      answer: ({ azure }) => ({
        values: offeredVersions(azure.clock()).map(({ version, patch, isDefault }) => ({
          version,
          isDefault,
          isPreview: false,
          capabilities: { supportPlan: ['KubernetesOfficial', 'AKSLongTermSupport'] },
          patchVersions: { [patch]: { upgrades: [] } },
        })),
      }),
    },
  ],
};
