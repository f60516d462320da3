import {
  KubernetesFluxConfiguration,
  type KubernetesFluxConfigurationGitRepository,
} from '@cdktf/provider-azurerm/lib/kubernetes-flux-configuration';
import { Construct } from 'constructs';
import { GitReference } from '../../values/git-reference';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { credentials } from '../identity/federated-credential';
import { waitForGrants } from '../identity/grantee';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type IFluxExtension } from './flux-extension';
import {
  checkKustomizations,
  type FluxKustomizationOptions,
  kustomization,
  LONGEST_SECONDS,
} from './flux-kustomization';
import { FLUX_NAME, KUBERNETES_NAME } from './flux-name';
import { type GitAuthentication } from './git-authentication';

/** Rights of what a configuration brings into the cluster. */
export enum FluxScope {
  /** All of the cluster, such as namespaces and custom resource definitions. */
  CLUSTER = 'cluster',
  /** The namespace of the configuration. */
  NAMESPACE = 'namespace',
}

/** A Git repository that Flux fetches. Times are in seconds, 1 to 35791394. */
export interface FluxGitRepositoryOptions {
  /** Address: `https://`, or `ssh://` and `git@` with a key. */
  readonly url: string;
  /** @default the branch `main` */
  readonly reference?: GitReference;
  /** @default none: it is public */
  readonly authentication?: GitAuthentication;
  /** Time between two fetches. @default 60 */
  readonly syncIntervalSeconds?: number;
  /** Time that one may take. @default 600 */
  readonly timeoutSeconds?: number;
}

export interface FluxConfigurationProps {
  /** The Flux extension of the cluster, which is installed first. */
  readonly flux: IFluxExtension;
  readonly gitRepository: FluxGitRepositoryOptions;
  /** Paths of it that are applied. */
  readonly kustomizations: readonly FluxKustomizationOptions[];
  /** 1 to 30 lower-case letters, digits and hyphens. Cannot be changed later. @default the construct's id in kebab case */
  readonly name?: string;
  /** Namespace of its objects, made if it is missing. Cannot be changed later. @default its name */
  readonly namespace?: string;
  /** Cannot be changed later. @default FluxScope.NAMESPACE */
  readonly scope?: FluxScope;
  /** Whether Flux keeps the cluster as the repository says. Without, nothing is fetched or applied. @default true */
  readonly continuousReconciliation?: boolean;
  /**
   * Identities that the pods of the repository sign in as. Their grants and federated credentials of this stage are there before the
   * first pod is.
   *
   * @default none
   */
  readonly identities?: readonly IUserAssignedIdentity[];
}

/**
 * A Git repository that Flux keeps a cluster in step with (GitOps): what changes there is applied, what changes in the cluster is
 * undone, what leaves the repository is deleted.
 */
export class FluxConfiguration extends Construct {
  public readonly fluxConfigurationId: string;
  public readonly fluxConfigurationName: string;
  /** Namespace of its objects, in which secrets for `GitAuthentication.localSecret` and `substituteFrom` belong. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, props: FluxConfigurationProps) {
    super(scope, id);
    const { flux, name = kebab(id), identities = [] } = props;
    this.namespace = props.namespace ?? name;
    check(this, name, props);
    AzureContext.of(this).registerResourceProvider('Microsoft.KubernetesConfiguration');
    const resource = new KubernetesFluxConfiguration(this, 'Resource', {
      name,
      clusterId: flux.cluster.clusterId,
      namespace: this.namespace,
      scope: props.scope ?? FluxScope.NAMESPACE,
      continuousReconciliationEnabled: props.continuousReconciliation ?? true,
      gitRepository: gitRepository(props.gitRepository),
      kustomizations: props.kustomizations.map(kustomization),
    });
    this.node.addDependency(flux);
    for (const identity of identities) {
      waitForGrants(resource, identity.grants);
      waitForGrants(resource, credentials(identity));
    }
    this.fluxConfigurationId = resource.id;
    this.fluxConfigurationName = resource.name;
  }
}

function gitRepository(options: FluxGitRepositoryOptions): KubernetesFluxConfigurationGitRepository {
  const { reference = GitReference.branch('main') } = options;
  return {
    url: options.url,
    referenceType: reference.type,
    referenceValue: reference.value,
    syncIntervalInSeconds: options.syncIntervalSeconds ?? 60,
    timeoutInSeconds: options.timeoutSeconds ?? 600,
    ...options.authentication?.render(),
  };
}

/** Sources: azurerm internal/services/containers/kubernetes_flux_configuration_resource.go and validate/kubernetes.go. */
function check(construct: FluxConfiguration, name: string, props: FluxConfigurationProps): void {
  const { flux, gitRepository: repository } = props;
  const { url, authentication } = repository;
  const checks = new Checks(construct)
    .that('name', name, FLUX_NAME.pattern.test(name), FLUX_NAME.allowed)
    .that('namespace', construct.namespace, KUBERNETES_NAME.pattern.test(construct.namespace), KUBERNETES_NAME.allowed)
    .together(
      !/^[a-z]+:\/\/[^/@]*:[^/@]*@/.test(url),
      'gitRepository.url: has a password in it, which the Terraform JSON would show to whoever reads it',
      'Use gitRepository.authentication.',
    )
    .wholeNumber('gitRepository.syncIntervalSeconds', repository.syncIntervalSeconds, 1, LONGEST_SECONDS)
    .wholeNumber('gitRepository.timeoutSeconds', repository.timeoutSeconds, 1, LONGEST_SECONDS)
    .together(
      authentication?.needsIdentity !== true || flux.workloadIdentity,
      `gitRepository.authentication: ${flux.node.path} has no identity that could sign in to Azure DevOps`,
      'Give the FluxExtension an identity.',
    );
  if (authentication === undefined) {
    checks.that(
      'gitRepository.url',
      url,
      url.startsWith('https://'),
      'an address that begins with https://, or gitRepository.authentication',
    );
  } else {
    authentication.check(checks, url);
  }
  checkKustomizations(checks, props.kustomizations);
  checks.done();
}
