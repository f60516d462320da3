import { type KubernetesClusterConfig } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { Fn, Lazy, TerraformStack, Token } from 'cdktf';
import { type Construct } from 'constructs';
import { Cidr } from '../../values/cidr';
import { KubernetesMaintenanceWindow, Weekday } from '../../values/kubernetes-maintenance-window';
import { KubernetesUpgradeChannel, NodeOsUpgradeChannel } from '../../values/kubernetes-version';
import { NodePoolName } from '../../values/node-pool-name';
import { AzureContext } from '../azure-context';
import { currentClient } from '../identity/current-client';
import { withMask } from '../network/ip-ranges';
import { appRouting } from './kubernetes-app-routing';
import { autoscalerProfile } from './kubernetes-autoscaler-profile';
import { type KubernetesClusterProps, KubernetesOutboundType } from './kubernetes-cluster-options';
import { containerLogsWorkspace } from './kubernetes-container-logs';
import { KubernetesNodePool } from './kubernetes-node-pool';
import { nodePoolArguments, upgradeSettings } from './kubernetes-node-pool-settings';
import { serviceMesh } from './kubernetes-service-mesh';
import { answersPublicly } from '../network/network-access';

type Arguments = Partial<KubernetesClusterConfig>;

export const DEFAULT_POD_CIDR = '10.244.0.0/16';
/** Not the 10.0.0.0/16 of AKS, which is the range of many a network. */
export const DEFAULT_SERVICE_CIDR = '172.16.0.0/16';

/** Whether the API server answers in the network alone. */
export function isPrivate(props: KubernetesClusterProps): boolean {
  return !answersPublicly(props);
}

/** The name of the first pool. */
export function systemPoolName({ systemPool }: KubernetesClusterProps): string {
  return systemPool?.name ?? 'system';
}

/** Arguments for access to the API server. */
export function apiServer(props: KubernetesClusterProps, zoneId: string | undefined): Arguments {
  const { allowedIpRanges = [] } = props;
  const closed = isPrivate(props);
  return {
    privateClusterEnabled: closed,
    privateDnsZoneId: closed ? (zoneId ?? 'System') : undefined,
    privateClusterPublicFqdnEnabled: closed ? (props.publicFqdn ?? false) : undefined,
    apiServerAccessProfile:
      allowedIpRanges.length === 0 ? undefined : { authorizedIpRanges: allowedIpRanges.map(withMask) },
    runCommandEnabled: props.runCommand ?? false,
  };
}

/** The start of the host names, unless it is given: the name, without what a host name cannot have. */
export function dnsPrefix({ dnsPrefix: given }: KubernetesClusterProps, name: string): string {
  const derived = Token.isUnresolved(name) ? name : name.slice(0, 54).replace(/_/g, '-').replace(/-+$/, '');
  return given ?? derived;
}

/** Arguments for authentication and authorization in the cluster. */
export function access(cluster: Construct, props: KubernetesClusterProps): Arguments {
  const azureRbac = props.azureRbac ?? true;
  const workloadIdentity = props.workloadIdentity ?? true;
  return {
    roleBasedAccessControlEnabled: true,
    localAccountDisabled: !(props.localAccounts ?? false),
    azureActiveDirectoryRoleBasedAccessControl: {
      azureRbacEnabled: azureRbac,
      tenantId: currentClient(cluster).tenantId,
      adminGroupObjectIds: azureRbac ? undefined : props.administrators?.map(({ principalId }) => principalId),
    },
    oidcIssuerEnabled: workloadIdentity,
    workloadIdentityEnabled: workloadIdentity,
  };
}

/** Arguments for the cluster's add-ons. */
export function addOns(cluster: Construct, props: KubernetesClusterProps): Arguments {
  const azurePolicy = props.azurePolicy ?? true;
  const imageCleaner = props.imageCleaner ?? true;
  AzureContext.of(cluster).registerResourceProvider(azurePolicy ? 'Microsoft.PolicyInsights' : undefined);
  const workspace = containerLogsWorkspace(cluster, props);
  return {
    azurePolicyEnabled: azurePolicy,
    imageCleanerEnabled: imageCleaner,
    imageCleanerIntervalHours: imageCleaner ? (props.imageCleanerIntervalHours ?? 168) : undefined,
    keyVaultSecretsProvider:
      (props.keyVaultSecretsProvider ?? true) ? { secretRotationEnabled: props.secretRotation ?? true } : undefined,
    omsAgent: workspace && { logAnalyticsWorkspaceId: workspace.workspaceId, msiAuthForMonitoringEnabled: true },
    microsoftDefender: props.defenderWorkspace && {
      logAnalyticsWorkspaceId: props.defenderWorkspace.workspaceId,
    },
    ...appRouting(props),
    ...serviceMesh(props),
  };
}

