import { type PipelinePolicy } from '@azure/core-rest-pipeline';
import { type AzurePipelineOptions } from '../../azure/pipeline';

/**
 * Options with which a client of the Azure SDK reaches a loopback server in this process.
 *
 * @param address address of the proxy
 * @param ca certificate of its hosts, in PEM
 */
export function loopbackOptions(
  address: string,
  ca: string,
): Pick<AzurePipelineOptions, 'proxyOptions' | 'additionalPolicies'> {
  const { hostname, port } = new URL(address);
  return {
    proxyOptions: { host: `http://${hostname}`, port: Number(port) },
    additionalPolicies: [{ position: 'perCall', policy: trusting(ca) }],
  };
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
