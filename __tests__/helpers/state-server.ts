import http from 'node:http';
import { type AddressInfo } from 'node:net';

/** A backend of the kind `http` with locks: https://developer.hashicorp.com/terraform/language/backend/http */
export class StateServer {
  public static async start(): Promise<StateServer> {
    const server = new StateServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** States by path. */
  public readonly states = new Map<string, string>();
  /** Lock infos by path. */
  public readonly locks = new Map<string, string>();
  /** Whether it refuses to write. */
  public isBroken = false;
  private readonly server = http.createServer((request, response) => this.answer(request, response));

  /** The backend block for a stage. */
  public backend(stage: string): object {
    const address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${stage}`;
    const lock = { lock_address: address, unlock_address: address };
    return { backend: { http: { address, ...lock, retry_max: 0 } } };
  }

  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const { status, body = '' } = this.handle(request.method ?? '', path, Buffer.concat(chunks).toString());
      response.writeHead(status).end(body);
    });
  }

  private handle(method: string, path: string, body: string): { readonly status: number; readonly body?: string } {
    switch (method) {
      case 'GET': {
        const state = this.states.get(path);
        return state === undefined ? { status: 404 } : { status: 200, body: state };
      }
      case 'POST':
        if (this.isBroken) {
          return { status: 500 };
        }
        this.states.set(path, body);
        return { status: 200 };
      case 'LOCK': {
        const holder = this.locks.get(path);
        this.locks.set(path, holder ?? body);
        return holder === undefined ? { status: 200 } : { status: 423, body: holder };
      }
      case 'UNLOCK':
        this.locks.delete(path);
        return { status: 200 };
      default:
        return { status: 405 };
    }
  }
}
