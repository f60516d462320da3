import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { BlobCloud, type Certificate, makeCertificate } from './blob-cloud';
import { type FakeState } from './test-project';

/** Not `devstoreaccount1`, whose requests clients sign as for a path that begins with the account. */
const ACCOUNT = 'azstagetest';

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
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-blobs-'));
    const certificate = await makeCertificate();
    fs.writeFileSync(path.join(directory, 'cert.pem'), certificate.cert);
    fs.writeFileSync(path.join(directory, 'key.pem'), certificate.key);
    const accountKey = randomBytes(64).toString('base64');
    const azurite = startAzurite(directory, accountKey);
    const port = await portOf(azurite);
    const cloud = await BlobCloud.start(certificate, port);
    const backend = new BlobBackend(directory, certificate, accountKey, azurite, port, cloud);
    await backend.renew();
    return backend;
  }

  private containers = 0;

  private constructor(
    private readonly directory: string,
    private readonly certificate: Certificate,
    private readonly accountKey: string,
    private readonly azurite: ChildProcess,
    private readonly port: number,
    private readonly cloud: BlobCloud,
  ) {}

  /** What a Terraform must be given to reach it. */
  public get env(): NodeJS.ProcessEnv {
    return {
      SSL_CERT_FILE: path.join(this.directory, 'cert.pem'),
      HTTPS_PROXY: this.cloud.proxyAddress,
      NO_PROXY: 'localhost',
      ARM_ACCESS_KEY: this.accountKey,
    };
  }

  /** The container of the states. */
  public get container(): string {
    return `states-${this.containers}`;
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
    this.containers++;
    await this.ask('PUT', '', [201], { query: { restype: 'container' } });
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
    await this.ask('PUT', this.key(stage, scope), [201], { body, headers: { 'x-ms-blob-type': 'BlockBlob' } });
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
    const ended = once(this.azurite, 'exit');
    this.azurite.stdin?.end();
    await ended;
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** Asks for a blob of the container, or the container itself: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api */
  private async ask(
    method: string,
    key: string,
    expected: readonly number[],
    { query = {}, headers = {}, body = '' }: BlobRequest = {},
  ): Promise<BlobResponse> {
    const search = new URLSearchParams({ ...query, ...sharedAccessSignature(this.accountKey) });
    const request = https.request({
      host: '127.0.0.1',
      port: this.port,
      ca: this.certificate.cert,
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

/** Azurite's blob server, with nothing on the disk. It ends with its standard input. */
function startAzurite(directory: string, accountKey: string): ChildProcess {
  const parent = path.join(__dirname, '../fixtures/ends-with-its-parent.js');
  const flags = ['--inMemoryPersistence', '--silent', '--skipApiVersionCheck', '--disableTelemetry'];
  const files = ['--cert', path.join(directory, 'cert.pem'), '--key', path.join(directory, 'key.pem')];
  return spawn(
    process.execPath,
    ['--require', parent, require.resolve('azurite/dist/src/blob/main.js'), '--blobPort', '0', ...flags, ...files],
    { env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${accountKey}` }, cwd: directory, stdio: 'pipe' },
  );
}

/** The port on which Azurite says that it listens. */
async function portOf(azurite: ChildProcess): Promise<number> {
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += String(chunk);
      const [, port] = /listens on https:\/\/127\.0\.0\.1:(\d+)/.exec(text) ?? [];
      if (port !== undefined) {
        resolve(Number(port));
      }
    };
    azurite.stdout?.on('data', read);
    azurite.stderr?.on('data', read);
    azurite.once('exit', () => reject(new TypeError(`Azurite ended before it listened:\n${text}`)));
  });
}

/** Allows everything for a day: https://learn.microsoft.com/rest/api/storageservices/create-account-sas */
function sharedAccessSignature(accountKey: string): Record<string, string> {
  const expiry = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`;
  const sas = { sp: 'rwdlacup', ss: 'b', srt: 'sco', se: expiry, spr: 'https', sv: '2018-11-09' };
  const text = [ACCOUNT, sas.sp, sas.ss, sas.srt, '', sas.se, '', sas.spr, sas.sv, ''].join('\n');
  return { ...sas, sig: createHmac('sha256', Buffer.from(accountKey, 'base64')).update(text).digest('base64') };
}
