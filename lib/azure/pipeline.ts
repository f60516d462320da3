import {
  createPipelineFromOptions,
  type Pipeline,
  type PipelineOptions,
  type PipelinePolicy,
  RestError,
} from '@azure/core-rest-pipeline';
import { packageVersion } from '../toolkit/package-version';

/** Options of a pipeline, as the clients of the Azure SDK take them. */
export interface AzurePipelineOptions extends PipelineOptions {
  /** @default none */
  readonly additionalPolicies?: readonly {
    readonly policy: PipelinePolicy;
    readonly position: 'perCall' | 'perRetry';
  }[];
}

/** Pipeline of requests to Azure: it names azstage, retries what is throttled or not answered, and uses the proxy of the environment. */
export function azurePipeline({ additionalPolicies = [], ...options }: AzurePipelineOptions = {}): Pipeline {
  const pipeline = createPipelineFromOptions({
    userAgentOptions: { userAgentPrefix: `azstage/${packageVersion()}` },
    retryOptions: { maxRetries: 4 },
    ...options,
  });
  pipeline.addPolicy(TIME_LIMIT, { afterPhase: 'Retry' });
  additionalPolicies.forEach(({ policy, position }) =>
    pipeline.addPolicy(policy, { afterPhase: position === 'perRetry' ? 'Retry' : undefined }),
  );
  return pipeline;
}

/**
 * Limits the time of each try to that of the request.
 *
 * The HTTP client has a limit of its own, but reports it as an interruption, and its timer keeps the process alive after a request that was aborted.
 */
const TIME_LIMIT: PipelinePolicy = {
  name: 'timeLimit',
  sendRequest: async (request, next) => {
    const { timeout, abortSignal } = request;
    if (timeout === 0) {
      return next(request);
    }
    const limit = AbortSignal.timeout(timeout);
    const signals = [limit, ...(abortSignal === undefined ? [] : [abortSignal as AbortSignal])];
    Object.assign(request, { timeout: 0, abortSignal: AbortSignal.any(signals) });
    try {
      return await next(request);
    } catch (error) {
      throw limit.aborted && abortSignal?.aborted !== true
        ? new RestError(`no answer within ${timeout / 1000} s`, { code: 'ETIMEDOUT', request })
        : error;
    } finally {
      Object.assign(request, { timeout, abortSignal });
    }
  },
};
