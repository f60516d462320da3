import { createDefaultHttpClient, createPipelineRequest } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { type Environment, valueOf } from '../toolkit/host/environment-variables';
import { ToolkitError } from '../toolkit/toolkit-error';
import { AzureError } from './azure-error';
import { azurePipeline } from './pipeline';
import { variableFile } from './variable-file';

/** Audience of tokens that Microsoft Entra exchanges: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
const AUDIENCE = 'api://AzureADTokenExchange';

/** Version of the OIDC endpoint of Azure Pipelines: https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create */
const PIPELINES_API = '7.1';

/** Answer of the OIDC endpoint of Azure Pipelines. */
export const PIPELINES_TOKEN = new JsonFormat(
  'answer of the OIDC endpoint of Azure Pipelines',
  z.object({ oidcToken: z.string() }),
);

/** Answer of the OIDC endpoint of GitHub Actions. */
export const ID_TOKEN = new JsonFormat('answer of the OIDC endpoint', z.object({ value: z.string() }));

/**
 * Token of the CI system that vouches for the identity, from the variables that azurerm reads: the token itself, a file, or the endpoint of GitHub Actions
 * (https://docs.github.com/actions/concepts/security/openid-connect) or, with the id of a service connection, of Azure Pipelines
 * (https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc).
 */
export async function oidcToken(env: Environment): Promise<string> {
  const file = valueOf(env, 'ARM_OIDC_TOKEN_FILE_PATH');
  const token =
    valueOf(env, 'ARM_OIDC_TOKEN') ?? (file === undefined ? undefined : variableFile(file, 'ARM_OIDC_TOKEN_FILE_PATH'));
  if (token !== undefined) {
    return token;
  }
  const connection =
    valueOf(env, 'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID') ?? valueOf(env, 'ARM_OIDC_AZURE_SERVICE_CONNECTION_ID');
  const url = firstOf(env, ['ARM_OIDC_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'SYSTEM_OIDCREQUESTURI']);
  const bearer = firstOf(env, ['ARM_OIDC_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'SYSTEM_ACCESSTOKEN']);
  if (url === undefined || bearer === undefined) {
    throw new ToolkitError(
      'USAGE',
      'ARM_USE_OIDC is set, but there is no token of the CI system.',
      'In GitHub Actions, give the job the permission id-token: write; elsewhere set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH.',
    );
  }
  return connection === undefined ? requested(url, bearer) : requestedOfPipelines(url, bearer, connection);
}

function firstOf(env: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => valueOf(env, name)).find((value) => value !== undefined);
}

async function requested(url: string, bearer: string): Promise<string> {
  const address = new URL(url);
  address.searchParams.set('audience', AUDIENCE);
  const answer = await ask('GET', address, bearer);
  return ID_TOKEN.tryParse(answer)?.value ?? refuse(address, 200);
}

/** Token of the service connection, whose audience Azure Pipelines chooses. */
async function requestedOfPipelines(url: string, bearer: string, connection: string): Promise<string> {
  const address = new URL(url);
  address.searchParams.set('api-version', PIPELINES_API);
  address.searchParams.set('serviceConnectionId', connection);
  const answer = await ask('POST', address, bearer);
  return PIPELINES_TOKEN.tryParse(answer)?.oidcToken ?? refuse(address, 200);
}

async function ask(method: 'GET' | 'POST', address: URL, bearer: string): Promise<string> {
  const request = createPipelineRequest({ url: address.href, method, timeout: 30_000 });
  request.headers.set('authorization', `Bearer ${bearer}`);
  request.headers.set('accept', 'application/json');
  if (method === 'POST') {
    request.headers.set('content-type', 'application/json');
    // Otherwise a request that is not allowed is answered by the address of a page to sign in.
    request.headers.set('X-TFS-FedAuthRedirect', 'Suppress');
  }
  const { status, bodyAsText } = await azurePipeline().sendRequest(createDefaultHttpClient(), request);
  return status === 200 ? (bodyAsText ?? '') : refuse(address, status);
}

function refuse({ host }: URL, status: number): never {
  throw new AzureError({ status }, `The CI system issued no OIDC token: ${host} answered ${status}.`);
}
