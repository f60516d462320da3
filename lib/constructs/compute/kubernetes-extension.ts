import { KubernetesClusterExtension } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-extension';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type IGrantee, PrincipalType, waitForGrants } from '../identity/grantee';
import { checkNoLiteral } from '../literal-secret';
import { type IKubernetesCluster } from './kubernetes-cluster-base';
import { nodePoolResources } from './kubernetes-node-pool';

/** Marketplace plan of an extension, whose terms the subscription must have accepted. */
export interface KubernetesExtensionPlan {
  readonly name: string;
  readonly product: string;
  readonly publisher: string;
  /** @default the latest */
  readonly version?: string;
}

/** Settings of any extension. */
export interface KubernetesExtensionOptions {
  readonly cluster: IKubernetesCluster;
  /** Up to 253 letters, digits, dots and hyphens. Cannot be changed later. @default the construct's id in kebab case */
  readonly name?: string;
  /** Version that it stays at. Cannot be changed later. @default the latest, with minor upgrades by Azure */
  readonly version?: string;
  /** Release train, such as `Preview`. Cannot be changed later. @default Stable */
  readonly releaseTrain?: string;
}

export interface KubernetesExtensionProps extends KubernetesExtensionOptions {
  /** Type that its publisher has registered, such as `microsoft.flux`. Cannot be changed later. */
  readonly extensionType: string;
  /** @default none */
  readonly configurationSettings?: Readonly<Record<string, string>>;
  /** Settings that Azure does not return, as tokens: sensitive `TerraformVariable`s, or attributes of resources. Literals are refused. @default none */
  readonly configurationProtectedSettings?: Readonly<Record<string, string>>;
  /** Namespace of an extension for the whole cluster, made if it is missing. Cannot be changed later. @default the publisher's */
  readonly releaseNamespace?: string;
  /** Namespace of an extension that is limited to it. Cannot be changed later. @default none: it is one for the whole cluster */
  readonly targetNamespace?: string;
  /** @default none */
  readonly plan?: KubernetesExtensionPlan;
}

/**
 * An extension of a Kubernetes cluster that Azure Resource Manager installs and upgrades.
 *
 * As a grantee it is the identity that AKS assigns to it. It waits for the node pools of its stage, as its pods may find no other place.
 */
export class KubernetesExtension extends Construct implements IGrantee {
  public readonly extensionId: string;
  public readonly extensionName: string;
  public readonly cluster: IKubernetesCluster;
  /** The version that is installed. */
  public readonly currentVersion: string;
  public readonly principalId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  constructor(scope: Construct, id: string, props: KubernetesExtensionProps) {
    super(scope, id);
    const { cluster, name = kebab(id) } = props;
    check(this, name, props);
    AzureContext.of(this).registerResourceProvider('Microsoft.KubernetesConfiguration');
    const resource = new KubernetesClusterExtension(this, 'Resource', {
      name,
      clusterId: cluster.clusterId,
      extensionType: props.extensionType,
      version: props.version,
      releaseTrain: props.releaseTrain,
      releaseNamespace: props.releaseNamespace,
      targetNamespace: props.targetNamespace,
      configurationSettings: props.configurationSettings && { ...props.configurationSettings },
      configurationProtectedSettings: props.configurationProtectedSettings && {
        ...props.configurationProtectedSettings,
      },
      plan: props.plan,
    });
    waitForGrants(resource, nodePoolResources(cluster));
    this.cluster = cluster;
    this.extensionId = resource.id;
    this.extensionName = resource.name;
    this.currentVersion = resource.currentVersion;
    this.principalId = resource.aksAssignedIdentity.get(0).principalId;
  }

  /** Does nothing: the extension is listed twice its identity is, and retries until the role is given. */
  public waitForGrant(_grant: TerraformResource): void {}
}

/** Source: azurerm internal/services/containers/kubernetes_cluster_extension_resource.go. */
function check(construct: Construct, name: string, props: KubernetesExtensionProps): void {
  const { configurationSettings = {}, configurationProtectedSettings = {} } = props;
  const checks = new Checks(construct)
    .that(
      'name',
      name,
      /^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}$/.test(name),
      '1 to 253 letters, digits, dots and hyphens, a letter or digit first',
    )
    .that('extensionType', props.extensionType, props.extensionType !== '', 'a type such as microsoft.flux')
    .together(
      props.version === undefined || props.releaseTrain === undefined,
      'version: a version is of no release train',
      'Leave one of them out.',
    )
    .together(
      props.releaseNamespace === undefined || props.targetNamespace === undefined,
      'targetNamespace: an extension is for the whole cluster or for one namespace',
      'Leave out releaseNamespace or targetNamespace.',
    );
  for (const [key, value] of Object.entries(configurationProtectedSettings)) {
    checkNoLiteral(checks, `configurationProtectedSettings.${key}`, value).together(
      configurationSettings[key] === undefined,
      `configurationSettings.${key}: is a protected setting too`,
      'Leave one of them out.',
    );
  }
  checks.done();
}
