import { DataAzurermKubernetesCluster } from '@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster';
import { Fn, type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { FederatedSubject } from '../../values/federated-subject';
import { Role } from '../../values/role';
import { checkedValue } from '../checks';
import { FederatedCredential } from '../identity/federated-credential';
import { type IGrantee, grantOwner, PrincipalType } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type ISubnet } from '../network/subnet';
import { KubernetesNodePool, type NodePoolOptions } from './kubernetes-node-pool';

/** A service account of Kubernetes. */
export interface KubernetesServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * A Kubernetes cluster, defined in this app or imported.
 *
 * As a grantee it is its kubelet identity, which pulls images and which every pod of every node can use: `registry.grantPull(cluster)`.
 * Pods that need more get an identity of their own with {@link IKubernetesCluster.federate}.
 */
export interface IKubernetesCluster extends IGrantee {
  readonly clusterId: string;
  readonly clusterName: string;
  /** Address of the issuer of the tokens of its service accounts. */
  readonly oidcIssuerUrl: string;
  /** Client id of the kubelet identity. */
  readonly clientId: string;
  /** The identity that makes machines, disks and load balancers for it, when it is known. */
  readonly controlPlane?: IGrantee;
  /** The subnet of its nodes, when it is known. */
  readonly subnet?: ISubnet;
  /** The version of Kubernetes, when it was given. */
  readonly kubernetesVersion?: string;
  /** The name of its first pool, when it is known. */
  readonly systemPoolName?: string;
  /** Adds a pool of nodes. */
  addNodePool(id: string, options?: NodePoolOptions): KubernetesNodePool;
  /** Lets the pods of a service account sign in as an identity. */
  federate(identity: IUserAssignedIdentity, account: KubernetesServiceAccount): FederatedCredential;
  /** Lets a principal fetch the address and the certificate of the cluster, which `kubectl` needs; it may do nothing there by that. */
  grantConnect(grantee: IGrantee): RoleAssignment;
  /** Grants a principal full access to the cluster. */
  grantAdmin(grantee: IGrantee): RoleAssignment;
  /** Lets a principal change most of what is in a namespace, secrets included but no roles. @param namespace @default all */
  grantWrite(grantee: IGrantee, namespace?: string): RoleAssignment;
  /** Grants a principal read access to a namespace, without secrets and roles. @param namespace @default all */
  grantRead(grantee: IGrantee, namespace?: string): RoleAssignment;
}

/** Base of a cluster, defined in this app or imported. */
export abstract class KubernetesClusterBase extends Construct implements IKubernetesCluster {
  public abstract readonly clusterId: string;
  public abstract readonly clusterName: string;
  public abstract readonly oidcIssuerUrl: string;
  public abstract readonly principalId: string;
  public abstract readonly clientId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  public addNodePool(id: string, options: NodePoolOptions = {}): KubernetesNodePool {
    return new KubernetesNodePool(this, id, { ...options, cluster: this });
  }

  /**
   * Lets the pods of a service account sign in as an identity, without a secret.
   *
   * The service account names the identity in its annotation `azure.workload.identity/client-id`, its pods have the label
   * `azure.workload.identity/use: "true"`.
   *
   * @throws ValidationError when Kubernetes takes no such name
   */
  public federate(identity: IUserAssignedIdentity, account: KubernetesServiceAccount): FederatedCredential {
    const { namespace, serviceAccount } = account;
    const subject = checkedValue(this, 'federate', () =>
      FederatedSubject.serviceAccount(this.oidcIssuerUrl, namespace, serviceAccount),
    );
    const owner = grantOwner(this, identity);
    const other = owner === this ? identity : this;
    const id = `Federation-${namespace}-${serviceAccount}-${other.node.path.replace(/\//g, '-')}`;
    const made = owner.node.tryFindChild(id) as FederatedCredential | undefined;
    return made ?? new FederatedCredential(owner, id, { identity, subject });
  }

  public grantConnect(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.clusterId, grantee, Role.of('Azure Kubernetes Service Cluster User Role'));
  }

  public grantAdmin(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.clusterId, grantee, Role.of('Azure Kubernetes Service RBAC Cluster Admin'));
  }

  public grantWrite(grantee: IGrantee, namespace?: string): RoleAssignment {
    return this.grantIn(namespace, grantee, 'Azure Kubernetes Service RBAC Writer');
  }

  public grantRead(grantee: IGrantee, namespace?: string): RoleAssignment {
    return this.grantIn(namespace, grantee, 'Azure Kubernetes Service RBAC Reader');
  }

  public abstract waitForGrant(grant: TerraformResource): void;

  /** These two roles do not include the address of the cluster, unlike that of an administrator. */
  private grantIn(namespace: string | undefined, grantee: IGrantee, role: string): RoleAssignment {
    this.grantConnect(grantee);
    if (namespace === undefined) {
      return grantRole(this, this.clusterId, grantee, Role.of(role));
    }
    const id = `Namespace-${namespace}`;
    const scope = (this.node.tryFindChild(id) as Construct | undefined) ?? new Construct(this, id);
    return grantRole(scope, Fn.join('/', [this.clusterId, 'namespaces', namespace]), grantee, Role.of(role));
  }
}

/** A cluster that Terraform reads. Made by `KubernetesCluster.fromName`. */
export class ImportedKubernetesCluster extends KubernetesClusterBase {
  public readonly clusterId: string;
  public readonly clusterName: string;
  public readonly oidcIssuerUrl: string;
  public readonly principalId: string;
  public readonly clientId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermKubernetesCluster(this, 'Resource', { name, resourceGroupName });
    const kubelet = data.kubeletIdentity.get(0);
    this.clusterId = data.id;
    this.clusterName = data.name;
    this.oidcIssuerUrl = data.oidcIssuerUrl;
    this.principalId = kubelet.objectId;
    this.clientId = kubelet.clientId;
  }

  /** Does nothing: no resource of the stage runs as it. */
  public waitForGrant(_grant: TerraformResource): void {}
}
