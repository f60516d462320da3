import { DataProtectionBackupInstanceKubernetesCluster } from '@cdktf/provider-azurerm/lib/data-protection-backup-instance-kubernetes-cluster';
import { KubernetesClusterTrustedAccessRoleBinding } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-trusted-access-role-binding';
import { type ITerraformDependable, type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { uniqueSuffix } from '../../values/resource-name';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type KubernetesBackupExtension } from '../compute/kubernetes-backup-extension';
import { type IKubernetesCluster } from '../compute/kubernetes-cluster-base';
import { grantOnce, type IGrantee } from '../identity/grantee';
import { grantRole } from '../identity/role-assignment';
import { type IBackupVault } from './backup-vault';
import { type KubernetesBackupPolicy } from './kubernetes-backup-policy';
import { type IResourceGroup, ResourceGroup } from './resource-group';

/** Objects of a cluster that are backed up. None of it can be changed later. */
export interface KubernetesBackupSelection {
  /** At most 800. @default all but `kube-system`, `kube-node-lease` and `kube-public`, which Azure never backs up */
  readonly includedNamespaces?: readonly string[];
  /** @default none */
  readonly excludedNamespaces?: readonly string[];
  /** Resource types of Kubernetes, such as `configmaps` or `volumesnapshots.snapshot.storage.k8s.io`. @default all */
  readonly includedResourceTypes?: readonly string[];
  /** @default none */
  readonly excludedResourceTypes?: readonly string[];
  /** Labels, as `tier:data`, of which an object has one. @default all objects */
  readonly labelSelectors?: readonly string[];
  /** Whether objects of no namespace are taken too, such as storage classes and custom resource definitions. @default true */
  readonly clusterScopedResources?: boolean;
  /** Whether snapshots are taken of the Azure disks of persistent volumes. @default true */
  readonly volumeSnapshots?: boolean;
}

export interface KubernetesBackupProps extends KubernetesBackupSelection {
  /** The backup extension of the cluster. The cluster is in the region of the vault. */
  readonly extension: KubernetesBackupExtension;
  readonly policy: KubernetesBackupPolicy;
  /** The group of the snapshots, in the subscription of the cluster. Cannot be changed later. @default one of its own */
  readonly snapshotResourceGroup?: IResourceGroup;
  /** The identity of the cluster's control plane. @default that of the cluster; required of an imported one */
  readonly clusterIdentity?: IGrantee;
  /** Name of the backup instance. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
}

/**
 * A Kubernetes cluster under a backup policy: a backup instance of the policy's vault.
 *
 * Gives vault, cluster and extension the roles that Azure checks before it makes an instance, and the vault trusted access to the
 * cluster, whose API server may be private. A second instance of the cluster shares them.
 */
export class KubernetesBackup extends Construct {
  public readonly backupInstanceId: string;
  public readonly snapshotResourceGroup: IResourceGroup;

  constructor(scope: Construct, id: string, props: KubernetesBackupProps) {
    super(scope, id);
    const { extension, policy } = props;
    const { cluster } = extension;
    const identity = checkBackup(this, props, cluster);
    const { vault } = policy;
    this.snapshotResourceGroup = props.snapshotResourceGroup ?? new ResourceGroup(this, 'Snapshots');
    this.backupInstanceId = new DataProtectionBackupInstanceKubernetesCluster(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_data_protection_backup_instance_kubernetes_cluster', {
        given: props.name,
      }),
      location: vault.location,
      vaultId: vault.backupVaultId,
      kubernetesClusterId: cluster.clusterId,
      snapshotResourceGroupName: this.snapshotResourceGroup.resourceGroupName,
      backupPolicyId: policy.backupPolicyId,
      backupDatasourceParameters: selection(props),
      dependsOn: [
        ...this.authorize(identity, cluster, vault),
        extension.storageGrant.dependable,
        trustedAccess(this, cluster, vault),
      ],
    }).id;
  }

  /**
   * The roles for backups that stay in the region; those for copies in the vault are not among them.
   *
   * Sources: learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions,
   * Azure/azure-cli-extensions src/dataprotection/azext_dataprotection/manual/Manifests/AzureKubernetesService.py.
   */
  private authorize(identity: IGrantee, cluster: IKubernetesCluster, vault: IBackupVault): ITerraformDependable[] {
    const group = this.snapshotResourceGroup;
    return [
      grantRole(cluster, cluster.clusterId, vault, Role.of('Reader'), { asker: this }),
      grantRole(group, group.resourceGroupId, vault, Role.of('Reader'), { asker: this }),
      // Azure checks for this very role.
      grantRole(group, group.resourceGroupId, identity, Role.of('Contributor'), {
        privilegeIntended: true,
        asker: this,
      }),
    ].map(({ dependable }) => dependable);
  }
}

/**
 * Trusted access of a vault to the API server of a cluster, once for both.
 *
 * Source: learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#trusted-access.
 */
function trustedAccess(backup: KubernetesBackup, cluster: IKubernetesCluster, vault: IBackupVault): TerraformResource {
  return grantOnce(
    cluster,
    vault,
    'TrustedAccess',
    ({ owner, id }) =>
      new KubernetesClusterTrustedAccessRoleBinding(owner, id, {
        name: `backup-${uniqueSuffix(vault.node.path)}`,
        kubernetesClusterId: cluster.clusterId,
        sourceResourceId: vault.backupVaultId,
        roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
      }),
    backup,
  );
}

function selection(props: KubernetesBackupSelection) {
  const list = (values: readonly string[] = []) => (values.length === 0 ? undefined : [...values]);
  return {
    includedNamespaces: list(props.includedNamespaces),
    excludedNamespaces: list(props.excludedNamespaces),
    includedResourceTypes: list(props.includedResourceTypes),
    excludedResourceTypes: list(props.excludedResourceTypes),
    labelSelectors: list(props.labelSelectors),
    clusterScopedResourcesEnabled: props.clusterScopedResources ?? true,
    volumeSnapshotEnabled: props.volumeSnapshots ?? true,
  };
}

const NEVER_BACKED_UP = ['kube-system', 'kube-node-lease', 'kube-public'];

/**
 * Returns the identity of the cluster.
 *
 * Source: learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix (namespaces, identity).
 */
function checkBackup(backup: KubernetesBackup, props: KubernetesBackupProps, cluster: IKubernetesCluster): IGrantee {
  const { includedNamespaces = [], excludedNamespaces = [] } = props;
  const identity = props.clusterIdentity ?? cluster.controlPlane;
  const checks = new Checks(backup)
    .together(
      identity !== undefined,
      `clusterIdentity: not given, and ${cluster.node.path} is imported`,
      'Give the identity of its control plane: UserAssignedIdentity.fromName.',
    )
    .that('includedNamespaces', includedNamespaces.length, includedNamespaces.length <= 800, 'at most 800')
    .distinct('includedNamespaces', includedNamespaces)
    .distinct('excludedNamespaces', excludedNamespaces);
  includedNamespaces.forEach((namespace, index) =>
    checks
      .that(
        `includedNamespaces[${index}]`,
        namespace,
        !NEVER_BACKED_UP.includes(namespace),
        `none of ${NEVER_BACKED_UP.join(', ')}, which Azure never backs up`,
      )
      .together(
        !excludedNamespaces.includes(namespace),
        `excludedNamespaces: ${namespace} is in includedNamespaces too`,
        'Leave it in one of them.',
      ),
  );
  checks.done();
  return identity as IGrantee;
}
