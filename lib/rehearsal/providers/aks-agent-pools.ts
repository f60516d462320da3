import regions from '../../facts/regions.json';
import { badRequest } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { type JsonObject, stringAt, stringsAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { checkJoin } from './aks-network';
import { patchOf } from './aks-versions';
import { subnetOf } from './subnet-rules';

/** Type of agent pools. */
export const POOL_TYPE = 'Microsoft.ContainerService/managedClusters/agentPools';

/** Addresses that Azure keeps of a subnet. */
const RESERVED = 5;

/** Agent pools: https://learn.microsoft.com/azure/aks/create-node-pools */
export const agentPools: ResourceType = {
  type: POOL_TYPE,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body, existing) => {
    const cluster = request.azure.store.get(request.id.parent ?? '');
    if (cluster === undefined) {
      return body;
    }
    checkJoin(request.azure, cluster, body.properties);
    return completedPool(request, body, { cluster, existing });
  },
  remove: ({ azure, id }, pool) => {
    const others = azure.store.children(POOL_TYPE, id.parent ?? '').filter((each) => each.id !== pool.id);
    if (pool.properties['mode'] === 'System' && !others.some(({ properties }) => properties['mode'] === 'System')) {
      throw badRequest('OperationNotAllowed', 'There has to be at least one system agent pool.');
    }
  },
};

/** Checks a pool, and adds what Azure adds: https://learn.microsoft.com/rest/api/aks/agent-pools/get */
export function completedPool(
  request: ArmRequest,
  body: Resource,
  { cluster, existing }: { readonly cluster: Resource; readonly existing?: Resource },
): Resource {
  const { properties } = body;
  checkPool(body, existing);
  checkZones(properties, cluster);
  const isOverlay = stringAt(cluster.properties, 'networkProfile', 'networkPluginMode') === 'overlay';
  const isAzure = (stringAt(cluster.properties, 'networkProfile', 'networkPlugin') ?? 'azure') === 'azure';
  const maxPods = Number(properties['maxPods'] ?? (isOverlay ? 250 : isAzure ? 30 : 110));
  const count = Number(properties['count'] ?? properties['minCount'] ?? 1);
  checkSubnet(request, properties, { count, addresses: isAzure && !isOverlay ? maxPods + 1 : 1 });
  const version = poolVersion(request, properties, cluster);
  const { powerState: _power, ...given } = properties;
  const isSpot = given['scaleSetPriority'] === 'Spot';
  const completed = withDefaults({ ...given, count, maxPods }, { ...POOL_DEFAULTS, ...(isSpot ? {} : UPGRADES) });
  return {
    ...body,
    properties: {
      ...completed,
      orchestratorVersion: version,
      currentOrchestratorVersion: version,
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      nodeImageVersion: `AKS${completed['osType'] === 'Windows' ? 'Windows-2022' : 'Ubuntu-2204gen2'}containerd-202511.01.0`,
      eTag: uuidOf(body.id, 'etag'),
    },
  };
}

/** Nodes that an upgrade adds; pools of Spot machines have none. */
const UPGRADES: JsonObject = { upgradeSettings: { maxSurge: '10%', maxUnavailable: '0' } };

const POOL_DEFAULTS: JsonObject = {
  type: 'VirtualMachineScaleSets',
  mode: 'User',
  osType: 'Linux',
  osSKU: 'Ubuntu',
  osDiskType: 'Managed',
  osDiskSizeGB: 128,
  kubeletDiskType: 'OS',
  scaleDownMode: 'Delete',
  enableAutoScaling: false,
  enableNodePublicIP: false,
  enableEncryptionAtHost: false,
  enableUltraSSD: false,
  enableFIPS: false,
  securityProfile: { enableVTPM: false, enableSecureBoot: false },
};