/** Arguments for the autoscalers of workloads and of nodes. */
export function autoscaling(props: KubernetesClusterProps): Arguments {
  const { keda, verticalPodAutoscaler } = props;
  return {
    ...autoscalerProfile(props),
    workloadAutoscalerProfile:
      keda === undefined && verticalPodAutoscaler === undefined
        ? undefined
        : { kedaEnabled: keda, verticalPodAutoscalerEnabled: verticalPodAutoscaler },
  };
}

/** Arguments for automatic upgrades and their maintenance windows. */
export function upgrades(props: KubernetesClusterProps): Arguments {
  const { NONE, PATCH } = KubernetesUpgradeChannel;
  const channel = props.upgradeChannel ?? PATCH;
  const nodeOsChannel = props.nodeOsUpgradeChannel ?? NodeOsUpgradeChannel.NODE_IMAGE;
  const weekly = (day: Weekday) => KubernetesMaintenanceWindow.weekly({ day });
  // The two channels must not upgrade the same nodes at once, so the windows are on different days.
  const upgradeWindow = props.upgradeWindow ?? weekly(Weekday.SUNDAY);
  const nodeOsWindow = props.nodeOsUpgradeWindow ?? weekly(Weekday.SATURDAY);
  const nodeOsActs = nodeOsChannel !== NodeOsUpgradeChannel.NONE && nodeOsChannel !== NodeOsUpgradeChannel.UNMANAGED;
  return {
    automaticUpgradeChannel: channel === NONE ? undefined : channel,
    nodeOsUpgradeChannel: nodeOsChannel,
    maintenanceWindowAutoUpgrade: channel === NONE ? undefined : windowBlock(upgradeWindow),
    maintenanceWindowNodeOs: nodeOsActs ? windowBlock(nodeOsWindow) : undefined,
  };
}

/** The first pool. azurerm takes no taints on it but the one; pools are added after the cluster, so that is decided at synth. */
export function systemPool(cluster: Construct, props: KubernetesClusterProps) {
  const settings = props.systemPool ?? {};
  return {
    ...nodePoolArguments(cluster, NodePoolName.of(systemPoolName(props)), props.subnet, settings),
    type: 'VirtualMachineScaleSets',
    onlyCriticalAddonsEnabled:
      settings.criticalAddonsOnly ?? Lazy.anyValue({ produce: () => hasPoolThatStays(cluster) }),
    orchestratorVersion: props.kubernetesVersion,
    upgradeSettings: upgradeSettings(cluster, settings),
  };
}

/** Whether pods have another place to go, in the stage of the cluster: a pool of a later stage comes and goes without it. */
function hasPoolThatStays(cluster: Construct): boolean {
  return TerraformStack.of(cluster)
    .node.findAll()
    .some((each) => each instanceof KubernetesNodePool && each.cluster === cluster && !each.isSpot);
}

/** Overlay: the addresses of pods are not in the network. Cilium filters and forwards their traffic. */
export function networkProfile(props: KubernetesClusterProps) {
  const serviceCidr = props.serviceCidr ?? DEFAULT_SERVICE_CIDR;
  return {
    networkPlugin: 'azure',
    networkPluginMode: 'overlay',
    networkDataPlane: 'cilium',
    networkPolicy: 'cilium',
    loadBalancerSku: 'standard',
    outboundType: props.outboundType ?? KubernetesOutboundType.LOAD_BALANCER,
    podCidr: props.podCidr ?? DEFAULT_POD_CIDR,
    serviceCidr,
    dnsServiceIp: tenthAddress(serviceCidr),
  };
}

function windowBlock(window: KubernetesMaintenanceWindow) {
  return {
    frequency: window.frequency,
    interval: window.interval,
    dayOfWeek: window.dayOfWeek,
    weekIndex: window.weekIndex,
    startTime: window.startTime,
    utcOffset: window.utcOffset,
    duration: window.durationHours,
  };
}

/** Address of the cluster's DNS service, by custom the tenth of the range; the first is that of the API server. */
function tenthAddress(range: string): string {
  return Token.isUnresolved(range)
    ? Fn.cidrhost(range, 10)
    : Cidr.fromNumber(Cidr.parse(range).firstAddress + 10, 32)
        .toString()
        .replace('/32', '');
}
