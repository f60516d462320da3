import { createDefaultHttpClient, createPipelineRequest, type PipelineRequestOptions } from '@azure/core-rest-pipeline';
import { azurePipeline } from '../../../lib/azure/pipeline';
import { serverThat, type TestServer } from '../../helpers/data-plane';

describe('a request that is not answered', () => {
  let connections = 0;
  let server: TestServer;
  beforeAll(async () => {
    server = await serverThat(() => (connections += 1));
  });
  beforeEach(() => {
    connections = 0;
  });
  afterAll(() => server.stop());

  const ask = (options: Partial<PipelineRequestOptions>) => {
    const url = `http://127.0.0.1:${server.port}/`;
    const pipeline = azurePipeline({ retryOptions: { maxRetries: 1, retryDelayInMs: 1 } });
    const request = createPipelineRequest({ url, allowInsecureConnection: true, ...options });
    return pipeline.sendRequest(createDefaultHttpClient(), request);
  };

  it('ends with its time, is tried again, and is not taken for an interruption', async () => {
    await expect(ask({ timeout: 100 })).rejects.toMatchObject({
      name: 'RestError',
      code: 'ETIMEDOUT',
      message: expect.stringContaining('no answer within 0.1 s') as string,
    });
    expect(connections).toBe(2);
  });

  it('keeps no timer when it is interrupted', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = timers();
    const interruption = new AbortController();
    const asked = ask({ timeout: 60_000, abortSignal: interruption.signal });
    while (connections === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    interruption.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