function checkPool(body: Resource, existing?: Resource): void {
  const { name, properties } = body;
  const { mode, osType = 'Linux', count, enableAutoScaling, minCount, maxCount, scaleSetPriority, vmSize } = properties;
  const isWindows = osType === 'Windows';
  const refuse = (code: string, text: string) => {
    throw badRequest(code, `The agent pool '${name}' ${text}`);
  };
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name) || (isWindows && name.length > 6)) {
    refuse(
      'InvalidParameter',
      'has a name that is not 1 to 12 lower-case letters and digits, or 6 for Windows, with a letter first.',
    );
  }
  if (!/^Standard_[A-Z]+[0-9]+[\w-]*$/i.test(String(vmSize))) {
    refuse('InvalidParameter', `has the VM size '${String(vmSize)}', which is none.`);
  }
  const [least, most, now] = [Number(minCount), Number(maxCount), Number(count ?? minCount)];
  if (enableAutoScaling === true && !(least <= most && now >= least && now <= most && most <= 1000)) {
    refuse(
      'InvalidParameter',
      `scales from ${String(minCount)} to ${String(maxCount)} nodes and has ${String(count)}.`,
    );
  }
  if (
    mode === 'System' &&
    (isWindows || scaleSetPriority === 'Spot' || Number(enableAutoScaling === true ? minCount : (count ?? 1)) < 1)
  ) {
    refuse('InvalidParameter', 'is a system pool, which has Linux, at least one node, and no Spot machines.');
  }
  const changed = ['vmSize', 'osType', 'osDiskType', 'vnetSubnetID', 'maxPods'].find(
    (key) =>
      existing !== undefined &&
      properties[key] !== undefined &&
      String(existing.properties[key]).toLowerCase() !== String(properties[key]).toLowerCase(),
  );
  if (changed !== undefined) {
    throw badRequest('PropertyChangeNotAllowed', `Changing property 'properties.${changed}' is not allowed.`);
  }
}

/** Zones of a pool: https://learn.microsoft.com/azure/aks/availability-zones */
function checkZones(properties: JsonObject, { location }: Resource): void {
  const zones = stringsAt(properties, 'availabilityZones');
  const region = regions.regions.find(({ name }) => name === location);
  if (zones.length > 0 && region?.availabilityZones !== true) {
    throw badRequest(
      'AvailabilityZoneNotSupported',
      `The zone(s) '${zones.join(', ')}' for resource 'agentPoolProfile' is not supported in the region ${location ?? ''}.`,
    );
  }
}

/** Rules of subnets: https://learn.microsoft.com/azure/aks/configure-azure-cni, https://aka.ms/aks/insufficientsubnetsize */
function checkSubnet(
  { azure }: ArmRequest,
  properties: JsonObject,
  { count, addresses }: { readonly count: number; readonly addresses: number },
): void {
  const subnet = subnetOf(azure, stringAt(properties, 'vnetSubnetID'));
  if (subnet === undefined) {
    return;
  }
  if (subnet.delegations.length > 0) {
    throw badRequest(
      'SubnetIsDelegated',
      `AgentPoolProfile subnet with id ${subnet.id} cannot be used as it's a delegated subnet.`,
    );
  }
  const surge = stringAt(properties, 'upgradeSettings', 'maxSurge') ?? '10%';
  const extra = surge.endsWith('%') ? Math.ceil((count * Number(surge.slice(0, -1))) / 100) : Number(surge);
  const needed = (count + extra) * addresses;
  const available = 2 ** (32 - subnet.prefix) - RESERVED;
  if (needed > available) {
    throw badRequest(
      'InsufficientSubnetSize',
      `Pre-allocated IPs ${needed} exceeds IPs available ${available} in Subnet ${subnet.id}. http://aka.ms/aks/insufficientsubnetsize`,
    );
  }
}

/** Version of a pool, which is not later than that of its cluster: https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling */
function poolVersion({ azure }: ArmRequest, properties: JsonObject, cluster: Resource): string {
  const current = stringAt(cluster.properties, 'currentKubernetesVersion') ?? '';
  const wanted = stringAt(properties, 'orchestratorVersion') ?? '';
  if (wanted === '') {
    return current;
  }
  const patch = wanted === current ? current : patchOf(wanted, azure.clock(), 'AgentPoolK8sVersionNotSupported');
  const minor = (version: string) => Number(version.split('.')[1]);
  if (minor(patch) > minor(current) || minor(current) - minor(patch) > 3) {
    throw badRequest(
      'NodePoolMcVersionIncompatible',
      `Node pool version ${patch} and control plane version ${current} are incompatible.`,
    );
  }
  return patch;
}
