import { type KubernetesFluxConfigurationGitRepository } from '@cdktf/provider-azurerm/lib/kubernetes-flux-configuration';
import { Fn } from 'cdktf';
import { type Checks } from '../checks';
import { checkNoLiteral } from '../literal-secret';
import { KUBERNETES_NAME } from './flux-name';

/** User name and password of a Git server. */
export interface HttpsGitOptions {
  readonly user: string;
  /** Password or access token, as a token: a sensitive `TerraformVariable`, or an attribute of a resource. Literals are refused. It is in the state. */
  readonly key: string;
  /** Certificate of the authority that issued the server's own, in PEM format. @default one of the public authorities */
  readonly caCertificate?: string;
}

/** SSH key of a Git server. */
export interface SshGitOptions {
  /**
   * Private key in PEM format, as a token: a sensitive `TerraformVariable`, or an attribute of a resource. Literals are refused. It is
   * in the state.
   *
   * @default Flux makes a pair of keys, and `az k8s-configuration flux show` prints the public one
   */
  readonly privateKey?: string;
  /** Lines of a `known_hosts` file. @default those of the common Git hosts, which Flux knows */
  readonly knownHosts?: string;
}

type Arguments = Partial<KubernetesFluxConfigurationGitRepository>;

interface Secret {
  readonly property: string;
  readonly value: string | undefined;
}

/**
 * Authentication of Flux to a private Git repository.
 *
 * Source: learn.microsoft.com/azure/azure-arc/kubernetes/gitops-flux2-parameters.
 */
export class GitAuthentication {
  /** Microsoft Entra ID, for a repository of Azure DevOps over HTTPS: the identity of the Flux extension signs in, without a secret. */
  public static azureDevOps(): GitAuthentication {
    return new GitAuthentication({ provider: 'Azure' }, /^https:\/\//, 'https://', [], true);
  }

  /** SSH with a key. */
  public static ssh({ privateKey, knownHosts }: SshGitOptions = {}): GitAuthentication {
    const args = { sshPrivateKeyBase64: encoded(privateKey), sshKnownHostsBase64: encoded(knownHosts) };
    return new GitAuthentication(args, /^(ssh:\/\/|git@)/, 'ssh:// or git@', [
      { property: 'privateKey', value: privateKey },
    ]);
  }

  /** HTTPS with user name and password or token. */
  public static https({ user, key, caCertificate }: HttpsGitOptions): GitAuthentication {
    const args = { httpsUser: user, httpsKeyBase64: encoded(key), httpsCaCertBase64: encoded(caCertificate) };
    return new GitAuthentication(args, /^https:\/\//, 'https://', [{ property: 'key', value: key }]);
  }

  /** A secret of Kubernetes in the namespace of the configuration, which something else puts there: it is not in the state. */
  public static localSecret(name: string): GitAuthentication {
    return new GitAuthentication(
      { localAuthReference: name },
      /^(https:\/\/|ssh:\/\/|git@)/,
      'https://, ssh:// or git@',
    );
  }

  private constructor(
    private readonly args: Arguments,
    private readonly schemes: RegExp,
    private readonly allowed: string,
    private readonly secrets: readonly Secret[] = [],
    /** Whether the Flux extension needs an identity. */
    public readonly needsIdentity = false,
  ) {}

  /** Arguments of azurerm's `git_repository` block. @internal */
  public render(): Arguments {
    return this.args;
  }

  /** Notes literals, and addresses to which it does not belong. Source: azurerm internal/services/containers/kubernetes_flux_configuration_resource.go. */
  public check(checks: Checks, url: string): void {
    const { localAuthReference: secret } = this.args;
    checks
      .that('gitRepository.url', url, this.schemes.test(url), `an address that begins with ${this.allowed}`)
      .that(
        'gitRepository.authentication',
        secret,
        KUBERNETES_NAME.pattern.test(secret ?? ''),
        `a secret of ${KUBERNETES_NAME.allowed}`,
      );
    for (const { property, value } of this.secrets) {
      if (value !== undefined) {
        checkNoLiteral(checks, `gitRepository.authentication.${property}`, value);
      }
    }
  }
}

function encoded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Fn.base64encode(text);
}
