import { sha256 } from '../../values/sha256';
import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest, type Azure, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt, valueAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { completedPool, POOL_TYPE } from './aks-agent-pools';
import { adminCredentials, userCredentials } from './aks-credentials';
import { checkNetwork, checkRights, completedNetwork } from './aks-network';
import { checkMeshRevisions, offeredVersions, patchOf } from './aks-versions';

/** Type of clusters. */
export const CLUSTER_TYPE = 'Microsoft.ContainerService/managedClusters';

/** Clusters: https://learn.microsoft.com/azure/aks/ */
export const clusters: ResourceType = {
  type: CLUSTER_TYPE,
  name: { pattern: /^[a-zA-Z0-9]([\w-]{0,61}[a-zA-Z0-9])?$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  exclusive: { within: 'resource', code: 'OperationNotAllowed' },
  put: (request, body, existing) => {
    checkCluster(body, existing);
    const networkProfile = completedNetwork(body);
    checkNetwork(request, body, networkProfile);
    checkRights(request, body);
    const currentKubernetesVersion = versionOf(request, body);
    const known = { networkProfile, currentKubernetesVersion };
    const pools = poolsOf(request, { ...body, properties: { ...body.properties, ...known } });
    if (existing === undefined) {
      makeNodeResourceGroup(request, body);
    }
    pools.forEach((pool) => request.azure.store.set(pool));
    return completed(request, body, known);
  },
  read: (resource, { azure }) => {
    const pools = azure.store.children(POOL_TYPE, resource.id).map(({ name, properties }) => ({ name, ...properties }));
    return { ...resource, properties: { ...resource.properties, agentPoolProfiles: pools } };
  },
  patch: (_request, existing, patch) => ({ ...existing, tags: patch['tags'] ?? existing['tags'] }),
  remove: ({ azure }, { properties, id }) => {
    const { store } = azure;
    store.delete(`${id.split('/').slice(0, 4).join('/')}/${stringAt(properties, 'nodeResourceGroup') ?? ''}`);
  },
  actions: {
    listclusterusercredential: userCredentials,
    listclusteradmincredential: adminCredentials,
  },
  views: {
    upgradeprofiles: ({ azure }, { properties }) => ({
      value: [
        {
          name: 'default',
          properties: {
            controlPlaneProfile: {
              kubernetesVersion: properties['currentKubernetesVersion'],
              osType: 'Linux',
              upgrades: offeredVersions(azure.clock())
                .filter(({ patch }) => patch > String(properties['currentKubernetesVersion']))
                .map(({ patch }) => ({ kubernetesVersion: patch })),
            },
            agentPoolProfiles: [],
          },
        },
      ],
    }),
  },
};

function checkCluster(body: Resource, existing?: Resource): void {
  const { properties } = body;
  const pools = objectsAt(properties, 'agentPoolProfiles');
  if (existing === undefined && !pools.some(({ mode }) => mode === 'System')) {
    throw badRequest('InvalidParameter', 'There has to be at least one system agent pool.');
  }
  const isPrivate = valueAt(properties, 'apiServerAccessProfile', 'enablePrivateCluster') === true;
  const prefix = stringAt(properties, 'dnsPrefix') ?? '';
  const label = prefix === '' ? (stringAt(properties, 'fqdnSubdomain') ?? '') : prefix;
  if (!/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,52}[a-zA-Z0-9])?$/.test(label)) {
    throw badRequest('InvalidParameter', `The DNS prefix '${label}' is not 1 to 54 letters, digits and hyphens.`);
  }
  if (isPrivate && stringsAt(properties, 'apiServerAccessProfile', 'authorizedIPRanges').length > 0) {
    throw badRequest('InvalidParameter', 'A private cluster has no authorized IP ranges.');
  }
  if (!/^(Free|Standard|Premium)$/.test(stringAt(body, 'sku', 'tier') ?? 'Free')) {
    throw badRequest(
      'InvalidParameter',
      `The tier '${String(stringAt(body, 'sku', 'tier'))}' is not Free, Standard or Premium.`,
    );
  }
  if (properties['disableLocalAccounts'] === true && valueAt(properties, 'aadProfile', 'managed') !== true) {
    throw badRequest('InvalidParameter', 'Local accounts can only be disabled with Microsoft Entra integration.');
  }
  const issuer = valueAt(properties, 'oidcIssuerProfile', 'enabled');
  if (valueAt(properties, 'securityProfile', 'workloadIdentity', 'enabled') === true && issuer === false) {
    throw badRequest('InvalidParameter', 'Workload identity needs the OIDC issuer.');
  }
  if (issuer === false && valueAt(existing?.properties, 'oidcIssuerProfile', 'enabled') === true) {
    throw badRequest('OIDCIssuerFeatureCannotBeDisabled', 'OIDC issuer feature cannot be disabled.');
  }
}

