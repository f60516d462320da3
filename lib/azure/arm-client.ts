import { type TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { type JsonError, JsonFormat } from '../json/json-format';
import { MANAGEMENT_HOST } from './arm-id';
import { refusal, trouble } from './azure-answer';
import { AzureError } from './azure-error';
import { type AzurePipelineOptions, azurePipeline } from './pipeline';

/** Token scope of Azure Resource Manager. */
const SCOPE = `https://${MANAGEMENT_HOST}/.default`;

/** Longest time of one request, in milliseconds. */
const TIMEOUT = 60_000;

/** Properties of a client of Azure Resource Manager. */
export interface ArmClientProps {
  readonly credential: TokenCredential;
  /** Ends requests, as on Ctrl-C. */
  readonly signal?: AbortSignal;
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}

/** One request. */
export interface ArmRequest {
  readonly method?: HttpMethods;
  readonly body?: object;
  /** Parameters of the query beside the version. @default none */
  readonly query?: Readonly<Record<string, string>>;
  /** Ends this request, as after a time limit. @default that of the client */
  readonly signal?: AbortSignal;
}

/** Page of a list: https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md#collections */
export const PAGE = new JsonFormat(
  'page of a list',
  z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() }),
);

/** Resource provider with its types: https://learn.microsoft.com/rest/api/resources/providers/get */
export const PROVIDER = new JsonFormat(
  'resource provider',
  z.object({
    resourceTypes: z.array(z.object({ resourceType: z.string(), apiVersions: z.array(z.string()) })),
  }),
);

/**
 * Client of Azure Resource Manager. It retries what Azure throttles or fails to answer, goes through the proxy of the environment, and reads every answer
 * through a schema.
 */
export class ArmClient {
  private readonly pipeline: Pipeline;
  private readonly client: HttpClient = createDefaultHttpClient();
  private readonly providers = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(private readonly props: ArmClientProps) {
    this.pipeline = azurePipeline(props.options);
    this.pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential: props.credential, scopes: SCOPE }));
  }

  /**
   * Result of a request.
   *
   * @param path id of a resource, or a path below it
   * @throws AzureError when it is refused or cannot be answered
   */
  public async request<T>(
    path: string,
    apiVersion: string,
    format: JsonFormat<T>,
    request: ArmRequest = {},
  ): Promise<T> {
    const url = this.urlOf(path, apiVersion, request.query);
    const what = `${request.method ?? 'GET'} ${path}`;
    return read(what, format, accepted(what, await this.send(what, url, request)));
  }

  /**
   * Sends a request whose answer says nothing, such as a cancellation.
   *
   * @throws AzureError when it is refused or cannot be answered
   */
  public async perform(path: string, apiVersion: string, request: ArmRequest): Promise<void> {
    const what = `${request.method ?? 'GET'} ${path}`;
    accepted(what, await this.send(what, this.urlOf(path, apiVersion), request));
  }

  /** Result of a GET; undefined where there is no such resource. */
  public async find<T>(
    path: string,
    apiVersion: string,
    format: JsonFormat<T>,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    const what = `GET ${path}`;
    const answer = await this.send(what, this.urlOf(path, apiVersion), { signal });
    return answer.status === 404 ? undefined : read(what, format, accepted(what, answer));
  }

  /** Items of a list, page by page. */
  public async list<T>(
    path: string,
    apiVersion: string,
    item: JsonFormat<T>,
    { signal, query }: Pick<ArmRequest, 'signal' | 'query'> = {},
  ): Promise<T[]> {
    const items: T[] = [];
    const what = `GET ${path}`;
    let next: URL | undefined = this.urlOf(path, apiVersion, query);
    while (next !== undefined) {
      const answer = accepted(what, await this.send(what, next, { signal }));
      const page = read(what, PAGE, answer);
      items.push(...page.value.map((each) => read(what, item, { ...answer, bodyAsText: JSON.stringify(each) })));
      next = nextOf(page.nextLink);
    }
    return items;
  }

  /**
   * Newest stable API version of a type, as the resource provider itself lists it: https://learn.microsoft.com/rest/api/resources/providers/get
   *
   * Most providers do not list parts of resources, such as subnets, which have the versions of what they are part of.
   *
   * @param type namespace and types, such as `Microsoft.App/containerApps`
   */
  public async apiVersionOf(subscriptionId: string, type: string): Promise<string> {
    const namespace = type.split('/')[0] ?? '';
    const path = `/subscriptions/${subscriptionId}/providers/${namespace}`;
    const key = path.toLowerCase();
    const versions =
      this.providers.get(key) ??
      this.request(path, '2021-04-01', PROVIDER).then(({ resourceTypes }) => newest(resourceTypes));
    this.providers.set(key, versions);
    const found = versionIn(
      await versions,
      type
        .slice(namespace.length + 1)
        .toLowerCase()
        .split('/'),
    );
    if (found === undefined) {
      throw new AzureError({}, `The resource provider ${namespace} does not list the type ${type}.`);
    }
    return found;
  }

  private urlOf(path: string, apiVersion: string, query: ArmRequest['query'] = {}): URL {
    const url = new URL(`https://${MANAGEMENT_HOST}${path.split('/').map(encodeURIComponent).join('/')}`);
    url.searchParams.set('api-version', apiVersion);
    Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
    return url;
  }

  private async send(what: string, url: URL, { method = 'GET', body, signal }: ArmRequest): Promise<PipelineResponse> {
    const request = createPipelineRequest({
      url: url.href,
      method,
      timeout: TIMEOUT,
      abortSignal: signal ?? this.props.signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    request.headers.set('accept', 'application/json');
    if (body !== undefined) {
      request.headers.set('content-type', 'application/json');
    }
    try {
      return await this.pipeline.sendRequest(this.client, request);
    } catch (error) {
      throw trouble(what, url.host, error);
    }
  }
}

function accepted(what: string, answer: PipelineResponse): PipelineResponse {
  if (answer.status >= 300) {
    throw refusal(what, answer);
  }
  return answer;
}

function read<T>(what: string, format: JsonFormat<T>, answer: PipelineResponse): T {
  try {
    return format.parse(answer.bodyAsText ?? '');
  } catch (error) {
    throw new AzureError({ status: answer.status }, `The answer to ${what} ${(error as JsonError).message}.`);
  }
}

/** The next page; a link to another host would get the token. */
function nextOf(link: string | null | undefined): URL | undefined {
  if (link === undefined || link === null || link === '') {
    return undefined;
  }
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.protocol !== 'https:' || url.host !== MANAGEMENT_HOST) {
    throw new AzureError({}, `Azure named a next page that is not on ${MANAGEMENT_HOST}; it was not asked for.`);
  }
  return url;
}

/** Version of a type, or of the nearest one that it is part of. */
function versionIn(versions: ReadonlyMap<string, string>, type: readonly string[]): string | undefined {
  return type
    .map((_, index) => versions.get(type.slice(0, type.length - index).join('/')))
    .find((each) => each !== undefined);
}

/** Newest API version of each type, in small letters: a stable one where there is one. */
function newest(
  types: readonly { readonly resourceType: string; readonly apiVersions: readonly string[] }[],
): ReadonlyMap<string, string> {
  return new Map(
    types.flatMap(({ resourceType, apiVersions }) => {
      const stable = apiVersions.filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version));
      const best = (stable.length === 0 ? [...apiVersions] : stable).sort().at(-1);
      return best === undefined ? [] : [[resourceType.toLowerCase(), best] as const];
    }),
  );
}
