import { type PipelinePolicy, RestError } from '@azure/core-rest-pipeline';

/**
 * Policy that ends a request after its `timeout` as one that had no answer, which is repeated.
 *
 * The client of the Azure SDK would report it as aborted, as on Ctrl-C, and its timer keeps the process alive after a request that was cut off:
 * https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/core/ts-http-runtime/src/nodeHttpClient.ts
 */
export const timeLimitPolicy: PipelinePolicy = {
  name: 'azstageTimeLimit',
  sendRequest: async (request, next) => {
    const { timeout, abortSignal } = request;
    if (timeout <= 0) {
      return next(request);
    }
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeout);
    const signals = abortSignal === undefined ? [limit.signal] : [limit.signal, abortSignal as AbortSignal];
    Object.assign(request, { timeout: 0, abortSignal: AbortSignal.any(signals) });
    try {
      return await next(request);
    } catch (error) {
      if (limit.signal.aborted && abortSignal?.aborted !== true) {
        throw new RestError(`There was no answer within ${timeout / 1000} s.`, { code: 'ETIMEDOUT', request });
      }
      throw error;
    } finally {
      clearTimeout(timer);
      Object.assign(request, { timeout, abortSignal });
    }
  },
};
