import { type Certificate } from '../../../../lib/rehearsal/loopback/certificate';
import { askHealth } from '../../../../lib/verify/data-plane/health';
import {
  certificateFor,
  contextFor,
  expiredCertificateFor,
  serverThat,
  startHttps,
  type TestAnswer,
  type TestHttps,
} from '../../../helpers/data-plane';

const HOST = 'api.shop.westeurope.azurecontainerapps.io';

describe('a check of the health of an app', () => {
  let certificate: Certificate;
  let server: TestHttps;
  let answers: TestAnswer[] = [];
  let url: string;
  beforeAll(async () => {
    certificate = await certificateFor(HOST);
    server = await startHttps(certificate, () => (answers.length > 1 ? answers.shift() : answers[0]) ?? 'never');
    url = `https://${HOST}:${server.port}/health?full=1`;
  });
  afterAll(() => server.stop());

  const check = (given: readonly TestAnswer[], signal = AbortSignal.timeout(20_000)) => {
    answers = [...given];
    return askHealth({ url }, contextFor(certificate, { signal }));
  };

  it('takes any status of success, and sends no token', async () => {
    await expect(check([{ status: 204 }])).resolves.toEqual({ status: 'passed', detail: `${url} answered 204.` });
    expect(server.asked.at(-1)?.path).toBe('/health?full=1');
    expect(server.asked.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('waits for an app that starts from zero', async () => {
    await expect(check([{ status: 503 }, { status: 504 }, { status: 200 }])).resolves.toMatchObject({
      status: 'passed',
    });
  });

  it.each<[string, readonly TestAnswer[]]>([
    ['answers', [{ status: 503, body: 'upstream connect error' }]],
    ['answers no more', [{ status: 503 }, 'never']],
  ])('says that an app never became ready which %s', async (_what, given) => {
    const verdict = await check(given, AbortSignal.timeout(1_500));
    expect(verdict.status).toBe('failed');
    expect(verdict.detail).toMatch(/answered 503 for \d\.\d s: no replica of the app is ready\.$/);
    expect(verdict.fix).toBe('Look at the logs of the app, and at its probes.');
  });

  it('follows redirects within the host', async () => {
    const redirect = { status: 308, headers: { location: '/health/' } };
    await expect(check([redirect, { status: 200 }])).resolves.toMatchObject({ status: 'passed' });
    expect(server.asked.at(-1)?.path).toBe('/health/');
    await expect(check([redirect])).resolves.toMatchObject({
      status: 'failed',
      detail: `${url} redirects more than 5 times.`,
    });
  });

  it.each([
    ['https://login.microsoftonline.com/t/oauth2', 'https://login.microsoftonline.com', /asks for a sign-in/],
    ['http://elsewhere.example/a', 'http://elsewhere.example', /Name the URL/],
    ['https://:', 'https://:', /Name the URL/],
  ])('does not follow a redirect to another host: %s', async (location, place, fix) => {
    await expect(check([{ status: 302, headers: { location } }])).resolves.toMatchObject({
      status: 'failed',
      detail: `${url} redirects (302) to ${place}.`,
      fix: expect.stringMatching(fix) as string,
    });
  });

  it.each([
    [{ status: 404, body: 'Not here' }, 'failed', / answered 404\.$/, /path/],
    [
      { status: 404, body: '<title>Azure Container App - Unavailable</title>' },
      'unreachable',
      /no app with this name/,
      /inside the environment/,
    ],
    [{ status: 401 }, 'failed', /without a sign-in/, /authentication/],
    [{ status: 403 }, 'failed', /address of this machine/, /allow the address/],
    [{ status: 500 }, 'failed', / answered 500\.$/, /logs/],
    ['cut' as const, 'failed', /cut it off/, /Run it again/],
  ])('says what else it answers: %j', async (answer, status, detail, fix) => {
    await expect(check([answer])).resolves.toMatchObject({
      status,
      detail: expect.stringMatching(detail) as string,
      fix: expect.stringMatching(fix) as string,
    });
  });

  it('says that it does not answer in time', async () => {
    await expect(check(['never'], AbortSignal.timeout(200))).resolves.toMatchObject({
      status: 'failed',
      detail: `${HOST}:${server.port} accepted the connection, but did not answer in time.`,
    });
  });

  it('ends with Ctrl-C while it waits for an app', async () => {
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 300);
    await expect(check([{ status: 503 }], interruption.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('names what is wrong with a certificate', async () => {
    answers = [{ status: 200 }];
    const other = await certificateFor(HOST);
    await expect(askHealth({ url }, contextFor(other))).resolves.toMatchObject({
      detail: expect.stringContaining('does not trust') as string,
    });
    const wrong = `https://shop.example:${server.port}/`;
    await expect(askHealth({ url: wrong }, contextFor(certificate))).resolves.toMatchObject({
      status: 'failed',
      detail: `The certificate of shop.example:${server.port} is for other names: DNS:${HOST}`,
    });
    const expired = await expiredCertificateFor(HOST);
    const old = await startHttps(expired, () => ({ status: 200 }));
    await expect(askHealth({ url: `https://${HOST}:${old.port}/` }, contextFor(expired))).resolves.toMatchObject({
      status: 'failed',
      detail: `The certificate of ${HOST}:${old.port} has expired.`,
    });
    await old.stop();
  });

  it('says that a port speaks no TLS, or cuts it off', async () => {
    const plain = await serverThat((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(askHealth({ url: `https://${HOST}:${plain.port}/` }, contextFor(certificate))).resolves.toMatchObject({
      detail: `${HOST}:${plain.port} does not speak TLS on this port.`,
    });
    await plain.stop();
    const cutting = await serverThat((socket) => socket.once('data', () => socket.destroy()));
    await expect(
      askHealth({ url: `https://${HOST}:${cutting.port}/` }, contextFor(certificate)),
    ).resolves.toMatchObject({
      status: 'unreachable',
      detail: `${HOST}:${cutting.port} cut the connection off before TLS was established.`,
    });
    await cutting.stop();
  });
});
