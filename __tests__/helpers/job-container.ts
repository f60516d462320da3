import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import { objectAt, objectsAt } from '../../lib/rehearsal/arm/json';
import { type Resource } from '../../lib/rehearsal/arm/resource-store';
import { testToken } from './data-plane';
import { repository } from './markdown';

/** Bundles the program of the job of a verification into a directory; the file. */
export function bundleJob(directory: string): string {
  execFileSync(process.execPath, ['scripts/build-verify-job.mjs', directory], { cwd: repository });
  return path.join(directory, 'job.bundle.txt');
}

/** Endpoint of managed identities, which knows one identity. */
export interface IdentityEndpoint {
  readonly url: string;
  readonly asked: readonly URL[];
  stop(): void;
}

/** Starts an endpoint of managed identities, as a container app has one. */
export async function startIdentityEndpoint(clientId: string): Promise<IdentityEndpoint> {
  const asked: URL[] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url);
    const isKnown = request.headers['x-identity-header'] === 'header' && url.searchParams.get('client_id') === clientId;
    response.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(isKnown ? { access_token: testToken(), expires_on: '4000000000' } : { statusCode: 400 }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`,
    asked,
    stop: () => server.close(),
  };
}

/** Container that a job of Azure would run: Node.js in an empty directory, with the command and the variables of the job. */
export class JobContainer {
  private readonly child: ChildProcess;

  /**
   * @param job the job, as Azure keeps it
   * @param directory with `ca.pem`
   */
  constructor(job: Resource | undefined, directory: string, identityUrl: string, onLine: (line: string) => void) {
    const [template] = objectsAt(objectAt(job?.properties, 'template'), 'containers');
    const [, ...args] = template?.['command'] as string[];
    const variables = objectsAt(template, 'env').map(({ name, value }) => [String(name), String(value)]);
    const empty = path.join(directory, 'empty');
    fs.mkdirSync(empty, { recursive: true });
    this.child = spawn(process.execPath, args, {
      cwd: empty,
      env: {
        ...Object.fromEntries(variables),
        IDENTITY_ENDPOINT: identityUrl,
        IDENTITY_HEADER: 'header',
        NODE_EXTRA_CA_CERTS: path.join(directory, 'ca.pem'),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    readline.createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', onLine);
  }

  public get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  public kill(): void {
    this.child.kill();
  }
}
