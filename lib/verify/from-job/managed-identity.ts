import { type TokenCredential } from '@azure/core-auth';
import { createDefaultHttpClient, createPipelineRequest } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { AzureError } from '../../azure/azure-error';
import { azurePipeline } from '../../azure/pipeline';
import { JsonFormat } from '../../json/json-format';
import { type Environment, valueOf } from '../../toolkit/host/environment-variables';

export const IDENTITY_ANSWER = new JsonFormat(
  'answer of the endpoint of managed identities',
  z.object({
    access_token: z.string(),
    /** Seconds since 1970, as text. */
    expires_on: z.union([z.string(), z.number()]).transform(Number),
  }),
);

/**
 * Credential of a managed identity of a container app or a job: https://learn.microsoft.com/azure/container-apps/managed-identity#rest-endpoint-reference
 *
 * Azure Identity would be most of the program of a job, which has to fit into its environment variables.
 *
 * @param clientId client id of a user-assigned identity
 */
export function managedIdentity(clientId: string, env: Environment): TokenCredential {
  return {
    getToken: async (scopes, options) => {
      const [endpoint, header] = ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER'].map((name) => valueOf(env, name));
      if (endpoint === undefined || header === undefined) {
        throw new AzureError({}, 'The job has no endpoint of managed identities.');
      }
      const url = new URL(endpoint);
      const resource = String(scopes).replace(/\/\.default$/, '');
      Object.entries({ resource, 'api-version': '2019-08-01', client_id: clientId }).forEach(([name, value]) =>
        url.searchParams.set(name, value),
      );
      const request = createPipelineRequest({
        url: url.href,
        abortSignal: options?.abortSignal as AbortSignal,
        // The endpoint is on loopback, over HTTP.
        allowInsecureConnection: true,
      });
      request.headers.set('x-identity-header', header);
      const answer = await azurePipeline({ proxyOptions: undefined }).sendRequest(createDefaultHttpClient(), request);
      const token = answer.status === 200 ? IDENTITY_ANSWER.tryParse(answer.bodyAsText ?? '') : undefined;
      if (token === undefined) {
        throw new AzureError(
          { status: answer.status },
          `The endpoint of managed identities answered ${answer.status} for the client id ${clientId}.`,
        );
      }
      return { token: token.access_token, expiresOnTimestamp: token.expires_on * 1000 };
    },
  };
}
