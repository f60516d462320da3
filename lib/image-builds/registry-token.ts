import { type TokenCredential } from '@azure/core-auth';
import { createDefaultHttpClient, createPipelineRequest } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { refusal, trouble } from '../azure/azure-answer';
import { AzureError } from '../azure/azure-error';
import { type AzurePipelineOptions, azurePipeline } from '../azure/pipeline';
import { JsonFormat } from '../json/json-format';

const SCOPE = 'https://containerregistry.azure.net/.default';

const REFRESH_TOKEN = new JsonFormat('token of a registry', z.object({ refresh_token: z.string() }));

/**
 * Token with which Docker signs in to a registry, in exchange for one of Microsoft Entra: what `az acr login` does.
 *
 * Source: https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
 *
 * @throws AzureError when it is refused, or the registry cannot be reached
 */
export async function registryToken(
  loginServer: string,
  credential: TokenCredential,
  signal: AbortSignal,
  options?: AzurePipelineOptions,
): Promise<string> {
  const what = `the sign-in to ${loginServer}`;
  try {
    const { token = '' } = (await credential.getToken(SCOPE, { abortSignal: signal })) ?? {};
    const request = createPipelineRequest({
      url: `https://${loginServer}/oauth2/exchange`,
      method: 'POST',
      abortSignal: signal,
      timeout: 60_000,
      body: new URLSearchParams({ grant_type: 'access_token', service: loginServer, access_token: token }).toString(),
    });
    request.headers.set('content-type', 'application/x-www-form-urlencoded');
    const answer = await azurePipeline(options).sendRequest(createDefaultHttpClient(), request);
    if (answer.status >= 300) {
      throw refusal(what, answer);
    }
    const found = REFRESH_TOKEN.tryParse(answer.bodyAsText ?? '');
    if (found === undefined) {
      throw new AzureError({ status: answer.status }, `${loginServer} answered without a token.`);
    }
    return found.refresh_token;
  } catch (error) {
    throw trouble(what, loginServer, error);
  }
}
