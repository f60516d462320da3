import { AzureError } from '../azure/azure-error';
import { RESOURCE, TOKEN } from './log-formats';
import { type LogAccess } from './log-access';
import { type LogSource } from './log-source';

/** Versions of the API that have the log stream: the one that `az containerapp logs show` asks, and for jobs the extension containerapp of the Azure CLI. */
export const API_VERSIONS = { app: '2024-03-01', job: '2023-11-02-preview' } as const;

/** Time before its end at which a token is renewed, in milliseconds. */
const MARGIN = 300_000;

/** Domain of the log streams: no other host gets a token. */
const DOMAIN = '.azurecontainerapps.dev';

/** App or job whose log is streamed. */
export type StreamedSource = LogSource & { readonly kind: 'app' | 'job' };

/** Whether the log of a source is streamed: that of a cluster is not. */
export function isStreamed(source: LogSource): source is StreamedSource {
  return source.kind !== 'cluster';
}

/** Endpoint of the log streams of an app or a job, and the token for it. */
export class StreamEndpoint {
  private origin?: Promise<string>;
  private known?: { readonly token: string; readonly until: number };

  constructor(
    private readonly access: LogAccess,
    private readonly source: StreamedSource,
  ) {}

  /**
   * URL of a stream, as `az containerapp logs show` builds it.
   *
   * @param below segments below the app, such as `eventstream`
   * @throws AzureError when the app does not exist, or its endpoint is on an unknown host
   */
  public async url(below: readonly string[], query: Readonly<Record<string, string>>): Promise<string> {
    this.origin ??= this.findOrigin();
    const [, , subscription = '', , group = ''] = this.source.id.split('/');
    const kind = this.source.kind === 'app' ? 'containerApps' : 'jobs';
    const path = ['subscriptions', subscription, 'resourceGroups', group, kind, this.source.name, ...below];
    const url = new URL(`${await this.origin}/${path.map(encodeURIComponent).join('/')}`);
    Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
    return url.href;
  }

  /** Token, renewed some minutes before it expires. @throws AzureError */
  public async token(): Promise<string> {
    const now = this.access.clock().getTime();
    if (this.known === undefined || this.known.until - MARGIN <= now) {
      const { id, kind } = this.source;
      const { properties } = await this.access.arm
        .request(`${id}/getAuthToken`, API_VERSIONS[kind], TOKEN, { method: 'POST', signal: this.access.signal })
        .catch((error: unknown) => {
          throw withRole(error);
        });
      const until = Date.parse(properties.expires ?? '');
      this.known = { token: properties.token, until: Number.isNaN(until) ? now + 2 * MARGIN : until };
    }
    return this.known.token;
  }

  /** Forgets a token that was refused. */
  public forgetToken(): void {
    this.known = undefined;
  }

  private async findOrigin(): Promise<string> {
    const { id, kind } = this.source;
    const { properties } = await this.access.arm.request(id, API_VERSIONS[kind], RESOURCE, {
      signal: this.access.signal,
    });
    const text = properties.eventStreamEndpoint;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== 'https:' || !url.hostname.endsWith(DOMAIN) || url.port !== '') {
      throw new AzureError({}, `Azure names a log stream of ${this.source.name} that is not on *${DOMAIN}: "${text}".`);
    }
    return url.origin;
  }
}

/** A refusal with the action that log streams need, which the role Reader does not have. */
export function withRole(error: unknown): unknown {
  return error instanceof AzureError && error.status === 403
    ? new AzureError(
        error,
        error.message,
        'Log streams need the action Microsoft.App/containerApps/getAuthToken/action (jobs: Microsoft.App/jobs/getAuthToken/action), which Contributor has and Reader has not. With Log Analytics Reader on the workspace, --since 1h works.',
      )
    : error;
}
