import { type Certificate } from '../../../../lib/rehearsal/loopback/certificate';
import { askOpenAi, type OpenAiTarget } from '../../../../lib/verify/data-plane/open-ai';
import {
  certificateFor,
  contextFor,
  startHttps,
  type TestAnswer,
  type TestHttps,
  testToken,
} from '../../../helpers/data-plane';

const HOST = 'oai-shop.openai.azure.com';

describe('a check of Azure OpenAI', () => {
  let certificate: Certificate;
  let server: TestHttps;
  let answer: TestAnswer = 'never';
  beforeAll(async () => {
    certificate = await certificateFor(HOST);
    server = await startHttps(certificate, () => answer);
  });
  afterAll(() => server.stop());

  const check = (kind: OpenAiTarget['kind'], given: TestAnswer, signal = AbortSignal.timeout(20_000)) => {
    answer = given;
    const endpoint = `https://${HOST}:${server.port}/`;
    return askOpenAi({ endpoint, deployment: 'gpt', kind }, contextFor(certificate, { signal }));
  };
  const refused = (status: number, code: string, message: string): TestAnswer => ({
    status,
    body: { error: { code, message } },
  });

  it('asks a chat model for a completion of a few tokens', async () => {
    const body = { choices: [{ message: { content: 'pong' } }], usage: { total_tokens: 9 } };
    await expect(check('chat', { status: 200, body })).resolves.toEqual({
      status: 'passed',
      detail: `The deployment gpt of ${HOST}:${server.port} answered a completion of 9 tokens.`,
    });
    const asked = server.asked.at(-1);
    expect(asked).toMatchObject({ method: 'POST', path: '/openai/v1/chat/completions' });
    expect(asked?.headers.authorization).toBe(`Bearer ${testToken()}`);
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({ model: 'gpt', max_completion_tokens: 16 });
  });

  it('asks an embedding model for an embedding', async () => {
    const body = { data: [{ embedding: [0.1, 0.2, 0.3] }] };
    await expect(check('embedding', { status: 200, body })).resolves.toMatchObject({
      status: 'passed',
      detail: expect.stringContaining('answered an embedding of 3 dimensions.') as string,
    });
    expect(server.asked.at(-1)).toMatchObject({
      path: '/openai/v1/embeddings',
      body: '{"model":"gpt","input":"ping"}',
    });
  });

  it.each([
    [
      'is throttled',
      refused(429, '429', 'Requests have exceeded call rate limit.'),
      'was reached, but is throttled (429): its capacity is used up for the moment.',
    ],
    [
      'reasons longer than it may',
      refused(
        400,
        'invalid_request_error',
        'Could not finish the message because max_tokens or model output limit was reached.',
      ),
      'answered: it spent 16 tokens on reasoning.',
    ],
  ])('takes a deployment that %s for one that works, at once', async (_what, given, detail) => {
    const before = server.asked.length;
    await expect(check('chat', given)).resolves.toEqual({
      status: 'passed',
      detail: `The deployment gpt of ${HOST}:${server.port} ${detail}`,
    });
    expect(server.asked.length - before).toBe(1);
  });

  it.each([
    [
      404,
      'DeploymentNotFound',
      'It does not exist.',
      'has no deployment gpt (DeploymentNotFound).',
      /Deploy the stage/,
    ],
    [
      401,
      'PermissionDenied',
      'The principal lacks the required data action.',
      'refused a completion: PermissionDenied: The principal lacks the required data action.',
      /role Cognitive Services OpenAI User on the account/,
    ],
    [403, 'Forbidden', '', 'refused a completion: Forbidden', /role Cognitive Services OpenAI User/],
    [
      400,
      'BadRequest',
      'Please provide a custom subdomain for token authentication.',
      'refused the request: BadRequest: Please provide a custom subdomain',
      undefined,
    ],
    [409, 'Conflict', 'being changed', 'Azure answered 409 to a completion', undefined],
    [500, 'InternalServerError', 'oops\u001b[31m', 'Azure answered 500 to a completion', /status\.azure\.com/],
  ])('says what is refused: %i %s', async (status, code, message, detail, fix) => {
    const verdict = await check('chat', refused(status, code, message));
    expect(verdict.status).toBe('failed');
    expect(verdict.detail).toContain(detail);
    expect(verdict.fix ?? '').toMatch(fix ?? /^$/);
    expect(verdict.detail).not.toContain('\u001b');
  });

  it.each([
    'Public access is disabled. Please configure private endpoint.',
    'Access denied due to Virtual Network/Firewall rules.',
  ])('takes a refusal by the network rules for a service out of reach: %s', async (message) => {
    await expect(check('chat', refused(403, 'AccessDenied', message))).resolves.toMatchObject({
      status: 'unreachable',
      detail: `The network rules of ${HOST}:${server.port} do not let this machine in: AccessDenied: ${message}`,
    });
  });

  it.each<[string, TestAnswer, string]>([
    ['garbage', { status: 200, body: '<html>' }, 'gave an answer that is not JSON'],
    ['nothing', { status: 200 }, 'gave an answer that is empty.'],
    ['no choice', { status: 200, body: { choices: [] } }, 'gave an answer that'],
    ['half of an answer', 'cut', 'accepted the connection and cut it off.'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }, 'Azure answered 302'],
  ])('fails on %s', async (_what, given, detail) => {
    const verdict = await check('chat', given);
    expect(verdict).toMatchObject({ status: 'failed', detail: expect.stringContaining(detail) as string });
  });

  it('ends with its time', async () => {
    await expect(check('chat', 'never', AbortSignal.timeout(200))).resolves.toMatchObject({
      status: 'failed',
      detail: `${HOST}:${server.port} accepted the connection, but did not answer in time.`,
    });
  });

  it('ends with Ctrl-C', async () => {
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 100);
    await expect(check('chat', 'never', interruption.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it.each([
    [
      'gives no token',
      { getToken: () => Promise.resolve(null) },
      /^Microsoft Entra issued no token for https:\/\/cognitiveservices/,
    ],
    [
      'fails',
      {
        getToken: () =>
          Promise.reject(
            Object.assign(new Error('Please run az login\u001b[2J'), { name: 'CredentialUnavailableError' }),
          ),
      },
      /^Signing in to Azure failed: Please run az login<U\+001B>\[2J$/,
    ],
  ])('says that the sign-in %s', async (_what, credential, detail) => {
    const endpoint = `https://${HOST}:${server.port}/`;
    const verdict = await askOpenAi(
      { endpoint, deployment: 'gpt', kind: 'chat' },
      contextFor(certificate, { credential }),
    );
    expect(verdict).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(detail) as string,
      fix: expect.stringContaining('az login') as string,
    });
  });
});
