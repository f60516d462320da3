import http from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { type Certificate } from './certificate';
import { type Answer, isHostOf, type Loopback, type Plane } from './plane';

/** Largest body of a request, in bytes: that of Azure Resource Manager is 4 MB. */
const LARGEST_BODY = 16_000_000;

/** Request that was answered. */
export interface Exchange {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
}

/** Properties of a loopback server. */
export interface LoopbackServerProps {
  readonly certificate: Certificate;
  readonly planes: readonly Plane[];
  /** Called after each answer. @default none */
  readonly onExchange?: (exchange: Exchange) => void;
  /**
   * Answers in place of a plane, as for a fault on purpose; `drop` closes the connection, `drop-after` once the request was carried out.
   *
   * @default none
   */
  readonly fault?: (method: string, url: URL) => Answer | 'drop' | 'drop-after' | undefined;
}

/**
 * HTTP proxy on loopback that plays the hosts of Azure: it ends the TLS connection of a `CONNECT` itself and answers from its planes.
 *
 * It opens no connection. A request for any other host is refused and recorded.
 */
export class LoopbackServer {
  /** Starts on a free port of 127.0.0.1. */
  public static async start(props: LoopbackServerProps): Promise<LoopbackServer> {
    const server = new LoopbackServer(props);
    await new Promise<void>((resolve, reject) => {
      server.proxy.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  /** Hosts, with ports, that are no part of Azure and were refused. */
  public readonly refusedHosts = new Set<string>();
  private readonly sockets = new Set<Socket>();
  private readonly context: tls.SecureContext;
  private readonly web = http.createServer((request, response) => void this.serve(request, response));
  private readonly proxy = http.createServer((request, response) => {
    this.refusedHosts.add(hostOf(request.url ?? ''));
    response.writeHead(403).end();
  });

  private constructor(private readonly props: LoopbackServerProps) {
    this.context = tls.createSecureContext(props.certificate);
    this.proxy.on('connect', ({ url = '' }: http.IncomingMessage, socket: Socket) => this.connect(url, socket));
  }

  /** Address for `HTTPS_PROXY`. */
  public get address(): string {
    return `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    this.proxy.closeAllConnections();
    await new Promise((resolve) => this.proxy.close(resolve));
  }

  private connect(target: string, socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => socket.destroy());
    const [host = '', port] = target.toLowerCase().split(':');
    if (port !== '443' || !this.props.planes.some((plane) => isHostOf(plane, host))) {
      this.refusedHosts.add(target);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const secure = new tls.TLSSocket(socket, { isServer: true, secureContext: this.context });
    secure.on('error', () => socket.destroy());
    this.web.emit('connection', secure);
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const host = (headers.host ?? '').split(':')[0]?.toLowerCase() ?? '';
    const url = new URL(`https://${host}${request.url ?? '/'}`);
    const plane = this.props.planes.find((each) => isHostOf(each, host));
    const bytes = await bodyOf(request);
    if (plane === undefined || bytes === undefined) {
      response.writeHead(plane === undefined ? 421 : 413).end();
      return;
    }
    const fault = this.props.fault?.(method, url);
    const isCarriedOut = fault === undefined || fault === 'drop-after';
    const answer = isCarriedOut
      ? await answered(plane, { method, url, headers, bytes, text: bytes.toString('utf8') })
      : fault;
    const exchange = { method, host, path: url.pathname + url.search };
    if (answer === 'drop' || fault === 'drop-after') {
      request.socket.destroy();
      this.props.onExchange?.({ ...exchange, status: 0 });
      return;
    }
    this.props.onExchange?.({ ...exchange, status: answer.status });
    if (answer.pieces === undefined) {
      send(response, answer);
    } else {
      await sendPieces(response, answer, answer.pieces);
    }
  }
}

/** Answer of a plane; 500 with the error where it fails. */
async function answered(plane: Plane, request: Loopback): Promise<Answer> {
  try {
    return await plane.answer(request);
  } catch (error) {
    // Clients repeat a request after any other status of 500 and above.
    return { status: 501, body: { error: { code: 'RehearsalFailed', message: String((error as Error).stack) } } };
  }
}

/** Body of a request; undefined for one that is too large or breaks off. */
async function bodyOf(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size > LARGEST_BODY) {
        return undefined;
      }
      chunks.push(chunk as Buffer);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

function send(response: http.ServerResponse, { status, headers = {}, body }: Answer): void {
  if (body === undefined) {
    response.writeHead(status, { 'content-length': '0', ...headers }).end();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(text);
}

/** Sends pieces until they end, or nobody reads them any more. */
async function sendPieces(
  response: http.ServerResponse,
  { status, headers = {} }: Answer,
  pieces: NonNullable<Answer['pieces']>,
): Promise<void> {
  const abort = new AbortController();
  response.on('close', () => abort.abort());
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).flushHeaders();
  try {
    for await (const piece of pieces(abort.signal)) {
      response.write(piece);
    }
    response.end();
  } catch {
    response.destroy();
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
