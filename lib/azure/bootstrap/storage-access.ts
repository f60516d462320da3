import { type TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { refusal, trouble } from '../azure-answer';
import { AzureError } from '../azure-error';
import { type AzurePipelineOptions, azurePipeline } from '../pipeline';
import { type PartContext } from './part';

const SCOPE = 'https://storage.azure.com/.default';

/** Version of the protocol: https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services */
const VERSION = '2023-11-03';

/** Seconds between questions, and their number: a role takes up to ten minutes to count. */
const INTERVAL = 10;
const QUESTIONS = 66;

/** How the container is asked. */
export interface StorageAccess extends PartContext {
  readonly credential: TokenCredential;
  readonly signal?: AbortSignal;
  readonly pipeline?: AzurePipelineOptions;
}

/**
 * Waits until the identity may read the container, as a role that was just given does not count at once.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 * @throws ToolkitError when the network does not let this machine in, or the role does not come to count
 */
export async function waitForAccess(access: StorageAccess): Promise<void> {
  const { place, waitingFor, sleep } = access;
  for (let question = 1; ; question += 1) {
    const answer = await ask(access);
    const code = answer.headers.get('x-ms-error-code') ?? '';
    if (answer.status === 200) {
      return;
    }
    if (answer.status === 403 && code === 'AuthorizationFailure') {
      throw new AzureError(
        { status: 403, reason: code },
        `The firewall of the storage account ${place.account} does not let this machine in.`,
        `Add --allow-ip with the public address of this machine, or run it inside the network of the account's private endpoint.`,
      );
    }
    const isLate = answer.status === 403 && code === 'AuthorizationPermissionMismatch';
    if (!isLate || question === QUESTIONS) {
      throw refusal(`HEAD https://${hostOf(access)}/${place.container}`, answer);
    }
    if (question === 1) {
      waitingFor(`the role on the container ${place.container} to count, which takes up to ten minutes`);
    }
    await sleep(INTERVAL);
  }
}

async function ask(access: StorageAccess): Promise<PipelineResponse> {
  const { credential, signal, pipeline: options, place } = access;
  const pipeline = azurePipeline(options);
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: SCOPE }));
  const url = `https://${hostOf(access)}/${place.container}?restype=container`;
  const request = createPipelineRequest({ url, method: 'HEAD', timeout: 30_000, abortSignal: signal });
  request.headers.set('x-ms-version', VERSION);
  try {
    return await pipeline.sendRequest(createDefaultHttpClient(), request);
  } catch (error) {
    const found = trouble(`HEAD /${place.container}`, hostOf(access), error);
    throw found instanceof ToolkitError && found.code === 'AZURE_FAILED'
      ? new ToolkitError(found.code, found.message, `Run it where the storage account ${place.account} can be reached.`)
      : found;
  }
}

function hostOf({ place }: PartContext): string {
  return `${place.account}.blob.core.windows.net`;
}
