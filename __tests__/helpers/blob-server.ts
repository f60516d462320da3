import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Certificate, makeCertificate } from './blob-cloud';

/** Not `devstoreaccount1`, whose requests clients sign as for a path that begins with the account. */
export const ACCOUNT = 'azstagetest';

/** Environment variable with the {@link BlobServerPlace} of the server that all test files of a run share; setup.ts removes `AZSTAGE_*`. */
const SHARED = 'TEST_BLOB_SERVER';

/** What a client of the server needs. */
export interface BlobServerPlace {
  /** Directory with `cert.pem` and `key.pem`. */
  readonly directory: string;
  readonly accountKey: string;
  readonly port: number;
}

/** Azurite over HTTPS. */
export class BlobServer {
  /** The server of the whole run where there is one, otherwise one of its own. */
  public static async find(): Promise<BlobServer> {
    const shared = process.env[SHARED];
    return shared === undefined ? BlobServer.start() : new BlobServer(JSON.parse(shared) as BlobServerPlace);
  }

  /** Starts one for all test files, as a start takes more than a second of a core. It ends with this process, which does not wait for it. */
  public static async share(): Promise<void> {
    const { place, azurite } = await BlobServer.start();
    process.env[SHARED] = JSON.stringify(place);
    azurite?.unref();
    [azurite?.stdin, azurite?.stdout, azurite?.stderr].forEach((stream) => (stream as Socket | undefined)?.unref());
  }

  private static async start(): Promise<BlobServer> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-blobs-'));
    const certificate = await makeCertificate();
    fs.writeFileSync(path.join(directory, 'cert.pem'), certificate.cert);
    fs.writeFileSync(path.join(directory, 'key.pem'), certificate.key);
    const accountKey = randomBytes(64).toString('base64');
    const azurite = startAzurite(directory, accountKey);
    return new BlobServer({ directory, accountKey, port: await portOf(azurite) }, azurite);
  }

  private constructor(
    public readonly place: BlobServerPlace,
    private readonly azurite?: ChildProcess,
  ) {}

  public get certificate(): Certificate {
    const read = (file: string) => fs.readFileSync(path.join(this.place.directory, file), 'utf8');
    return { cert: read('cert.pem'), key: read('key.pem') };
  }

  /** Stops it, unless others use it: that one ends with the run. */
  public async stop(): Promise<void> {
    if (this.azurite !== undefined) {
      const ended = once(this.azurite, 'exit');
      this.azurite.stdin?.end();
      await ended;
      fs.rmSync(this.place.directory, { recursive: true, force: true });
    }
  }
}

/** Azurite's blob server, with nothing on the disk. It ends with its standard input. */
function startAzurite(directory: string, accountKey: string): ChildProcess {
  const parent = path.join(__dirname, '../fixtures/ends-with-its-parent.js');
  const flags = [
    '--inMemoryPersistence',
    '--silent',
    '--skipApiVersionCheck',
    '--disableTelemetry',
    '--oauth',
    'basic',
  ];
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
