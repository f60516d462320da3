import { badRequest } from '../arm/arm-error';
import { keyOf } from '../arm/arm-request';
import { requireThat } from '../arm/body-rules';
import { type Json, stringAt, valueAt } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { agentPools, buildActions, runs } from './container-registry-builds';
import { requirePremium } from './container-registry-sku';

const REGISTRIES = 'Microsoft.ContainerRegistry/registries';
const NAME = nameRuleOf('azurerm_container_registry');

/** Properties that need the SKU Premium, by their paths: https://learn.microsoft.com/azure/container-registry/container-registry-skus */
const PREMIUM: Readonly<Record<string, Json>> = {
  zoneRedundancy: 'Enabled',
  publicNetworkAccess: 'Disabled',
  dataEndpointEnabled: true,
  'networkRuleSet.defaultAction': 'Deny',
  'policies.retentionPolicy.status': 'enabled',
  'policies.trustPolicy.status': 'enabled',
  'policies.exportPolicy.status': 'disabled',
};

/** Refuses features that the SKU of a registry does not have, or that exclude each other. */
function checkFeatures({ name, properties }: Resource, sku: string): void {
  const wanted = sku === 'Basic' ? { ...PREMIUM, anonymousPullEnabled: true } : sku === 'Premium' ? {} : PREMIUM;
  const needing = Object.entries(wanted).find(([path, value]) => valueAt(properties, ...path.split('.')) === value);
  if (needing !== undefined) {
    throw badRequest(
      'FeatureNotSupported',
      `The registry ${name} of SKU ${sku} does not support ${needing[0]}: ${String(needing[1])}.`,
    );
  }
  requireThat(
    stringAt(properties, 'policies', 'exportPolicy', 'status') !== 'disabled' ||
      properties['publicNetworkAccess'] === 'Disabled',
    `The registry ${name} has public network access, and so cannot have its export policy disabled.`,
  );
}

const registries: ResourceType = {
  type: REGISTRIES,
  name: { ...NAME, unique: 'global', takenCode: 'AlreadyInUse' },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure }, body) => {
    const sku = stringAt(body, 'sku', 'name') ?? '';
    if (!['Basic', 'Standard', 'Premium'].includes(sku)) {
      throw badRequest('InvalidSku', `The SKU '${sku}' of registry ${body.name} is not Basic, Standard or Premium.`);
    }
    checkFeatures(body, sku);
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
    ...buildActions,
    listcredentials: (_request, { id, name, properties }) => {
      requireThat(
        properties['adminUserEnabled'] === true,
        `Cannot perform credential operations for ${id} as admin user is disabled.`,
        'UnAuthorizedForCredentialOperations',
      );
      const passwords = ['password', 'password2'].map((each) => ({ name: each, value: keyOf(id, each) }));
      return { username: name, passwords };
    },
  },
  views: {
    listusages: () => ({ value: [{ name: 'Size', limit: 536_870_912_000, currentValue: 0, unit: 'Bytes' }] }),
  },
};

const replications: ResourceType = {
  type: `${REGISTRIES}/replications`,
  isTracked: true,
  name: NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    requirePremium(request, 'replications');
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
  types: [registries, replications, runs, agentPools],
  operations: [
    {
      method: 'POST',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ContainerRegistry\/checkNameAvailability$/i,
      answer: ({ azure, body }) => {
        return azure.store.named(REGISTRIES, String(body['name'])) !== undefined
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
