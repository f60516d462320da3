import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import type http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type LookupFunction } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { type Certificate, makeCertificate } from '../../lib/rehearsal/loopback/certificate';
import { type DataPlaneContext } from '../../lib/verify/check';

/** Object id of the identity that the tests sign in as. */
export const OBJECT_ID = '11111111-2222-3333-4444-555555555555';

/** User principal name of that identity. */
export const USER = 'ann@example.com';

/** An access token with claims; the test servers take it as a password. */
export function testToken(claims: object = { oid: OBJECT_ID, upn: USER }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
}

/** Resolves every name to loopback. */
export const toLoopback: LookupFunction = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);

/** Context of a check that trusts a certificate, finds every name on loopback, and has twenty seconds unless told otherwise. */
export function contextFor(
  certificate: Certificate | undefined,
  overrides: Partial<DataPlaneContext> & { readonly token?: string } = {},
): DataPlaneContext {
  const { token = testToken(), ...rest } = overrides;
  return {
    credential: { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    signal: AbortSignal.timeout(20_000),
    certificates: certificate === undefined ? undefined : [certificate.cert],
    lookup: toLoopback,
    ...rest,
  };
}

/** A certificate for names, trusted only by those who are given it. */
export function certificateFor(...hosts: readonly string[]): Promise<Certificate> {
  return makeCertificate(hosts, new Date());
}

/** A certificate that expired a week ago. */
export function expiredCertificateFor(...hosts: readonly string[]): Promise<Certificate> {
  return makeCertificate(hosts, new Date(Date.now() - 9 * 86_400_000));
}

/** A server on loopback, and its end. */
export interface TestServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A server that does the same with every connection; over TLS with a certificate. */
export async function serverThat(answer: (socket: net.Socket) => void, certificate?: Certificate): Promise<TestServer> {
  const sockets = new Set<net.Socket>();
  const accept = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    answer(socket);
  };
  const server = certificate === undefined ? net.createServer(accept) : tls.createServer(certificate, accept);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port on loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  const { port, stop } = await serverThat(() => undefined);
  await stop();
  return port;
}

/** Redis with TLS, and a user whose password is the token. */
export async function startRedis(certificate: Certificate, token = testToken()): Promise<TestServer> {
  const home = homeOf(certificate);
  const port = await freePort();
  fs.writeFileSync(
    path.join(home.directory, 'users.acl'),
    `user default off\nuser ${OBJECT_ID} on >${token} ~* +@all\n`,
  );
  const { cert, key } = home;
  const server = start(home, [
    'redis-server',
    ...['--port', '0', '--tls-port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', home.directory],
    ...['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert, '--tls-auth-clients', 'no'],
    ...['--aclfile', path.join(home.directory, 'users.acl')],
  ]);
  await listening(port, server);
  return { port, stop: () => end(home, server) };
}

/** A PostgreSQL server, and a way to run SQL as its superuser. */
export interface TestPostgresql extends TestServer {
  /** Directory of its Unix socket. */
  readonly directory: string;
}

/** PostgreSQL that takes connections over TLS from its users with their passwords, and its superuser `postgres` on a Unix socket. */
export async function startPostgresql(programs: string, certificate: Certificate): Promise<TestPostgresql> {
  const home = homeOf(certificate);
  const port = await freePort();
  const data = path.join(home.directory, 'data');
  const initdb = start(home, [path.join(programs, 'initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync']);
  await once(initdb, 'exit');
  fs.writeFileSync(
    path.join(data, 'pg_hba.conf'),
    'local all all trust\nhostssl shop,empty all 127.0.0.1/32 password\n',
  );
  const settings = [
    'ssl=on',
    `ssl_cert_file=${home.cert}`,
    `ssl_key_file=${home.key}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${home.directory}`,
    'fsync=off',
  ];
  const server = start(home, [
    path.join(programs, 'postgres'),
    ...['-D', data, '-p', String(port)],
    ...settings.flatMap((each) => ['-c', each]),
  ]);
  await listening(port, server);
  return { port, directory: home.directory, stop: () => end(home, server) };
}

/** Directory of a server that may not run as root. */
interface Home {
  readonly directory: string;
  readonly cert: string;
  readonly key: string;
  readonly uid?: number;
  readonly gid?: number;
}

function homeOf(certificate: Certificate): Home {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-server-'));
  const cert = path.join(directory, 'cert.pem');
  const key = path.join(directory, 'key.pem');
  fs.writeFileSync(cert, certificate.cert);
  fs.writeFileSync(key, certificate.key, { mode: 0o600 });
  if (process.getuid?.() !== 0) {
    return { directory, cert, key };
  }
  const [, , uid, gid] = /^nobody:.*$/m.exec(fs.readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  const owner = { uid: Number(uid), gid: Number(gid) };
  [directory, cert, key].forEach((each) => fs.chownSync(each, owner.uid, owner.gid));
  return { directory, cert, key, ...owner };
}

/** Starts a program that ends with its standard input, and so with this process. */
function start({ directory, uid, gid }: Home, command: readonly string[]): ChildProcess {
  return spawn(process.execPath, [path.join(__dirname, '../fixtures/until-its-parent-ends.js'), ...command], {
    cwd: directory,
    uid,
    gid,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
}

async function end({ directory }: Home, server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.stdin?.end();
  await ended;
  fs.rmSync(directory, { recursive: true, force: true });
}

/** Waits until a server accepts connections. */
async function listening(port: number, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const socket = net.connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new TypeError(`A server ended with ${server.exitCode} before it listened on ${port}.`);
}

/** Request that a test server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Answer of a test server; `cut` ends the connection in the middle of it, `never` gives none. */
export type TestAnswer =
  | 'cut'
  | 'never'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

/** A server over HTTPS on loopback, and what it was asked. */
export interface TestHttps extends TestServer {
  readonly asked: readonly Asked[];
}

/** Starts a server over HTTPS. */
export async function startHttps(certificate: Certificate, answer: (request: Asked) => TestAnswer): Promise<TestHttps> {
  const asked: Asked[] = [];
  const server = https.createServer(certificate, (request, response) => {
    void text(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      asked.push({ method, path, headers, body });
      send(response, answer({ method, path, headers, body }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: http.ServerResponse, answer: TestAnswer): void {
  if (answer === 'never') {
    return;
  }
  if (answer === 'cut') {
    response.writeHead(200, { 'content-length': '1000' }).write('{');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  const { status, headers = {}, body = '' } = answer;
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}
