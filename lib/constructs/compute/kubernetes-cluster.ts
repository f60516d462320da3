import { KubernetesCluster as KubernetesClusterResource } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { Fn, type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { PrivateLinkService } from '../../values/private-link-service';
import { Region } from '../../values/region';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type FederatedCredential } from '../identity/federated-credential';
import { type IGrantee, waitForGrants } from '../identity/grantee';
import { grantRole } from '../identity/role-assignment';
import { type IUserAssignedIdentity, UserAssignedIdentity } from '../identity/user-assigned-identity';
import { type ISubnet } from '../network/subnet';
import { place, type Placement } from '../placement';
import { addPlatformFeatures } from '../platform-service';
import { KUBERNETES_CLUSTER_ALERTS } from './kubernetes-cluster-alerts';
import {
  type IKubernetesCluster,
  ImportedKubernetesCluster,
  KubernetesClusterBase,
  type KubernetesServiceAccount,
} from './kubernetes-cluster-base';
import {
  access,
  addOns,
  apiServer,
  autoscaling,
  dnsPrefix,
  networkProfile,
  systemPool,
  systemPoolName,
  upgrades,
} from './kubernetes-cluster-arguments';
import { addAppRoutingIdentity } from './kubernetes-app-routing';
import { type KubernetesClusterProps, KubernetesTier } from './kubernetes-cluster-options';
import { addContainerLogs, containerLogsWorkspace } from './kubernetes-container-logs';
import { KubernetesPrometheus } from './kubernetes-prometheus';
import { checkKubernetesCluster, warnOfKubernetesCluster } from './kubernetes-cluster-rules';

/**
 * The log categories of a cluster but for two: `kube-audit`, which is `kube-audit-admin` with every read besides and costs many times
 * as much, and those of features that are off.
 *
 * Source: learn.microsoft.com/azure/aks/monitor-aks-reference#resource-logs.
 */
const LOG_CATEGORIES = [
  'kube-apiserver',
  'kube-audit-admin',
  'kube-controller-manager',
  'kube-scheduler',
  'cluster-autoscaler',
  'cloud-controller-manager',
  'guard',
  'csi-azuredisk-controller',
  'csi-azurefile-controller',
  'csi-snapshot-controller',
];

/**
 * A Kubernetes cluster (AKS).
 *
 * Private by default: the API server answers in your network alone, to identities of Entra ID alone, by roles of Azure
 * alone; there are no local accounts, no commands run through Azure's own API, no nodes on the Internet. Pods sign in with
 * identities of their own, see {@link KubernetesCluster.federate}. Its roles on subnet, DNS zone and kubelet identity are there
 * before it is. Terraform reaches only the control plane of Azure, so it can be made from outside the network.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_117: Disks are encrypted with a key of Microsoft's. A disk encryption set of yours is not supported.
 * - CKV_AZURE_168: Pools with overlay take 250 pods a node by AKS's own default, which the check does not take into account: `maxPods`.
 * - CKV_AZURE_226: The default sizes have no local disk that a system could be on: `osDiskType` with a size that has one.
 * - CKV_AZURE_227: A subscription must have registered encryption at the host first: `hostEncryption`.
 * - CKV_AZURE_170, aks_sku_standard_or_premium, aks_system_pool_min_node_count, aks_user_pool_min_node_count,
 *   configure_aks_default_node_pool_zones: The profile decides: `tier` and two nodes from staging on, zones in prod.
 */
export class KubernetesCluster extends KubernetesClusterBase {
  /** Imports an existing cluster. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IKubernetesCluster {
    return new ImportedKubernetesCluster(scope, id, name, resourceGroupName);
  }

  public readonly clusterId: string;
  public readonly clusterName: string;
  public readonly oidcIssuerUrl: string;
  public readonly principalId: string;
  public readonly clientId: string;
  public readonly runsAs: IGrantee;
  public readonly controlPlane: IGrantee;
  public readonly subnet: ISubnet;
  public readonly kubernetesVersion?: string;
  public readonly systemPoolName: string;
  /** The group that AKS makes for the machines, disks and load balancers. */
  public readonly nodeResourceGroupName: string;
  /** Identity of the application routing add-on, to be granted the certificates of a Key Vault; undefined without the add-on. */
  public readonly appRoutingIdentity?: IGrantee;
  /** Id of the endpoint that takes in its Prometheus metrics, for an Azure Monitor Private Link Scope; undefined without `prometheus`. */
  public readonly dataCollectionEndpointId?: string;
  private readonly kubelet: IUserAssignedIdentity;
  private readonly workloadIdentity: boolean;

