import { badRequest } from '../arm/arm-error';
import { keyOf } from '../arm/arm-request';
import { stringAt, valueAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const REGISTRIES = 'Microsoft.ContainerRegistry/registries';
const NAME = /^[a-zA-Z0-9]{5,50}$/;

/** Features of the SKU Premium: https://learn.microsoft.com/azure/container-registry/container-registry-skus */
const PREMIUM: Readonly<Record<string, unknown>> = {
  zoneRedundancy: 'Enabled',
  publicNetworkAccess: 'Disabled',
  dataEndpointEnabled: true,
};

const registries: ResourceType = {
  type: REGISTRIES,
  name: { pattern: NAME, unique: 'global', takenCode: 'AlreadyInUse' },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure }, body) => {
    const sku = stringAt(body, 'sku', 'name') ?? '';
    if (!['Basic', 'Standard', 'Premium'].includes(sku)) {
      throw badRequest('InvalidSku', `The SKU '${sku}' of registry ${body.name} is not Basic, Standard or Premium.`);
    }
    const needing = Object.entries(PREMIUM).find(([name, value]) => body.properties[name] === value);
    if (sku !== 'Premium' && needing !== undefined) {
      throw badRequest(
        'FeatureNotSupported',
        `The registry ${body.name} of SKU ${sku} does not support ${needing[0]}: ${String(needing[1])}.`,
      );
    }
    const own = {
      loginServer: `${body.name.toLowerCase()}.azurecr.io`,
      creationDate: '2026-01-01T00:00:00Z',
      provisioningState: 'Succeeded',
      dataEndpointHostNames: [],
      privateEndpointConnections: [],
    };
    const policies = {
      quarantinePolicy: { status: 'disabled' },
      trustPolicy: { type: 'Notary', status: 'disabled' },
      retentionPolicy: { days: 7, status: 'disabled' },
      exportPolicy: { status: 'enabled' },
      azureADAuthenticationAsArmPolicy: { status: 'enabled' },
    };
    const defaults = {
      adminUserEnabled: false,
      publicNetworkAccess: 'Enabled',
      networkRuleBypassOptions: 'AzureServices',
      zoneRedundancy: 'Disabled',
      anonymousPullEnabled: false,
      dataEndpointEnabled: false,
      encryption: { status: 'disabled' },
    };
    const home = {
      id: `${body.id}/replications/${body.location ?? ''}`,
      name: body.location ?? '',
      type: `${REGISTRIES}/replications`,
      location: body.location,
    };
    azure.store.set({
      ...home,
      properties: {
        provisioningState: 'Succeeded',
        regionEndpointEnabled: true,
        zoneRedundancy: valueAt(body.properties, 'zoneRedundancy') ?? 'Disabled',
      },
    });
    return {
      ...body,
      sku: { name: sku, tier: sku },
      properties: {
        ...defaults,
        ...body.properties,
        policies: { ...policies, ...(valueAt(body.properties, 'policies') as object) },
        ...own,
      },
    };
  },
  actions: {
    listcredentials: (_request, { id, name }) => ({
      username: name,
      passwords: [1, 2].map((each) => ({ name: `password${each === 1 ? '' : each}`, value: keyOf(id, String(each)) })),
    }),
    listusages: () => ({ value: [{ name: 'Size', limit: 536_870_912_000, currentValue: 0, unit: 'Bytes' }] }),
  },
};

const replications: ResourceType = {
  type: `${REGISTRIES}/replications`,
  isTracked: true,
  name: { pattern: NAME },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure, id }, body) => {
    const registry = azure.store.get(id.parent ?? '') as Resource;
    if (stringAt(registry, 'sku', 'name') !== 'Premium') {
      throw badRequest(
        'FeatureNotSupported',
        `The registry ${registry.name} supports replications with the SKU Premium alone.`,
      );
    }
    return {
      ...body,
      properties: {
        regionEndpointEnabled: true,
        zoneRedundancy: 'Disabled',
        ...body.properties,
        provisioningState: 'Succeeded',
      },
    };
  },
};

/** Container registries: https://learn.microsoft.com/rest/api/container-registry/ */
export const containerRegistry: ResourceProvider = {
  namespace: 'Microsoft.ContainerRegistry',
  types: [registries, replications],
  operations: [
    {
      method: 'POST',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ContainerRegistry\/checkNameAvailability$/i,
      answer: ({ azure, body }) => {
        const isTaken = azure.store
          .ofType(REGISTRIES)
          .some(({ name }) => name.toLowerCase() === String(body['name']).toLowerCase());
        return isTaken
          ? {
              nameAvailable: false,
              reason: 'AlreadyExists',
              message: `The registry ${String(body['name'])} is already in use.`,
            }
          : { nameAvailable: true };
      },
    },
  ],
};