/** What Azure adds to a cluster: https://learn.microsoft.com/rest/api/aks/managed-clusters/get */
function completed(request: ArmRequest, body: Resource, known: JsonObject): Resource {
  const { azure } = request;
  const { properties, location = '' } = body;
  const wanted = stringAt(properties, 'kubernetesVersion') ?? '';
  const current = stringAt(known, 'currentKubernetesVersion') ?? '';
  const label = `${(stringAt(properties, 'dnsPrefix') || stringAt(properties, 'fqdnSubdomain')) ?? ''}-${sha256(body.id.toLowerCase()).toString('hex').slice(0, 8)}`;
  const access = objectAt(properties, 'apiServerAccessProfile');
  const isPrivate = access['enablePrivateCluster'] === true;
  const hasPublicName = !isPrivate || access['enablePrivateClusterPublicFQDN'] !== false;
  const computed: JsonObject = {
    ...(hasPublicName ? { fqdn: `${label}.hcp.${location}.azmk8s.io` } : {}),
    ...(isPrivate ? { privateFQDN: `${label}.${uuidOf(body.id, 'zone')}.privatelink.${location}.azmk8s.io` } : {}),
    azurePortalFQDN: `${uuidOf(body.id, 'portal').replaceAll('-', '')}-priv.portal.hcp.${location}.azmk8s.io`,
    ...known,
    provisioningState: 'Succeeded',
    powerState: { code: 'Running' },
    kubernetesVersion: wanted === '' ? current.split('.').slice(0, 2).join('.') : wanted,
    nodeResourceGroup: nodeGroupOf(body),
    maxAgentPools: 100,
    oidcIssuerProfile: issuerOf(azure, body),
    identityProfile: identityProfileOf(request, body),
    addonProfiles: addonsOf(request, body),
    servicePrincipalProfile: { clientId: 'msi' },
    resourceUID: uuidOf(body.id, 'uid').replaceAll('-', '').slice(0, 24),
  };
  return {
    ...body,
    sku: withDefaults(objectAt(body, 'sku'), { name: 'Base', tier: 'Free' }),
    properties: {
      ...withDefaults(withRouting(request, body), CLUSTER_DEFAULTS),
      ...computed,
      agentPoolProfiles: undefined,
    },
  };
}

const CLUSTER_DEFAULTS: JsonObject = {
  enableRBAC: true,
  disableLocalAccounts: false,
  supportPlan: 'KubernetesOfficial',
  autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' },
  storageProfile: {
    diskCSIDriver: { enabled: true },
    fileCSIDriver: { enabled: true },
    snapshotController: { enabled: true },
  },
  metricsProfile: { costAnalysis: { enabled: false } },
  nodeProvisioningProfile: { mode: 'Manual', defaultNodePools: 'Auto' },
  bootstrapProfile: { artifactSource: 'Direct' },
};

/** The issuer is on for new clusters since Kubernetes 1.34: https://learn.microsoft.com/azure/aks/use-oidc-issuer */
function issuerOf({ tenantId }: Azure, body: Resource): JsonObject {
  const enabled = valueAt(body.properties, 'oidcIssuerProfile', 'enabled') === true;
  const issuerURL = `https://${body.location ?? ''}.oic.prod-aks.azure.com/${tenantId}/${uuidOf(body.id, 'issuer')}/`;
  return enabled ? { enabled, issuerURL } : { enabled };
}

function nodeGroupOf({ name, id, location, properties }: Resource): string {
  return (
    stringAt(properties, 'nodeResourceGroup') || `MC_${id.split('/')[4] ?? ''}_${name}_${location ?? ''}`.slice(0, 80)
  );
}

