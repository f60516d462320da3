import { type TokenCredential } from '@azure/core-auth';
import { type Environment, valueOf } from '../toolkit/host/environment-variables';
import { ToolkitError } from '../toolkit/toolkit-error';
import { oidcToken } from './oidc-token';
import { variableFile } from './variable-file';

const ON = /^(1|t|true)$/i;

/**
 * Credential of the identity that Terraform signs in with: it is found in the variables of azurerm, in the order in which azurerm tries them
 * (https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#argument-reference), so that both act with the same roles. Without any of them,
 * the Azure CLI is asked.
 *
 * @throws ToolkitError where the variables select a way to sign in that is not supported, or lack a value for it
 */
export async function azureCredential(env: Environment): Promise<TokenCredential> {
  refuseOtherClouds(env);
  const identity = await import('@azure/identity');
  const isOn = (name: string) => ON.test(valueOf(env, name) ?? '');
  const secret = secretOf(env);
  if (secret !== undefined) {
    return new identity.ClientSecretCredential(needed(env, 'ARM_TENANT_ID'), clientId(env), secret);
  }
  if (isOn('ARM_USE_OIDC')) {
    const service =
      valueOf(env, 'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID') ?? valueOf(env, 'ARM_OIDC_AZURE_SERVICE_CONNECTION_ID');
    const tenant = needed(env, 'ARM_TENANT_ID');
    return service === undefined
      ? new identity.ClientAssertionCredential(tenant, clientId(env), () => oidcToken(env))
      : new identity.AzurePipelinesCredential(tenant, clientId(env), service, needed(env, 'SYSTEM_ACCESSTOKEN'));
  }
  if (isOn('ARM_USE_AKS_WORKLOAD_IDENTITY')) {
    return new identity.WorkloadIdentityCredential();
  }
  if (isOn('ARM_USE_MSI')) {
    const client = valueOf(env, 'ARM_CLIENT_ID');
    return client === undefined
      ? new identity.ManagedIdentityCredential()
      : new identity.ManagedIdentityCredential({ clientId: client });
  }
  return new identity.AzureCliCredential({
    tenantId: valueOf(env, 'ARM_TENANT_ID'),
    subscription: valueOf(env, 'ARM_SUBSCRIPTION_ID'),
  });
}

/** azurerm reads a certificate as PKCS#12, which Azure Identity does not: https://learn.microsoft.com/javascript/api/@azure/identity/clientcertificatecredential */
function secretOf(env: Environment): string | undefined {
  const certificate = ['ARM_CLIENT_CERTIFICATE', 'ARM_CLIENT_CERTIFICATE_PATH'].find(
    (name) => valueOf(env, name) !== undefined,
  );
  if (certificate !== undefined) {
    throw new ToolkitError(
      'USAGE',
      `${certificate} selects a certificate, with which only Terraform can sign in.`,
      'Unset it for this command and sign in with az login, or use ARM_USE_OIDC or ARM_CLIENT_SECRET.',
    );
  }
  const file = valueOf(env, 'ARM_CLIENT_SECRET_FILE_PATH');
  return (
    valueOf(env, 'ARM_CLIENT_SECRET') ??
    (file === undefined ? undefined : variableFile(file, 'ARM_CLIENT_SECRET_FILE_PATH'))
  );
}

function clientId(env: Environment): string {
  const file = valueOf(env, 'ARM_CLIENT_ID_FILE_PATH');
  return valueOf(env, 'ARM_CLIENT_ID') === undefined && file !== undefined
    ? variableFile(file, 'ARM_CLIENT_ID_FILE_PATH')
    : needed(env, 'ARM_CLIENT_ID');
}

function needed(env: Environment, name: string): string {
  const value = valueOf(env, name);
  if (value === undefined) {
    throw new ToolkitError(
      'USAGE',
      `${name} is not set, which signing in to Azure needs here.`,
      `Set ${name}, as for azurerm.`,
    );
  }
  return value;
}

function refuseOtherClouds(env: Environment): void {
  const cloud = valueOf(env, 'ARM_ENVIRONMENT') ?? 'public';
  const host = valueOf(env, 'ARM_METADATA_HOSTNAME');
  if (cloud.toLowerCase() !== 'public' || host !== undefined) {
    const given = host === undefined ? `ARM_ENVIRONMENT is ${cloud}` : `ARM_METADATA_HOSTNAME is ${host}`;
    throw new ToolkitError(
      'USAGE',
      `${given}, but azstage itself asks the public cloud alone.`,
      'Run it against Azure public.',
    );
  }
}
