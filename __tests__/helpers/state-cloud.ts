import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { BlobBackend } from './blob-backend';
import { join, listening, portOf } from './blob-cloud';
import { startAzure, type TestAzure } from './loopback-azure';
import { TestProject } from './test-project';

/** App with stages of `terraform_data` alone, whose settings are read as those of any app. */
const APP = `node --require ${require.resolve('tsx/cjs')} {fixtures}/apps/staged.ts`;

/**
 * The public cloud on loopback with states in it: Resource Manager and the sign-in are those of the loopback Azure, `*.blob.core.windows.net` is Azurite. Both
 * azstage and Terraform reach it by one proxy, in processes of their own.
 */
export class StateCloud {
  public static async start(): Promise<StateCloud> {
    const [azure, blobs] = [await startAzure({ registered: [] }), await BlobBackend.start()];
    const cloud = new StateCloud(azure, blobs);
    await listening(cloud.proxy);
    return cloud;
  }

  private readonly proxy = http.createServer((_request, response) => void response.writeHead(405).end());

  private constructor(
    public readonly azure: TestAzure,
    public readonly blobs: BlobBackend,
  ) {
    this.proxy.on('connect', ({ url = '' }: http.IncomingMessage, client: net.Socket) => {
      if (/\.blob\.core\.windows\.net:443$/.test(url)) {
        join(client, blobs.address.port);
        return;
      }
      const { hostname, port } = new URL(azure.azure.proxyAddress);
      const next = net.connect(Number(port), hostname, () => {
        next.write(`CONNECT ${url} HTTP/1.1\r\nhost: ${url}\r\n\r\n`);
        next.pipe(client).pipe(next);
      });
      next.on('error', () => client.destroy());
      client.on('error', () => next.destroy());
    });
  }

  /** Project whose commands are signed in to the cloud. */
  public project(): TestProject {
    return this.signIn(TestProject.withApp(APP));
  }

  /** Signs the commands of a project in. */
  public signIn(project: TestProject): TestProject {
    const { azure } = this.azure.azure;
    const certificates = path.join(project.directory, '.certificates.pem');
    fs.writeFileSync(certificates, `${this.azure.azure.certificate.cert}\n${this.blobs.address.cert}`);
    return project.withEnv({
      HTTPS_PROXY: `http://127.0.0.1:${portOf(this.proxy)}`,
      NO_PROXY: 'localhost',
      NODE_EXTRA_CA_CERTS: certificates,
      SSL_CERT_FILE: certificates,
      ARM_CLIENT_ID: azure.directory.deployer.appId,
      ARM_CLIENT_SECRET: 'secret-of-the-test',
      ARM_TENANT_ID: azure.tenantId,
      ARM_SUBSCRIPTION_ID: azure.subscriptionId,
    });
  }

  /** Options of `bootstrap` that name what the blob server has. */
  public get names(): readonly string[] {
    return ['--storage-account', this.blobs.account, '--container', this.blobs.container];
  }

  public async stop(): Promise<void> {
    this.proxy.closeAllConnections();
    this.proxy.close();
    await this.azure.stop();
    await this.blobs.stop();
  }
}
