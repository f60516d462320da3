import { badRequest } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { isObject, type JsonObject, objectAt, stringAt, stringsAt, withDefaults } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

const EXTENSION_TYPE = 'Microsoft.KubernetesConfiguration/extensions';

/** Types of extensions for AKS: https://learn.microsoft.com/azure/aks/cluster-extensions#currently-available-extensions */
const KNOWN =
  /^microsoft\.(flux|dapr|azureml\.kubernetes|appconfiguration|azurecontainerstorage(v2)?|dataprotection\.kubernetes|azuremonitor\.containers|azuredefender\.kubernetes|kubernetes\.ai\.toolchain\.operator|nginx-ingress-controller)$/i;

function clusterOf({ azure, id }: ArmRequest): Resource {
  const cluster = azure.store.get(id.scope);
  if (
    parseResourceId(id.scope)?.type.toLowerCase() !== 'microsoft.containerservice/managedclusters' ||
    cluster === undefined
  ) {
    throw badRequest('InvalidScope', `${id.scope} is not a cluster.`);
  }
  return cluster;
}

/** Extensions of a cluster. */
const extensions: ResourceType = {
  type: EXTENSION_TYPE,
  placement: 'extension',
  name: { pattern: /^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    const cluster = clusterOf(request);
    const type = stringAt(body.properties, 'extensionType') ?? '';
    if (!KNOWN.test(type)) {
      throw badRequest(
        'ExtensionTypeRegistrationGetFailed',
        `The extension type '${type}' is not one that AKS offers.`,
      );
    }
    const twin = request.azure.store
      .ofType(EXTENSION_TYPE, cluster.id)
      .find(
        (each) =>
          each.id !== body.id && stringAt(each.properties, 'extensionType')?.toLowerCase() === type.toLowerCase(),
      );
    if (existing === undefined && twin !== undefined) {
      throw badRequest(
        'ExtensionOfTypeExists',
        `The cluster has an extension of the type '${type}' already: ${twin.name}.`,
      );
    }
    return completed(request, body, type);
  },
  read: (resource) => {
    const hidden = Object.keys(objectAt(resource.properties, 'configurationProtectedSettings')).map((key) => [key, '']);
    return {
      ...resource,
      properties: { ...resource.properties, configurationProtectedSettings: Object.fromEntries(hidden) as JsonObject },
    };
  },
  remove: ({ azure, id }, { properties }) => {
    const isFlux = stringAt(properties, 'extensionType')?.toLowerCase() === 'microsoft.flux';
    const [used] = isFlux ? azure.store.ofType(FLUX_TYPE, id.scope) : [];
    if (used !== undefined) {
      throw badRequest('ExtensionInUse', `The extension is used by the Flux configuration ${used.name}.`);
    }
  },
};

/** What Azure adds to an extension, whose identity its agents sign in with: https://learn.microsoft.com/azure/aks/cluster-extensions */
function completed({ azure }: ArmRequest, body: Resource, type: string): Resource {
  const principalId = uuidOf(body.id, 'extension identity');
  azure.directory.add({
    objectId: principalId,
    type: 'ServicePrincipal',
    displayName: body.name,
    appId: uuidOf(body.id, 'extension app'),
  });
  const version = stringAt(body.properties, 'version');
  return {
    ...body,
    properties: {
      ...withDefaults(body.properties, {
        autoUpgradeMinorVersion: version === undefined,
        releaseTrain: 'Stable',
        scope: { cluster: { releaseNamespace: type.toLowerCase() === 'microsoft.flux' ? 'flux-system' : body.name } },
        configurationSettings: {},
      }),
      currentVersion: version ?? '1.0.0',
      provisioningState: 'Succeeded',
      isSystemExtension: false,
      aksAssignedIdentity: { type: 'SystemAssigned', principalId, tenantId: azure.tenantId },
    },
  };
}

const FLUX_TYPE = 'Microsoft.KubernetesConfiguration/fluxConfigurations';
const SOURCES = ['gitRepository', 'bucket', 'azureBlob', 'ociRepository'] as const;

/** Flux configurations of a cluster: https://learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2 */
const fluxConfigurations: ResourceType = {
  type: FLUX_TYPE,
  placement: 'extension',
  name: { pattern: /^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    const cluster = clusterOf(request);
    const flux = request.azure.store
      .ofType(EXTENSION_TYPE, cluster.id)
      .find((each) => stringAt(each.properties, 'extensionType')?.toLowerCase() === 'microsoft.flux');
    if (flux === undefined) {
      throw badRequest(
        'ExtensionNotInstalled',
        `The cluster ${cluster.name} has no extension of the type microsoft.flux.`,
      );
    }
    checkFlux(body);
    return withFluxDefaults(body);
  },
  read: (resource) => ({ ...resource, properties: { ...resource.properties, configurationProtectedSettings: {} } }),
};

function checkFlux({ properties }: Resource): void {
  const given = SOURCES.filter((each) => isObject(properties[each]));
  if (given.length !== 1) {
    throw badRequest(
      'InvalidFluxConfiguration',
      `A Flux configuration has just one source, not ${given.join(', ') || 'none'}.`,
    );
  }
  const url = stringAt(properties, 'gitRepository', 'url');
  if (url !== undefined && !/^(https?|ssh|git@)/.test(url)) {
    throw badRequest('InvalidFluxConfiguration', `The URL '${url}' is not one of http, https or ssh.`);
  }
  const kustomizations = objectAt(properties, 'kustomizations');
  for (const [name, each] of Object.entries(kustomizations)) {
    const missing = stringsAt(each, 'dependsOn').find((other) => other === name || kustomizations[other] === undefined);
    if (missing !== undefined) {
      throw badRequest(
        'InvalidFluxConfiguration',
        `The kustomization '${name}' depends on '${missing}', which is not another one of the configuration.`,
      );
    }
  }
}

function withFluxDefaults(body: Resource): Resource {
  const kustomizations = Object.fromEntries(
    Object.entries(objectAt(body.properties, 'kustomizations')).map(([name, each]) => [
      name,
      {
        name,
        ...withDefaults(objectAt(each), {
          path: '',
          dependsOn: [],
          timeoutInSeconds: 600,
          syncIntervalInSeconds: 600,
          prune: false,
          force: false,
          wait: true,
        }),
      },
    ]),
  );
  return {
    ...body,
    properties: {
      ...withDefaults(body.properties, { namespace: 'default', scope: 'cluster', suspend: false }),
      kustomizations,
      provisioningState: 'Succeeded',
      complianceState: 'Compliant',
      statuses: [],
    },
  };
}

/** Extensions and Flux configurations of clusters: https://learn.microsoft.com/rest/api/kubernetesconfiguration/ */
export const kubernetesConfiguration: ResourceProvider = {
  namespace: 'Microsoft.KubernetesConfiguration',
  types: [extensions, fluxConfigurations],
};
