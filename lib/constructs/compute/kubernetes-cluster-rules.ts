import { Token } from 'cdktf';
import { type Construct } from 'constructs';
import { Cidr } from '../../values/cidr';
import { KubernetesUpgradeChannel, KubernetesVersion, NodeOsUpgradeChannel } from '../../values/kubernetes-version';
import { NodePoolName } from '../../values/node-pool-name';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { PrincipalType } from '../identity/grantee';
import { checkIpRanges, withMask } from '../network/ip-ranges';
import { checkAppRouting, warnOfAppRouting } from './kubernetes-app-routing';
import { checkAutoscalerProfile } from './kubernetes-autoscaler-profile';
import { DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR, isPrivate, systemPoolName } from './kubernetes-cluster-arguments';
import { type KubernetesClusterProps } from './kubernetes-cluster-options';
import { checkContainerLogs } from './kubernetes-container-logs';
import { checkNodePool, nodeCounts } from './kubernetes-node-pool-settings';
import { checkPrometheus } from './kubernetes-prometheus';
import { checkServiceMesh, warnOfServiceMesh } from './kubernetes-service-mesh';

/** Allows no address from outside. Source: learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges. */
const OWN_ADDRESS_ONLY = '0.0.0.0/32';
/** Ranges that AKS uses itself. Source: learn.microsoft.com/azure/aks/concepts-network-ip-address-planning. */
const RESERVED = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'].map((range) => Cidr.parse(range));

/**
 * Refuses what azurerm or AKS would refuse at plan or apply.
 *
 * Sources: azurerm internal/services/containers/kubernetes_cluster_resource.go, kubernetes_cluster_validate.go and
 * validate/kubernetes.go; learn.microsoft.com/azure/aks/private-clusters and .../api-server-authorized-ip-ranges.
 */
export function checkKubernetesCluster(cluster: Construct, props: KubernetesClusterProps): void {
  const { systemPool = {}, nodeResourceGroupName: group, dnsPrefix } = props;
  const checks = new Checks(cluster)
    .that(
      'dnsPrefix',
      dnsPrefix,
      /^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/.test(dnsPrefix ?? ''),
      '1 to 54 letters, digits and hyphens, a letter or digit at both ends',
    )
    .that(
      'nodeResourceGroupName',
      group,
      /^[\w.()-]{0,79}[\w()-]$/.test(group ?? ''),
      '1 to 80 letters, digits and _.()-, no dot at its end',
    )
    .wholeNumber('imageCleanerIntervalHours', props.imageCleanerIntervalHours, 24, 2160);
  checks.value('systemPool.name', () => NodePoolName.of(systemPoolName(props)));
  checkNodePool(checks, props.subnet, systemPool, 1, 'systemPool.');
  checkApiServer(checks, props);
  checkIdentities(checks, props);
  checkVersion(checks, props);
  checkRanges(checks, props);
  checkContainerLogs(checks, cluster, props);
  checkAutoscalerProfile(checks, props);
  checkServiceMesh(checks, props);
  checkAppRouting(checks, props);
  checkPrometheus(checks, cluster, props);
  checks.done();
}

/** Warns of settings that work, but are not recommended. */
export function warnOfKubernetesCluster(cluster: Construct, props: KubernetesClusterProps): void {
  const context = AzureContext.of(cluster);
  if (!isPrivate(props) && (props.allowedIpRanges?.length ?? 0) === 0) {
    context.warn(
      cluster,
      'the API server is reachable from the whole Internet; set allowedIpRanges to the ranges that need it',
    );
  }
  if (context.profile.highlyAvailable && nodeCounts(cluster, props.systemPool ?? {}).min === 1) {
    context.warn(cluster, 'one system node is not redundant: the cluster has no DNS while it is replaced');
  }
  warnOfServiceMesh(cluster, props);
  warnOfAppRouting(cluster, props);
}