  constructor(scope: Construct, id: string, props: KubernetesClusterProps) {
    super(scope, id);
    checkKubernetesCluster(this, props);
    warnOfKubernetesCluster(this, props);
    const placement = place(this, 'azurerm_kubernetes_cluster', props);
    const { resourceGroup, location, tags } = props;
    const identity = props.identity ?? new UserAssignedIdentity(this, 'Identity', { resourceGroup, location, tags });
    this.kubelet =
      props.kubeletIdentity ?? new UserAssignedIdentity(this, 'KubeletIdentity', { resourceGroup, location, tags });
    this.controlPlane = identity;
    this.subnet = props.subnet;
    this.kubernetesVersion = props.kubernetesVersion;
    this.systemPoolName = systemPoolName(props);
    this.workloadIdentity = props.workloadIdentity ?? true;
    const resource = this.addResource(placement, identity, props);
    this.clusterId = resource.id;
    this.clusterName = resource.name;
    this.oidcIssuerUrl = resource.oidcIssuerUrl;
    this.nodeResourceGroupName = resource.nodeResourceGroup;
    this.principalId = this.kubelet.principalId;
    this.clientId = this.kubelet.clientId;
    this.runsAs = this.kubelet;
    props.administrators?.forEach((each) =>
      props.azureRbac === false ? this.grantConnect(each) : this.grantAdmin(each),
    );
    this.appRoutingIdentity = props.appRouting && addAppRoutingIdentity(this, resource, props.appRouting);
    this.dataCollectionEndpointId =
      props.prometheus && new KubernetesPrometheus(this, resource, props.prometheus, props).dataCollectionEndpointId;
    this.addFeatures(resource, props);
  }

  public override federate(identity: IUserAssignedIdentity, account: KubernetesServiceAccount): FederatedCredential {
    new Checks(this)
      .together(
        this.workloadIdentity,
        'workloadIdentity: is off, so no pod can sign in as an identity',
        'Leave it out.',
      )
      .done();
    return super.federate(identity, account);
  }

  public waitForGrant(grant: TerraformResource): void {
    this.kubelet.waitForGrant(grant);
  }

  private addResource(
    placement: Placement,
    identity: IUserAssignedIdentity,
    props: KubernetesClusterProps,
  ): KubernetesClusterResource {
    const { highlyAvailable } = AzureContext.of(this).profile;
    const tier = props.tier ?? (highlyAvailable ? KubernetesTier.STANDARD : KubernetesTier.FREE);
    const zoneId = this.zoneId(placement, props);
    const grants = this.authorize(identity, zoneId, props);
    const resource = new KubernetesClusterResource(this, 'Resource', {
      ...placement,
      ...apiServer(props, zoneId),
      ...access(this, props),
      ...addOns(this, props),
      ...autoscaling(props),
      ...upgrades(props),
      dnsPrefix: dnsPrefix(props, placement.name),
      skuTier: tier,
      supportPlan: tier === KubernetesTier.PREMIUM ? 'AKSLongTermSupport' : 'KubernetesOfficial',
      kubernetesVersion: props.kubernetesVersion,
      nodeResourceGroup: props.nodeResourceGroupName ?? `MC_${placement.name}`,
      defaultNodePool: { ...systemPool(this, props), tags: placement.tags },
      networkProfile: networkProfile(props),
      identity: { type: 'UserAssigned', identityIds: [identity.identityId] },
      kubeletIdentity: {
        clientId: this.kubelet.clientId,
        objectId: this.kubelet.principalId,
        userAssignedIdentityId: this.kubelet.identityId,
      },
    });
    waitForGrants(resource, grants);
    return resource;
  }

  private zoneId(placement: Placement, { dnsZones }: KubernetesClusterProps): string | undefined {
    return dnsZones?.zoneIdsFor(
      this,
      PrivateLinkService.of('azurerm_kubernetes_cluster'),
      Region.of(placement.location),
    )[0];
  }

  /**
   * Gives the cluster's identity what it needs before there is a cluster, and says what to wait for: this, and what it was given
   * before. With a zone of yours, AKS links that to the network, and so needs the network itself.
   *
   * Source: learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone and .../use-managed-identity.
   */
  private authorize(
    identity: IUserAssignedIdentity,
    zoneId: string | undefined,
    { subnet, dnsZones }: KubernetesClusterProps,
  ): TerraformResource[] {
    const network = zoneId === undefined ? subnet.subnetId : networkOf(subnet);
    const roles = [
      grantRole(subnet, network, identity, Role.of('Network Contributor')),
      grantRole(this.kubelet, this.kubelet.identityId, identity, Role.of('Managed Identity Operator')),
    ];
    if (dnsZones !== undefined && zoneId !== undefined) {
      roles.push(grantRole(dnsZones, zoneId, identity, Role.of('Private DNS Zone Contributor')));
    }
    return [...new Set([...roles.map((role) => role.dependable), ...identity.grants])];
  }

  private addFeatures(resource: KubernetesClusterResource, props: KubernetesClusterProps): void {
    // What is on its disks is lost with it. A lock would forbid AKS to delete pools, and so to replace their machines.
    AzureContext.of(this).markStateful(resource);
    const workspace = containerLogsWorkspace(this, props);
    if (workspace !== undefined) {
      addContainerLogs(this, resource.id, workspace, props);
    }
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_kubernetes_cluster',
      subresources: ['management'],
      diagnosticScopes: [
        {
          id: 'cluster',
          targetResourceId: resource.id,
          logs: true,
          metrics: true,
          logCategories: LOG_CATEGORIES,
        },
      ],
      alerts: KUBERNETES_CLUSTER_ALERTS,
    });
  }
}

/** Id of the network that a subnet is in. */
function networkOf(subnet: ISubnet): string {
  return Fn.element(Fn.split('/subnets/', subnet.subnetId), 0) as string;
}
