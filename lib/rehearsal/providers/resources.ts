import regions from '../../facts/regions.json';
import { type ArmRequest } from '../arm/arm-request';
import { parseResourceId } from '../arm/resource-id';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Names of resource groups: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources */
const GROUP_NAME = /^[-\w._()\p{L}]{0,89}[-\w_()\p{L}]$/u;

const resourceGroups: ResourceType = {
  type: 'Microsoft.Resources/resourceGroups',
  placement: 'subscription',
  name: { pattern: GROUP_NAME },
  longRunning: ['DELETE'],
  put: (_request, body) => ({ ...body, properties: { provisioningState: 'Succeeded' } }),
};

const subscriptions: ResourceType = {
  type: 'Microsoft.Resources/subscriptions',
  placement: 'subscription',
  implied: ({ azure }, id) => ({
    id,
    name: azure.subscriptionId,
    type: 'Microsoft.Resources/subscriptions',
    subscriptionId: id.split('/')[2],
    displayName: 'rehearsal',
    tenantId: azure.tenantId,
    state: 'Enabled',
    subscriptionPolicies: { quotaId: 'PayAsYouGo_2014-09-01', spendingLimit: 'Off' },
    properties: {},
  }),
  views: {
    locations: ({ id }) => ({
      value: regions.regions.map(({ name, displayName, availabilityZones }) => ({
        id: `${id.id}/locations/${name}`,
        name,
        displayName,
        regionalDisplayName: displayName,
        type: 'Region',
        metadata: { regionType: 'Physical' },
        availabilityZoneMappings: availabilityZones
          ? ['1', '2', '3'].map((logicalZone) => ({ logicalZone, physicalZone: `${name}-az${logicalZone}` }))
          : [],
      })),
    }),
  },
};

/** Version in the list of those of a type; requests may have any. */
const API_VERSION = '2025-01-01';

/** Whether a resource is listed as one of its resource group: not a part of another one, and no extension. */
function isTopLevel({ id, type }: Resource): boolean {
  return (
    type.split('/').length === 2 &&
    id.toLowerCase().split('/providers/').length === 2 &&
    parseResourceId(id)?.resourceGroup !== undefined
  );
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * Resource groups, subscriptions and the registration of resource providers: https://learn.microsoft.com/rest/api/resources/
 *
 * @param more namespaces that can be registered, apart from those of the providers
 */
export function resources(more: readonly string[], providers: readonly ResourceProvider[]): ResourceProvider {
  const own = { namespace: 'Microsoft.Resources', types: [resourceGroups, subscriptions] };
  const all = [...providers.map(({ namespace }) => namespace), ...more];
  const namespaces = [...new Map(all.map((each) => [each.toLowerCase(), each])).values()];
  const described = ({ azure, id }: ArmRequest, namespace: string) => ({
    id: `${id.id.split('/').slice(0, 3).join('/')}/providers/${namespace}`,
    namespace,
    registrationState: azure.registered.has(namespace.toLowerCase()) ? 'Registered' : 'NotRegistered',
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: [own, ...providers]
      .filter((each) => same(each.namespace, namespace))
      .flatMap(({ types }) => types)
      .map(({ type }) => ({ resourceType: type.slice(type.indexOf('/') + 1), apiVersions: [API_VERSION] })),
  });
  return {
    ...own,
    operations: [
      {
        method: 'GET',
        path: /^\/subscriptions\/[^/]+\/providers$/i,
        answer: (request) => ({ value: namespaces.map((each) => described(request, each)) }),
      },
      {
        method: 'GET',
        path: /^\/subscriptions\/[^/]+\/providers\/[^/]+$/i,
        answer: (request) => described(request, request.id.id.split('/')[4] ?? ''),
      },
      {
        method: 'POST',
        path: /^\/subscriptions\/[^/]+\/providers\/[^/]+\/register$/i,
        answer: (request) => {
          const namespace = request.id.id.split('/')[4] ?? '';
          request.azure.registered.add(namespace.toLowerCase());
          return described(request, namespace);
        },
      },
      {
        method: 'GET',
        path: /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/resources$/i,
        answer: ({ azure, id, query }) => {
          const filter = query.get('$filter') ?? '';
          const [, type] = /resourceType eq '([^']+)'/i.exec(filter) ?? [];
          const [, name] = /\bname eq '([^']+)'/i.exec(filter) ?? [];
          const found = azure.store
            .below(id.id.slice(0, id.id.lastIndexOf('/')))
            .filter(
              (each) =>
                isTopLevel(each) &&
                (type === undefined || same(each.type, type)) &&
                (name === undefined || same(each.name, name)),
            );
          return {
            value: found.map(({ id: each, name: called, type: kind, location, tags }) => ({
              id: each,
              name: called,
              type: kind,
              location,
              tags,
            })),
          };
        },
      },
    ],
  };
}
