import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { ArmClient } from '../../lib/azure/arm-client';
import { AcrTasks } from '../../lib/image-builds/acr-tasks';
import { registryToken } from '../../lib/image-builds/registry-token';
import { type RegistryImage } from '../../lib/toolkit/run/image-supply';

const REGISTRY = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/crshop';

const IMAGE: RegistryImage = {
  repository: 'api',
  tag: '1',
  context: 'src/api',
  dockerfile: 'Dockerfile',
  platform: 'linux/amd64',
  users: ['apps/Api'],
  stage: 'apps',
  loginServer: 'crshop.azurecr.io',
  registryId: REGISTRY,
  name: 'crshop.azurecr.io/api:1',
};

const credential = { getToken: () => Promise.resolve({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) };

/** Options of clients for which every answer is a text. */
function answering(text: string) {
  const policy = {
    name: 'answering',
    sendRequest: (request: never) =>
      Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText: text }),
  };
  return { additionalPolicies: [{ position: 'perCall' as const, policy }], retryOptions: { maxRetries: 0 } };
}

function tasks(text: string): AcrTasks {
  return new AcrTasks(new ArmClient({ credential, options: answering(text) }), 's');
}

/** Answers of Azure to questions for images and their builds, by their forms. */
export const IMAGE_ANSWERS: Readonly<Record<string, (text: string) => unknown>> = {
  'agent pool': (text) => tasks(`{"value":[${text}]}`).agentPools(REGISTRY),
  'container registry': (text) => tasks(text).registryOf(IMAGE),
  'log of a run': (text) => tasks(text).logLink(REGISTRY, 'ca1'),
  'run of a build': (text) => tasks(text).run(REGISTRY, 'ca1'),
  'token of a registry': (text) =>
    registryToken('crshop.azurecr.io', credential, new AbortController().signal, answering(text)),
  'upload of sources': (text) => tasks(text).uploadTarget(REGISTRY),
};
