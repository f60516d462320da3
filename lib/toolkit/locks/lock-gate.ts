import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';

/**
 * A server on this machine that lets Terraform wait. A plan reads a `terraform_remote_state` from it once the lock of its own state is
 * taken, and keeps the lock until the server answers.
 */
export class LockGate {
  /** Starts a gate that is closed. */
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

  /** Terraform JSON whose plan waits here. */
  public rootModule(name: string): object {
    const { port } = this.server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/${encodeURIComponent(name)}`;
    return { data: { terraform_remote_state: { gate: { backend: 'http', config: { address, retry_max: 0 } } } } };
  }

  /** Waits until the plan of that name waits here. */
  public async arrived(name: string, signal: AbortSignal): Promise<void> {
    if (!this.waiting.has(name)) {
      await once(this.server, `arrived ${name}`, { signal });
    }
  }

  /** Lets all that wait go on. They find no state, and end. */
  public close(): void {
    for (const response of this.waiting.values()) {
      response.writeHead(404).end();
    }
    this.server.close();
    this.server.closeIdleConnections();
  }
}
