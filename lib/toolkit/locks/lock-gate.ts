import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';

/**
 * Local HTTP server that makes Terraform wait with its state lock held: a plan reads a `terraform_remote_state` from it after it has acquired the lock
 * of its own state, and keeps the lock until the server responds.
 */
export class LockGate {
  /** Starts a server that does not respond yet. */
  public static async open(): Promise<LockGate> {
    const gate = new LockGate();
    gate.server.listen(0, '127.0.0.1');
    await once(gate.server, 'listening');
    return gate;
  }

  private readonly waiting = new Map<string, http.ServerResponse>();
  private readonly server = http.createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1));
    this.waiting.set(name, response);
    this.server.emit(`arrived ${name}`);
  });

  private constructor() {}

  /** Terraform JSON whose plan waits for the server. */
  public rootModule(name: string): object {
    const { port } = this.server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/${encodeURIComponent(name)}`;
    return { data: { terraform_remote_state: { gate: { backend: 'http', config: { address, retry_max: 0 } } } } };
  }

  /** Resolves when the plan of that name waits for the server. */
  public async arrived(name: string, signal: AbortSignal): Promise<void> {
    if (!this.waiting.has(name)) {
      await once(this.server, `arrived ${name}`, { signal });
    }
  }

  /** Responds to all plans that wait. They find no state, and end. */
  public close(): void {
    for (const response of this.waiting.values()) {
      response.writeHead(404).end();
    }
    this.server.close();
    this.server.closeIdleConnections();
  }
}
