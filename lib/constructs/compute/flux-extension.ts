import { Construct, type IConstruct } from 'constructs';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type IKubernetesCluster } from './kubernetes-cluster-base';
import { KubernetesExtension, type KubernetesExtensionOptions } from './kubernetes-extension';

/** The Flux extension of a cluster, defined in this app or imported. */
export interface IFluxExtension extends IConstruct {
  readonly cluster: IKubernetesCluster;
  /** Whether its source controller signs in to Azure as an identity. */
  readonly workloadIdentity: boolean;
}

export interface FluxExtensionProps extends KubernetesExtensionOptions {
  /** @default flux */
  readonly name?: string;
  /** Identity that Flux fetches sources with, such as repositories of Azure DevOps. @default none: sources are public or have a secret */
  readonly identity?: IUserAssignedIdentity;
  /**
   * Whether Flux applies what a repository contains as a service account of the configuration's namespace, and takes no reference to
   * sources of other namespaces.
   *
   * @default true
   */
  readonly multiTenancy?: boolean;
}

/** Properties of an extension that is there. */
export interface ImportedFluxExtensionOptions {
  /** @default false */
  readonly workloadIdentity?: boolean;
}

/** Namespace of the extension. Source: learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2. */
const NAMESPACE = 'flux-system';

/**
 * The extension `microsoft.flux` of a cluster: the controllers that bring what Git repositories contain into the cluster. One for a
 * cluster.
 *
 * Source: learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2 (workload identity in AKS clusters).
 */
export class FluxExtension extends KubernetesExtension implements IFluxExtension {
  /** Names the extension of a cluster on which it is installed already. */
  public static fromCluster(
    scope: Construct,
    id: string,
    cluster: IKubernetesCluster,
    options: ImportedFluxExtensionOptions = {},
  ): IFluxExtension {
    return new ImportedFluxExtension(scope, id, cluster, options.workloadIdentity ?? false);
  }

  public readonly workloadIdentity: boolean;

  constructor(scope: Construct, id: string, props: FluxExtensionProps) {
    const { cluster, name, version, releaseTrain, identity } = props;
    super(scope, id, {
      cluster,
      name: name ?? 'flux',
      version,
      releaseTrain,
      extensionType: 'microsoft.flux',
      configurationSettings: {
        'multiTenancy.enforce': String(props.multiTenancy ?? true),
        ...(identity && {
          'workloadIdentity.enable': 'true',
          'workloadIdentity.azureClientId': identity.clientId,
        }),
      },
    });
    this.workloadIdentity = identity !== undefined;
    if (identity !== undefined) {
      cluster.federate(identity, { namespace: NAMESPACE, serviceAccount: 'source-controller' });
    }
  }
}

class ImportedFluxExtension extends Construct implements IFluxExtension {
  constructor(
    scope: Construct,
    id: string,
    public readonly cluster: IKubernetesCluster,
    public readonly workloadIdentity: boolean,
  ) {
    super(scope, id);
  }
}
