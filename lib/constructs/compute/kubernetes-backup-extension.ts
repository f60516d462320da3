import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { type IStorageAccount } from '../data/storage-account';
import { type IStorageContainer } from '../data/storage-container';
import { currentClient } from '../identity/current-client';
import { type RoleAssignment } from '../identity/role-assignment';
import { KubernetesExtension, type KubernetesExtensionOptions } from './kubernetes-extension';

export interface KubernetesBackupExtensionProps extends KubernetesExtensionOptions {
  /** @default azure-aks-backup */
  readonly name?: string;
  /** @default stable */
  readonly releaseTrain?: string;
  /** The account that the state of the cluster is written to: in the region and the subscription of the cluster, which must reach it. */
  readonly account: IStorageAccount;
  /** A container of the account that is empty when the extension is installed, and of no other cluster. */
  readonly container: IStorageContainer;
}

/**
 * The extension `microsoft.dataprotection.kubernetes` of a cluster: the agent of Azure Backup, which writes the objects of Kubernetes
 * to a blob container and takes snapshots of the disks. One for a cluster, and one in a cluster that is restored to.
 *
 * It signs in to the account as its identity, so the account needs no keys, and may be private where the cluster reaches a private
 * endpoint of it.
 *
 * Sources: azurerm docs r/data_protection_backup_instance_kubernetes_cluster (namespace, settings);
 * learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept (role of the identity) and
 * .../azure-kubernetes-service-cluster-backup-support-matrix (container, region, private endpoint).
 */
export class KubernetesBackupExtension extends KubernetesExtension {
  /** The role of its identity on the account, without which there is no backup. */
  public readonly storageGrant: RoleAssignment;

  constructor(scope: Construct, id: string, props: KubernetesBackupExtensionProps) {
    const { cluster, name, version, releaseTrain, account, container } = props;
    super(scope, id, {
      cluster,
      name: name ?? 'azure-aks-backup',
      version,
      releaseTrain: releaseTrain ?? (version === undefined ? 'stable' : undefined),
      releaseNamespace: 'dataprotection-microsoft',
      extensionType: 'microsoft.dataprotection.kubernetes',
      configurationSettings: {
        'configuration.backupStorageLocation.bucket': container.containerName,
        ...location(account),
        'credentials.tenantId': currentClient(scope).tenantId,
      },
    });
    this.storageGrant = account.grantReadWrite(this);
  }
}

/** The account, with sign-in by Entra ID: without it the agent asks for the keys of the account. */
function location(account: IStorageAccount): Record<string, string> {
  const segment = (index: number) => Fn.element(Fn.split('/', account.storageAccountId), index) as string;
  const prefix = 'configuration.backupStorageLocation.config';
  return {
    [`${prefix}.storageAccount`]: account.storageAccountName,
    [`${prefix}.resourceGroup`]: segment(4),
    [`${prefix}.subscriptionId`]: segment(2),
    [`${prefix}.useAAD`]: 'true',
    [`${prefix}.storageAccountURI`]: account.blobEndpoint,
  };
}
