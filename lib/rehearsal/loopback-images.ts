import { ArmClient } from '../azure/arm-client';
import { AzureImages } from '../image-builds/azure-images';
import { type Session } from '../toolkit/run/session';
import { type LoopbackAzure } from './loopback-azure';
import { loopbackOptions } from './loopback/client-options';

/**
 * Images of a run against a loopback Azure: they are built and pushed there, so that nothing of their Dockerfiles is executed.
 *
 * @param directory directory of the sources
 */
export function loopbackImages(session: Session, azure: LoopbackAzure, directory: string): AzureImages {
  const { clock, subscriptionId } = azure.azure;
  const options = {
    ...loopbackOptions(azure.proxyAddress, azure.certificate.cert),
    retryOptions: { maxRetries: 10, retryDelayInMs: 1, maxRetryDelayInMs: 10 },
  };
  const token = { token: 'rehearsal', expiresOnTimestamp: clock().getTime() + 86_400_000 };
  const credential = { getToken: () => Promise.resolve(token) };
  const arm = new ArmClient({ credential, signal: session.interruption.signal, options });
  const access = { arm, credential, subscriptionId };
  return new AzureImages(session, access, { directory, logLevel: 'debug' }, options);
}
