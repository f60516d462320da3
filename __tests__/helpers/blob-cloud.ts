import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** Domain of the cloud that tests have. `.test` belongs to nobody: https://datatracker.ietf.org/doc/html/rfc6761#section-6.2 */
const DOMAIN = 'azure.test';

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate of the cloud and of loopback, for a day. */
export async function makeCertificate(): Promise<Certificate> {
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  const { cert, private: key } = await generate([{ name: 'commonName', value: DOMAIN }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: tomorrow,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: `*.${DOMAIN}` },
          { type: 2, value: `*.blob.${DOMAIN}` },
          { type: 2, value: '*.blob.core.windows.net' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert, key };
}

/**
 * A cloud as Terraform looks for one: it is asked where its storage is, and leads there.
 *
 * The names in it are resolved by nothing but its proxy, which leads `*.blob.azure.test` to the blob server and refuses every other name.
 */
export class BlobCloud {
  public static readonly metadataHost = `metadata.${DOMAIN}`;

  /**
   * @param blobPort where the blob server listens
   */
  public static async start(certificate: Certificate, blobPort: number): Promise<BlobCloud> {
    const cloud = new BlobCloud(certificate, blobPort);
    await Promise.all([listening(cloud.metadata), listening(cloud.proxy)]);
    return cloud;
  }

  private readonly metadata: https.Server;
  private readonly proxy = http.createServer((_request, response) => void response.writeHead(405).end());

  private constructor(certificate: Certificate, blobPort: number) {
    this.metadata = https.createServer(certificate, (_request, response) => void response.end(METADATA));
    this.proxy.on('connect', ({ url = '' }: http.IncomingMessage, client: net.Socket) => {
      const host = url.split(':')[0] ?? '';
      if (host === BlobCloud.metadataHost) {
        join(client, portOf(this.metadata));
      } else if (host.endsWith(`.blob.${DOMAIN}`)) {
        join(client, blobPort);
      } else {
        client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      }
    });
  }

  public get proxyAddress(): string {
    return `http://127.0.0.1:${portOf(this.proxy)}`;
  }

  public stop(): void {
    this.metadata.closeAllConnections();
    this.metadata.close();
    this.proxy.close();
  }
}

/** What Terraform asks `GET /metadata/endpoints` for: sdk/internal/metadata/client.go of hashicorp/go-azure-sdk. */
const METADATA = JSON.stringify({
  name: 'test',
  resourceManager: `https://management.${DOMAIN}`,
  microsoftGraphResourceId: `https://graph.${DOMAIN}`,
  authentication: { loginEndpoint: `https://login.${DOMAIN}`, audiences: [`https://management.${DOMAIN}`] },
  suffixes: { storage: DOMAIN },
});

/** Makes a tunnel of a connection to the proxy. */
export function join(client: net.Socket, port: number): void {
  const server = net.connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.pipe(client).pipe(server);
  });
  server.on('error', () => client.destroy());
  client.on('error', () => server.destroy());
}

/** Starts a server on a free port of loopback. */
export async function listening(server: net.Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

/** Port that a server listens on. */
export function portOf(server: net.Server): number {
  return (server.address() as AddressInfo).port;
}
