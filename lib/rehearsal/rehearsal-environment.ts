import { type Environment, without } from '../toolkit/host/environment-variables';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type LoopbackAzure } from './loopback-azure';

/** Variables with credentials, which a rehearsal does not have. */
const CREDENTIALS = /^(ARM_|AZURE_|AAD_|MSI_|IDENTITY_|ACTIONS_ID_TOKEN_|SYSTEM_OIDC|AZSTAGE_SECRET_)/i;

/** Variables of proxies and of trust, which the installation of providers needs. */
const NETWORK = /^(SSL_CERT_|(https?|no|all)_proxy$)/i;

/** Resources that Terraform creates at once, unless the user says otherwise: most of them only wait. */
const PARALLELISM = '-parallelism=60';

/** Environment without the credentials of the user. */
export function withoutCredentials(env: Environment): Environment {
  return without(env, (name) => CREDENTIALS.test(name));
}

/**
 * Environment of Terraform in a rehearsal: every request goes to the loopback Azure, whose certificate alone is trusted, with credentials that only it
 * accepts.
 *
 * @param certificate file with the certificate
 */
export function rehearsalEnvironment(env: Environment, azure: LoopbackAzure, certificate: string): Environment {
  const { directory, tenantId, subscriptionId } = azure.azure;
  const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];
  return {
    TF_CLI_ARGS_apply: PARALLELISM,
    TF_CLI_ARGS_plan: PARALLELISM,
    ...without(withoutCredentials(env), (name) => NETWORK.test(name)),
    ...Object.fromEntries(proxies.map((name) => [name, azure.proxyAddress])),
    SSL_CERT_FILE: certificate,
    // The certificates of the system would be trusted as well.
    SSL_CERT_DIR: `${certificate}.none`,
    CHECKPOINT_DISABLE: '1',
    ARM_CLIENT_ID: directory.deployer.appId,
    ARM_CLIENT_SECRET: 'rehearsal',
    ARM_OIDC_TOKEN: 'rehearsal',
    ARM_TENANT_ID: tenantId,
    ARM_SUBSCRIPTION_ID: subscriptionId,
    ARM_USE_CLI: 'false',
  };
}

/**
 * Refuses systems on which programs in Go trust the certificates of the system alone: https://pkg.go.dev/crypto/x509#SystemCertPool
 *
 * @throws ToolkitError
 */
export function refuseUntrusting(platform: NodeJS.Platform): void {
  if (platform === 'darwin' || platform === 'win32') {
    throw new ToolkitError(
      'REFUSED',
      `azstage rehearse does not run on ${platform === 'darwin' ? 'macOS' : 'Windows'}: Terraform trusts only the certificates of the system there.`,
      'Run it on Linux: in a container, in WSL or in CI.',
    );
  }
}
