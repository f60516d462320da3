import { ArmClient } from '../../lib/azure/arm-client';
import { bootstrap, type BootstrapOptions } from '../../lib/azure/bootstrap/bootstrap';
import { type Answer, type Loopback, type Plane } from '../../lib/rehearsal/loopback/plane';
import { type JsonObject, objectAt } from '../../lib/rehearsal/arm/json';
import { type BootstrapResult } from '../../lib/toolkit/io/bootstrap-result';
import { type IoRequest } from '../../lib/toolkit/io/io-host';
import { startAzure, type TestAzure } from './loopback-azure';
import { RecordingIoHost } from './recording-io-host';
import { type FakeApp, TestProject } from './test-project';

/** Repository that the played GitHub has; undefined for one that it does not show. */
export type PlayedRepository = { readonly created: string; readonly prefix?: string; readonly template?: string[] };

/** api.github.com with repositories of `acme`, by name. */
export function gitHubPlane(repositories: ReadonlyMap<string, PlayedRepository>): Plane {
  const ids = { repository: 456789, owner: 123456 };
  return {
    hosts: ['api.github.com'],
    answer: ({ url }: Loopback): Answer => {
      const [, , owner = '', name = '', ...rest] = url.pathname.split('/');
      const found = repositories.get(name.toLowerCase());
      if (owner.toLowerCase() !== 'acme' || found === undefined) {
        return { status: 404, body: { message: 'Not Found' } };
      }
      if (rest.length === 0) {
        const repository = { id: ids.repository, full_name: `acme/${name}`, created_at: found.created };
        return { status: 200, body: { ...repository, owner: { id: ids.owner, login: 'acme' } } };
      }
      if (found.template !== undefined) {
        return { status: 200, body: { use_default: false, include_claim_keys: found.template } };
      }
      return found.prefix === undefined
        ? { status: 403, body: { message: 'Must have admin rights to Repository.' } }
        : { status: 200, body: { use_default: true, sub_claim_prefix: found.prefix } };
    },
  };
}

/** Answers in place of those of Azure, by a part of method and path; `drop` as on a broken connection. */
export type Faults = (method: string, path: string) => Answer | 'drop' | undefined;

/** Project, and the loopback Azure and GitHub in which `bootstrap` makes things for it. */
export class BootstrapProject {
  public static async start(): Promise<BootstrapProject> {
    const repositories = new Map<string, PlayedRepository>();
    const own: { project?: BootstrapProject } = {};
    const azure = await startAzure({
      registered: [],
      planes: [gitHubPlane(repositories)],
      fault: (method, url) => {
        own.project?.asked.push(`${method} ${url.pathname}`);
        return own.project?.faults(method, decodeURIComponent(url.pathname));
      },
    });
    own.project = new BootstrapProject(azure, repositories);
    return own.project;
  }

  /** Requests of the last run, Azure's and GitHub's. */
  public asked: string[] = [];
  public faults: Faults = () => undefined;
  public project = TestProject.withStages({ stages: {} });
  public host = new RecordingIoHost();
  /** Waits of the last run, in seconds. */
  public waits: number[] = [];

  private constructor(
    public readonly azure: TestAzure,
    public readonly repositories: Map<string, PlayedRepository>,
  ) {}

  /** Another project without anything in Azure. */
  public renew(app: FakeApp['stages'] = {}): void {
    const { store, registered } = this.azure.azure.azure;
    registered.delete('microsoft.storage');
    registered.delete('microsoft.managedidentity');
    store.below(`/subscriptions/${this.azure.subscriptionId}`).forEach(({ id }) => store.delete(id));
    this.repositories.clear();
    this.faults = () => undefined;
    this.project = TestProject.withStages({ stages: app, subscriptionId: this.azure.subscriptionId });
  }

  /** Runs `bootstrap` with an answer to all questions. */
  public async run(options: BootstrapOptions = { yes: true }, answer?: (request: IoRequest) => boolean | undefined) {
    this.host = new RecordingIoHost(answer);
    this.asked = [];
    this.waits = [];
    const { options: pipeline, subscriptionId } = this.azure;
    const retryOptions = { maxRetries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 };
    const sleep = (seconds: number): Promise<void> => {
      this.waits.push(seconds);
      return Promise.resolve();
    };
    return bootstrap(this.project.session(this.host, { sleep }), options, {
      pipeline: { ...pipeline, retryOptions },
      open: (session) => {
        const credential = this.credential;
        const arm = new ArmClient({
          credential,
          signal: session.interruption.signal,
          options: { ...pipeline, retryOptions },
        });
        return Promise.resolve({ arm, credential, subscriptionId });
      },
    });
  }

  /** What a request of the last run changed in Azure. */
  public get writes(): string[] {
    return this.asked.filter((each) => /^(PUT|PATCH|DELETE) |\/register$/.test(each));
  }

  /** Properties of the one resource of a type. */
  public propertiesOf(type: string): JsonObject {
    return objectAt(this.azure.azure.azure.store.ofType(type)[0]?.properties);
  }

  private get credential() {
    const { directory, tenantId } = this.azure.azure.azure;
    const claims = { oid: directory.deployer.objectId, tid: tenantId, idtyp: 'app' };
    const token = ['{}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url'));
    return { getToken: () => Promise.resolve({ token: token.join('.'), expiresOnTimestamp: Date.now() + 3_600_000 }) };
  }
}

/** Parts of a result by their status: `role Contributor`. */
export function partsOf({ parts }: BootstrapResult, status: BootstrapResult['parts'][number]['status']): string[] {
  return parts.filter((part) => part.status === status).map(({ kind, name }) => `${kind} ${name}`);
}
