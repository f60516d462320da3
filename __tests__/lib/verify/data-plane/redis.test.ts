import { type Certificate } from '../../../../lib/rehearsal/loopback/certificate';
import { pingRedis } from '../../../../lib/verify/data-plane/redis';
import {
  certificateFor,
  contextFor,
  expiredCertificateFor,
  freePort,
  OBJECT_ID,
  serverThat,
  startRedis,
  type TestServer,
  testToken,
} from '../../../helpers/data-plane';
import { describeWithRedis } from '../../../helpers/installed-servers';

const HOST = 'redis-shop.westeurope.redis.azure.net';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await certificateFor(HOST);
});

describeWithRedis('a check of Redis', () => {
  let redis: TestServer;
  beforeAll(async () => {
    redis = await startRedis(certificate);
  });
  afterAll(() => redis.stop());

  it('connects over TLS, signs in with the object id and the token, and sends PING', async () => {
    await expect(pingRedis({ host: HOST, port: redis.port }, contextFor(certificate))).resolves.toEqual({
      status: 'passed',
      detail: `${HOST} answered PING over TLS, signed in with Microsoft Entra.`,
    });
  });

  it('says which identity has no access, without its token', async () => {
    const token = testToken({ oid: OBJECT_ID, other: true });
    const verdict = await pingRedis({ host: HOST, port: redis.port }, contextFor(certificate, { token }));
    expect(verdict).toMatchObject({
      status: 'failed',
      detail: `${HOST} refused the identity with the object id ${OBJECT_ID}: WRONGPASS invalid username-password pair or user is disabled.`,
      fix: expect.stringContaining('access policy assignment') as string,
    });
    expect(JSON.stringify(verdict)).not.toContain(token);
  });

  it('refuses a certificate of an authority that is not trusted', async () => {
    const other = await certificateFor(HOST);
    await expect(pingRedis({ host: HOST, port: redis.port }, contextFor(other))).resolves.toMatchObject({
      status: 'failed',
      detail: `The certificate of ${HOST} is from an authority that this machine does not trust (DEPTH_ZERO_SELF_SIGNED_CERT).`,
    });
  });

  it('refuses a certificate that is for another name', async () => {
    await expect(
      pingRedis({ host: 'other.redis.azure.net', port: redis.port }, contextFor(certificate)),
    ).resolves.toMatchObject({
      status: 'failed',
      detail: `The certificate of other.redis.azure.net is for other names: DNS:${HOST}`,
    });
  });
});

describe('a check of what is not Redis', () => {
  let server: TestServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  const check = (port: number, trusted = certificate) => pingRedis({ host: HOST, port }, contextFor(trusted));

  it('refuses a certificate that has expired', async () => {
    const expired = await expiredCertificateFor(HOST);
    server = await serverThat(() => undefined, expired);
    await expect(check(server.port, expired)).resolves.toMatchObject({
      status: 'failed',
      detail: `The certificate of ${HOST} has expired.`,
    });
  });

  it('says that a port does not speak TLS', async () => {
    server = await serverThat((socket) => socket.end('-ERR unknown command\r\n'));
    await expect(check(server.port)).resolves.toMatchObject({
      status: 'failed',
      detail: `${HOST} does not speak TLS on this port.`,
    });
  });

  it('says that nothing listens', async () => {
    const port = await freePort();
    await expect(check(port)).resolves.toMatchObject({
      status: 'unreachable',
      detail: `${HOST} resolves to the address 127.0.0.1, which refused the connection on port ${port}.`,
    });
  });

  it.each([
    ['before TLS', false, 'unreachable', `${HOST} cut the connection off before TLS was established.`],
    ['after TLS', true, 'failed', `${HOST} accepted the connection and cut it off.`],
  ])('says that it is cut off %s', async (_when, isSecure, status, detail) => {
    server = await serverThat(
      (socket) => socket.once('data', () => socket.destroy()),
      isSecure ? certificate : undefined,
    );
    await expect(check(server.port)).resolves.toMatchObject({ status, detail });
  });

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'does not answer as Redis does.'],
    [
      '-LOADING Redis is loading\u001b[31m the dataset\r\n',
      'answered with an error: LOADING Redis is loading the dataset',
    ],
    [
      '-NOPERM this user has no permissions\r\n',
      `refused the identity with the object id ${OBJECT_ID}: NOPERM this user has no permissions`,
    ],
    ['+OK\r\n', 'answered PING with OK instead of PONG.'],
  ])('says what else is answered: %j', async (answer, detail) => {
    server = await serverThat((socket) => socket.on('data', () => socket.write(answer)), certificate);
    await expect(check(server.port)).resolves.toMatchObject({ status: 'failed', detail: `${HOST} ${detail}` });
  });

  it.each([
    ['that never greets', false],
    ['that never answers', true],
  ])('ends with its time at a server %s', async (_what, isSecure) => {
    server = await serverThat(() => undefined, isSecure ? certificate : undefined);
    const context = contextFor(certificate, { signal: AbortSignal.timeout(300) });
    await expect(pingRedis({ host: HOST, port: server.port }, context)).resolves.toMatchObject({
      status: 'failed',
      detail: `${HOST} accepted the connection, but did not answer PING in time.`,
    });
  });

  it('ends with Ctrl-C', async () => {
    server = await serverThat(() => undefined, certificate);
    const interruption = new AbortController();
    const check = pingRedis(
      { host: HOST, port: server.port },
      contextFor(certificate, { signal: interruption.signal }),
    );
    setTimeout(() => interruption.abort(), 100);
    await expect(check).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
