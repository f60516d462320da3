import { type TokenCredential } from '@azure/core-auth';
import { loopbackOptions } from '../../lib/rehearsal/loopback/client-options';
import { LoopbackAzure, type LoopbackAzureProps } from '../../lib/rehearsal/loopback-azure';
import resourceProviders from '../../lib/facts/resource-providers.json';

/** A loopback Azure, and what Azure's own SDK clients need to reach it. */
export interface TestAzure {
  readonly azure: LoopbackAzure;
  readonly credential: TokenCredential;
  readonly subscriptionId: string;
  /** Options of every client: the proxy, the certificate, and no waiting between polls. */
  readonly options: object;
  /** Id of a resource in the resource group, by its path below `/providers/`. */
  readonly idOf: (path: string) => string;
  readonly stop: () => Promise<void>;
}

/** Starts a loopback Azure with every resource provider registered, unless told otherwise, and an empty resource group `rg` in West Europe. */
export async function startAzure(props: LoopbackAzureProps = {}): Promise<TestAzure> {
  const azure = await LoopbackAzure.start({ registered: Object.values(resourceProviders.namespaces), ...props });
  const { store, subscriptionId } = azure.azure;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
  const type = 'Microsoft.Resources/resourceGroups';
  store.set({ id, name: 'rg', type, location: 'westeurope', properties: { provisioningState: 'Succeeded' } });
  return {
    azure,
    subscriptionId,
    credential: { getToken: () => Promise.resolve({ token: 'test', expiresOnTimestamp: Date.now() + 3_600_000 }) },
    options: {
      ...loopbackOptions(azure.proxyAddress, azure.certificate.cert),
      retryOptions: { maxRetries: 0 },
    },
    idOf: (path) => `${id}/providers/${path}`,
    stop: () => azure.stop(),
  };
}

/**
 * Environment in which a process reaches a loopback Azure, and signs in to it as its deployer.
 *
 * @param certificate file with the certificate of that Azure
 */
export function signedIn({ azure }: TestAzure, certificate: string, clientSecret: string): NodeJS.ProcessEnv {
  return {
    HTTPS_PROXY: azure.proxyAddress,
    NODE_EXTRA_CA_CERTS: certificate,
    ARM_CLIENT_ID: azure.azure.directory.deployer.objectId,
    ARM_TENANT_ID: azure.azure.tenantId,
    ARM_CLIENT_SECRET: clientSecret,
  };
}

/** What a list of a client yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of items) {
    found.push(each);
  }
  return found;
}

/** Names of what a list of a client yields. */
export async function namesOf(items: AsyncIterable<{ readonly name?: string }>): Promise<(string | undefined)[]> {
  return (await all(items)).map(({ name }) => name);
}

/** Matcher of a refusal by its code, and by a part of its message. */
export function refused(code: string, message = /./): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) });
}