function checkApiServer(checks: Checks, props: KubernetesClusterProps): void {
  const { allowedIpRanges = [], publicNetworkAccess } = props;
  const closed = isPrivate(props);
  checkIpRanges(checks, 'allowedIpRanges', allowedIpRanges, 32, true);
  checks
    .that('allowedIpRanges', allowedIpRanges.length, allowedIpRanges.length <= 200, 'at most 200 ranges')
    .that(
      'allowedIpRanges',
      allowedIpRanges,
      allowedIpRanges.length === 1 || !allowedIpRanges.map(withMask).includes(OWN_ADDRESS_ONLY),
      `${OWN_ADDRESS_ONLY} alone, which lets in nobody but the outbound address of the cluster`,
    )
    .together(
      !(publicNetworkAccess === false && allowedIpRanges.length > 0),
      'allowedIpRanges: the API server does not answer the Internet, because publicNetworkAccess is false',
      'Leave one of them out.',
    )
    .together(closed || props.dnsZones === undefined, 'dnsZones: a public cluster has none', 'Leave them out.')
    .together(closed || props.publicFqdn === undefined, 'publicFqdn: a public cluster has one', 'Leave it out.')
    .together(
      closed || props.privateEndpoints === undefined,
      'privateEndpoints: only a private cluster has them',
      'Leave them out, or allowedIpRanges and publicNetworkAccess.',
    );
}

function checkIdentities(checks: Checks, { azureRbac, administrators = [] }: KubernetesClusterProps): void {
  const groupsOnly = administrators.every(({ principalType }) => principalType === PrincipalType.GROUP);
  checks.together(
    azureRbac !== false || (administrators.length > 0 && groupsOnly),
    'administrators: without roles of Azure at least one group must be named, and nothing but groups',
    'Use Principal.group, or leave azureRbac out.',
  );
}

function checkVersion(checks: Checks, props: KubernetesClusterProps): void {
  const { kubernetesVersion: text } = props;
  const channel = props.upgradeChannel ?? KubernetesUpgradeChannel.PATCH;
  const nodeOs = props.nodeOsUpgradeChannel ?? NodeOsUpgradeChannel.NODE_IMAGE;
  const version =
    text === undefined || Token.isUnresolved(text)
      ? undefined
      : checks.value('kubernetesVersion', () => KubernetesVersion.parse(text));
  checks
    .together(
      version === undefined || version.staysOn(channel),
      `kubernetesVersion: the channel ${channel} upgrades the cluster from ${text}, and Terraform would try to downgrade it`,
      channel === KubernetesUpgradeChannel.PATCH
        ? 'Leave out the patch, or set upgradeChannel to NONE.'
        : 'Leave it out, or choose another upgradeChannel.',
    )
    .together(
      channel !== KubernetesUpgradeChannel.NODE_IMAGE || nodeOs === NodeOsUpgradeChannel.NODE_IMAGE,
      `nodeOsUpgradeChannel: ${nodeOs} contradicts the upgrade channel node-image`,
      'Leave it out.',
    );
}

function checkRanges(checks: Checks, props: KubernetesClusterProps): void {
  const pods = known(checks, 'podCidr', props.podCidr ?? DEFAULT_POD_CIDR);
  const services = known(checks, 'serviceCidr', props.serviceCidr ?? DEFAULT_SERVICE_CIDR);
  const nodes = props.subnet.cidr;
  if (pods === undefined || services === undefined) {
    return;
  }
  checks
    .that('podCidr', `${pods}`, pods.prefix <= 24, 'a range of /24 or larger: every node takes a /24')
    .that('serviceCidr', `${services}`, services.prefix > 12 && services.prefix <= 28, 'a range from /13 to /28')
    .that('podCidr', `${pods}`, !pods.overlaps(services), `a range apart from that of the services, ${services}`);
  const others = [...RESERVED, ...(nodes === undefined ? [] : [nodes])];
  for (const [property, range] of [['podCidr', pods] as const, ['serviceCidr', services] as const]) {
    const clash = others.find((other) => other.overlaps(range));
    checks.that(
      property,
      `${range}`,
      clash === undefined,
      `a range apart from ${clash}, which is ${clash === nodes ? 'the subnet' : "AKS's own"}`,
    );
  }
}

function known(checks: Checks, property: string, range: string): Cidr | undefined {
  return Token.isUnresolved(range) ? undefined : checks.value(property, () => Cidr.parse(range));
}
