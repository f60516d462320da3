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

/** Answer of the OIDC endpoint of GitHub Actions. */
export const ID_TOKEN = new JsonFormat('answer of the OIDC endpoint', z.object({ value: z.string() }));

/**
 * Token of the CI system that vouches for the identity, from the variables that azurerm reads: the token itself, a file, or the endpoint of GitHub Actions
 * (https://docs.github.com/actions/concepts/security/openid-connect).
 */
export async function oidcToken(env: Environment): Promise<string> {
  const file = valueOf(env, 'ARM_OIDC_TOKEN_FILE_PATH');
  const token =
    valueOf(env, 'ARM_OIDC_TOKEN') ?? (file === undefined ? undefined : variableFile(file, 'ARM_OIDC_TOKEN_FILE_PATH'));
  if (token !== undefined) {
    return token;
  }
  const url = valueOf(env, 'ARM_OIDC_REQUEST_URL') ?? valueOf(env, 'ACTIONS_ID_TOKEN_REQUEST_URL');
  const bearer = valueOf(env, 'ARM_OIDC_REQUEST_TOKEN') ?? valueOf(env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN');
  if (url === undefined || bearer === undefined) {
    throw new ToolkitError(
      'USAGE',
      'ARM_USE_OIDC is set, but there is no token of the CI system.',
      'In GitHub Actions, give the job the permission id-token: write; elsewhere set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH.',
    );
  }
  return requested(url, bearer);
}

async function requested(url: string, bearer: string): Promise<string> {
  const address = new URL(url);
  address.searchParams.set('audience', AUDIENCE);
  const request = createPipelineRequest({ url: address.href, timeout: 30_000 });
  request.headers.set('authorization', `Bearer ${bearer}`);
  request.headers.set('accept', 'application/json');
  const answer = await azurePipeline().sendRequest(createDefaultHttpClient(), request);
  const value = answer.status === 200 ? ID_TOKEN.tryParse(answer.bodyAsText ?? '')?.value : undefined;
  if (value === undefined) {
    throw new AzureError(
      { status: answer.status },
      `The CI system issued no OIDC token: ${address.host} answered ${answer.status}.`,
    );
  }
  return value;
}
