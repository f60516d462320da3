import { createPipelineRequest, type PipelineRequest, type SendRequest } from '@azure/core-rest-pipeline';
import { timeLimitPolicy } from '../../../lib/azure/time-limit';

const never: SendRequest = ({ abortSignal }: PipelineRequest) =>
  new Promise((_resolve, reject) => {
    abortSignal?.addEventListener('abort', () => reject(new Error('aborted')));
  });

const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

describe('the time limit of a request to Azure', () => {
  it('ends a request without an answer as one that is repeated, and not as Ctrl-C', async () => {
    const request = createPipelineRequest({ url: 'https://management.azure.com/', timeout: 10 });
    await expect(timeLimitPolicy.sendRequest(request, never)).rejects.toMatchObject({
      name: 'RestError',
      code: 'ETIMEDOUT',
      message: 'There was no answer within 0.01 s.',
    });
    expect(request).toMatchObject({ timeout: 10, abortSignal: undefined });
  });

  it('leaves Ctrl-C as it is, and no timer that keeps the process alive', async () => {
    const before = timers();
    const abort = new AbortController();
    const request = createPipelineRequest({
      url: 'https://management.azure.com/',
      timeout: 60_000,
      abortSignal: abort.signal,
    });
    const sent = timeLimitPolicy.sendRequest(request, never);
    abort.abort();
    await expect(sent).rejects.toThrow('aborted');
    expect(timers()).toBe(before);
  });

  it('is none where the request has none', async () => {
    const request = createPipelineRequest({ url: 'https://management.azure.com/' });
    const next: SendRequest = (sent) => Promise.resolve({ request: sent, headers: sent.headers, status: 204 });
    await expect(timeLimitPolicy.sendRequest(request, next)).resolves.toMatchObject({ status: 204 });
  });
});
