import { type LookupAddress } from 'node:dns';
import { type LookupFunction } from 'node:net';
import { notConnected, reach, unresolved } from '../../../../lib/verify/data-plane/reach';
import { contextFor, freePort, serverThat } from '../../../helpers/data-plane';

const HOST = 'kv-shop.vault.azure.net';

/** A name server that knows no name, or answers with an error. */
function refusing(code: string): LookupFunction {
  return (_host, _options, done) => done(Object.assign(new Error(code), { code, syscall: 'getaddrinfo' }), []);
}

const at = (...addresses: string[]): LookupAddress[] => addresses.map((address) => ({ address, family: 4 }));

describe('reaching a service', () => {
  it('finds the address that accepts a connection', async () => {
    const server = await serverThat(() => undefined);
    await expect(reach({ host: HOST, port: server.port }, contextFor(undefined))).resolves.toBe('127.0.0.1');
    await server.stop();
  });

  it('says that nothing listens there', async () => {
    const port = await freePort();
    await expect(reach({ host: HOST, port }, contextFor(undefined))).rejects.toMatchObject({
      verdict: {
        status: 'unreachable',
        detail: `${HOST} resolves to the address 127.0.0.1, which refused the connection on port ${port}.`,
      },
    });
  });

  it.each([
    ['ENOTFOUND', `The DNS of this machine does not know ${HOST}.`, /private DNS zone/],
    ['EAI_AGAIN', `The DNS of this machine gave no answer for ${HOST} (EAI_AGAIN).`, /DNS servers/],
  ])('says what became of the name: %s', async (code, detail, fix) => {
    const found = reach({ host: HOST, port: 443 }, contextFor(undefined, { lookup: refusing(code) }));
    await expect(found).rejects.toMatchObject({
      verdict: { status: 'unreachable', detail, fix: expect.stringMatching(fix) as string },
    });
  });

  it('ends with its time while a name server does not answer, and with Ctrl-C', async () => {
    const lookup = () => undefined;
    await expect(
      reach({ host: HOST, port: 443 }, contextFor(undefined, { lookup, signal: AbortSignal.timeout(50) })),
    ).rejects.toMatchObject({ verdict: unresolved('ETIMEDOUT', HOST).verdict });
    await expect(
      reach({ host: HOST, port: 443 }, contextFor(undefined, { lookup, signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it.each([
    [
      'ETIMEDOUT',
      ['10.0.1.5'],
      'the private address 10.0.1.5, which did not answer on port 443.',
      /inside its virtual/,
    ],
    [
      'EHOSTUNREACH',
      ['192.168.1.4', 'fd00::1'],
      'the private addresses 192.168.1.4, fd00::1, which cannot be routed to',
      /inside/,
    ],
    ['ENETUNREACH', ['100.64.0.1'], 'the private address 100.64.0.1, which cannot be routed to from here', /inside/],
    [
      'ECONNRESET',
      ['10.0.1.5', '20.1.2.3'],
      'the addresses 10.0.1.5, 20.1.2.3, which reset the connection',
      /firewall/,
    ],
    ['ETIMEDOUT', ['20.1.2.3'], 'the address 20.1.2.3, which did not answer', /firewall of this network/],
    ['ETIMEDOUT', ['::ffff:10.0.1.5'], 'the private address 10.0.1.5,', /inside/],
  ])(
    'tells private from public addresses, and why there is no connection: %s of %j',
    (code, addresses, detail, fix) => {
      const { verdict } = notConnected(code, { host: HOST, port: 443 }, at(...addresses));
      expect(verdict.status).toBe('unreachable');
      expect(verdict.detail).toContain(`${HOST} resolves to ${detail}`);
      expect(verdict.fix).toMatch(fix);
    },
  );

  it('shows nothing of a name that a terminal would act on', () => {
    expect(unresolved('ENOTFOUND', 'a\u001b[31m\u202eb').verdict.detail).toBe(
      'The DNS of this machine does not know a<U+202E>b.',
    );
  });
});
