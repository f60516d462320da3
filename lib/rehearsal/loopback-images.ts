import { type PipelinePolicy } from '@azure/core-rest-pipeline';
import { ArmClient } from '../azure/arm-client';
import { AzureImages } from '../image-builds/azure-images';
import { type Session } from '../toolkit/run/session';
import { type LoopbackAzure } from './loopback-azure';

/**
 * Images of a run against a loopback Azure: they are built and pushed there, so that nothing of their Dockerfiles is executed.
 *
 * @param directory directory of the sources
 */
export function loopbackImages(session: Session, azure: LoopbackAzure, directory: string): AzureImages {
  const { hostname, port } = new URL(azure.proxyAddress);
  const { clock, subscriptionId } = azure.azure;
  const options = {
    proxyOptions: { host: `http://${hostname}`, port: Number(port) },
    additionalPolicies: [{ position: 'perCall' as const, policy: trusting(azure.certificate.cert) }],
    retryOptions: { maxRetries: 10, retryDelayInMs: 1, maxRetryDelayInMs: 10 },
  };
  const token = { token: 'rehearsal', expiresOnTimestamp: clock().getTime() + 86_400_000 };
  const credential = { getToken: () => Promise.resolve(token) };
  const arm = new ArmClient({ credential, signal: session.interruption.signal, options });
  const access = { arm, credential, subscriptionId };
  return new AzureImages(session, access, { directory, logLevel: 'debug' }, options);
}

/** Policy that trusts a certificate behind the proxy, where `tlsOptions` do not reach. */
function trusting(ca: string): PipelinePolicy {
  return {
    name: 'trusting',
    sendRequest: (request, next) => {
      Object.assign(request, { requestOverrides: { ca } });
      return next(request);
    },
  };
}