/** Resource group of the machines: https://learn.microsoft.com/azure/aks/faq */
function makeNodeResourceGroup({ azure, id }: ArmRequest, body: Resource): void {
  const name = nodeGroupOf(body);
  const group = `/subscriptions/${id.subscriptionId ?? ''}/resourceGroups/${name}`;
  if (azure.store.has(group)) {
    throw conflict('NodeResourceGroupAlreadyExists', `The node resource group '${name}' exists already.`);
  }
  azure.store.set({
    id: group,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location: body.location,
    managedBy: body.id,
    properties: { provisioningState: 'Succeeded' },
  });
}

/** Identity that AKS makes in the resource group of the machines. */
function madeIdentity({ azure, id }: ArmRequest, body: Resource, name: string): JsonObject {
  const group = `/subscriptions/${id.subscriptionId ?? ''}/resourceGroups/${nodeGroupOf(body)}`;
  const resourceId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const [principalId, clientId] = [uuidOf(resourceId, 'identity'), uuidOf(resourceId, 'app')];
  azure.directory.add({ objectId: principalId, type: 'ServicePrincipal', displayName: name, appId: clientId });
  azure.store.set({
    id: resourceId,
    name,
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    location: body.location,
    properties: { tenantId: azure.tenantId, principalId, clientId },
  });
  return { resourceId, clientId, objectId: principalId };
}

function identityProfileOf(request: ArmRequest, body: Resource): JsonObject {
  const given = objectAt(body.properties, 'identityProfile', 'kubeletidentity');
  return {
    kubeletidentity: given['resourceId'] === undefined ? madeIdentity(request, body, `${body.name}-agentpool`) : given,
  };
}

const ADDON_IDENTITIES: Readonly<Record<string, string>> = {
  azurepolicy: 'azurepolicy',
  omsagent: 'omsagent',
  azureKeyvaultSecretsProvider: 'azurekeyvaultsecretsprovider',
};

/** Add-ons with their identities: https://learn.microsoft.com/azure/aks/use-managed-identity#summary-of-managed-identities-used-by-aks */
function addonsOf(request: ArmRequest, body: Resource): JsonObject {
  return Object.fromEntries(
    Object.entries(objectAt(body.properties, 'addonProfiles')).map(([name, addon]) => {
      const label = ADDON_IDENTITIES[name];
      const isOn = valueAt(addon, 'enabled') === true;
      const identity =
        isOn && label !== undefined ? { identity: madeIdentity(request, body, `${label}-${body.name}`) } : {};
      return [name, { ...objectAt(addon), ...identity }];
    }),
  );
}

/** Properties with the identity of the application routing add-on. */
function withRouting(request: ArmRequest, body: Resource): JsonObject {
  const routing = objectAt(body.properties, 'ingressProfile', 'webAppRouting');
  if (routing['enabled'] !== true) {
    return body.properties;
  }
  const identity = madeIdentity(request, body, `webapprouting-${body.name}`);
  const webAppRouting = {
    ...withDefaults(routing, { nginx: { defaultIngressControllerType: 'AnnotationControlled' } }),
    identity,
  };
  return { ...body.properties, ingressProfile: { ...objectAt(body.properties, 'ingressProfile'), webAppRouting } };
}

/** Agent pools of a body. They have their place among the resources, and a cluster shows them. */
function poolsOf(request: ArmRequest, cluster: Resource): readonly Resource[] {
  return objectsAt(cluster.properties, 'agentPoolProfiles').map(({ name, ...properties }) => {
    const id = `${cluster.id}/agentPools/${String(name)}`;
    const pool: Resource = { id, name: String(name), type: POOL_TYPE, properties };
    return completedPool(request, pool, { cluster, existing: request.azure.store.get(id) });
  });
}

/** Patch of Kubernetes that a cluster runs. */
function versionOf({ azure }: ArmRequest, { properties }: Resource): string {
  const wanted = stringAt(properties, 'kubernetesVersion') ?? '';
  const current = patchOf(wanted, azure.clock(), 'K8sVersionNotSupported');
  checkMeshRevisions(stringsAt(properties, 'serviceMeshProfile', 'istio', 'revisions'), current, azure.clock());
  return current;
}
