import { createHmac, randomBytes } from 'node:crypto';
import https from 'node:https';
import path from 'node:path';
import { BlobCloud } from './blob-cloud';
import { ACCOUNT, BlobServer } from './blob-server';
import { type FakeState } from './test-project';

/** What is asked of the blob server. */
interface BlobRequest {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface BlobResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * The azurerm backend of Terraform on Azurite, over HTTPS: states are blobs, and locks are leases.
 *
 * Needs a Terraform that trusts the certificates of `SSL_CERT_FILE`: {@link describeWithBlobBackend}.
 */
export class BlobBackend {
  public static async start(): Promise<BlobBackend> {
    const server = await BlobServer.find();
    const cloud = await BlobCloud.start(server.certificate, server.place.port);
    const backend = new BlobBackend(server, cloud);
    await backend.renew();
    return backend;
  }

  /** The server may have containers of other test files. */
  private readonly containers = `states-${randomBytes(8).toString('hex')}`;
  private renewals = 0;
  private current = '';

  private constructor(
    private readonly server: BlobServer,
    private readonly cloud: BlobCloud,
  ) {}

  /** What a Terraform must be given to reach it. */
  public get env(): NodeJS.ProcessEnv {
    return {
      SSL_CERT_FILE: path.join(this.server.place.directory, 'cert.pem'),
      HTTPS_PROXY: this.cloud.proxyAddress,
      NO_PROXY: 'localhost',
      ARM_ACCESS_KEY: this.server.place.accountKey,
    };
  }

  /** The container of the states. */
  public get container(): string {
    return this.current;
  }

  /** Port and certificate of the server. */
  public get address(): { readonly port: number; readonly cert: string } {
    return { port: this.server.place.port, cert: this.server.certificate.cert };
  }

  public get account(): string {
    return ACCOUNT;
  }

  /** Where Terraform asks for the addresses of the cloud. */
  public get metadataHost(): string {
    return BlobCloud.metadataHost;
  }

  /** Goes on with an empty container. */
  public async renew(): Promise<void> {
    this.renewals++;
    this.current = `${this.containers}-${this.renewals}`;
    await this.ask('PUT', '', [201], { query: { restype: 'container' } });
  }

  /** Remembers the container and its blobs; the function goes on with them as they were. */
  public async remember(): Promise<() => Promise<void>> {
    const { container } = this;
    const bodies = new Map<string, string>();
    for (const key of await this.keys()) {
      bodies.set(key, (await this.ask('GET', key, [200])).body);
    }
    return async () => {
      this.current = container;
      await this.ask('DELETE', '', [202], { query: { restype: 'container' } });
      await this.ask('PUT', '', [201], { query: { restype: 'container' } });
      for (const [key, body] of bodies) {
        await this.put(key, body);
      }
    };
  }

  /** The `terraform` block of a stage of the fake app. */
  public backend(stage: string, scope?: string): object {
    const account = { storage_account_name: ACCOUNT, metadata_host: this.metadataHost };
    return { backend: { azurerm: { ...account, container_name: this.container, key: this.key(stage, scope) } } };
  }

  /** The blob of the state of a stage of the fake app. */
  public key(stage: string, scope = 'shop/dev'): string {
    return `shop/${scope}/${stage}.tfstate`;
  }

  /** Names of all blobs, in order. */
  public async keys(): Promise<string[]> {
    const { body } = await this.ask('GET', '', [200], { query: { restype: 'container', comp: 'list' } });
    return [...body.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name]) => String(name)).sort();
  }

  /** What the blob of a stage holds; undefined when there is no blob. */
  public async text(stage: string, scope?: string): Promise<string | undefined> {
    const { status, body } = await this.ask('GET', this.key(stage, scope), [200, 404]);
    return status === 404 ? undefined : body;
  }

  /** The state of a stage; undefined when there is no blob, or an empty one, as Terraform makes it for its lock. */
  public async state(stage: string, scope?: string): Promise<FakeState | undefined> {
    const text = (await this.text(stage, scope)) ?? '';
    return text === '' ? undefined : (JSON.parse(text) as FakeState);
  }

  /** Gives the blob of a stage another content. */
  public async replace(stage: string, body: string, scope?: string): Promise<void> {
    await this.put(this.key(stage, scope), body);
  }

  /** Removes the blob of a stage. */
  public async remove(stage: string, scope?: string): Promise<void> {
    await this.ask('DELETE', this.key(stage, scope), [202]);
  }

  /** Whether somebody holds the lease of the blob of a stage, which is the lock of its state. */
  public async isLeased(stage: string, scope?: string): Promise<boolean> {
    const { headers } = await this.ask('HEAD', this.key(stage, scope), [200, 404]);
    return headers['x-ms-lease-state'] === 'leased';
  }

  /** Id of the lock that Terraform noted in the blob of a stage. */
  public async lockId(stage: string, scope?: string): Promise<string | undefined> {
    const { headers } = await this.ask('HEAD', this.key(stage, scope), [200, 404]);
    const info = headers['x-ms-meta-terraformlockid'];
    return info === undefined
      ? undefined
      : (JSON.parse(Buffer.from(String(info), 'base64').toString()) as { ID: string }).ID;
  }

  /** Takes the lease of the blob of a stage away from whoever holds it. */
  public async breakLease(stage: string, scope?: string): Promise<void> {
    const headers = { 'x-ms-lease-action': 'break', 'x-ms-lease-break-period': '0' };
    await this.ask('PUT', this.key(stage, scope), [202], { query: { comp: 'lease' }, headers });
  }

  public async stop(): Promise<void> {
    this.cloud.stop();
    await this.server.stop();
  }

  private async put(key: string, body: string): Promise<void> {
    await this.ask('PUT', key, [201], { body, headers: { 'x-ms-blob-type': 'BlockBlob' } });
  }

  /** Asks for a blob of the container, or the container itself: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api */
  private async ask(
    method: string,
    key: string,
    expected: readonly number[],
    { query = {}, headers = {}, body = '' }: BlobRequest = {},
  ): Promise<BlobResponse> {
    const search = new URLSearchParams({ ...query, ...sharedAccessSignature(this.server.place.accountKey) });
    const request = https.request({
      host: '127.0.0.1',
      port: this.server.place.port,
      ca: this.server.certificate.cert,
      method,
      path: `/${ACCOUNT}/${[this.container, key].filter((part) => part !== '').join('/')}?${search}`,
      headers: { 'content-length': Buffer.byteLength(body), ...headers },
    });
    const response = await new Promise<BlobResponse>((resolve, reject) => {
      request.on('error', reject).on('response', (message) => {
        let text = '';
        message.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        message.on('end', () => resolve({ status: message.statusCode ?? 0, headers: message.headers, body: text }));
      });
      request.end(body);
    });
    if (!expected.includes(response.status)) {
      throw new TypeError(`${method} ${key} was answered with ${response.status}: ${response.body}`);
    }
    return response;
  }
}

/** Allows everything for a day: https://learn.microsoft.com/rest/api/storageservices/create-account-sas */
function sharedAccessSignature(accountKey: string): Record<string, string> {
  const expiry = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`;
  const sas = { sp: 'rwdlacup', ss: 'b', srt: 'sco', se: expiry, spr: 'https', sv: '2018-11-09' };
  const text = [ACCOUNT, sas.sp, sas.ss, sas.srt, '', sas.se, '', sas.spr, sas.sv, ''].join('\n');
  return { ...sas, sig: createHmac('sha256', Buffer.from(accountKey, 'base64')).update(text).digest('base64') };
}
