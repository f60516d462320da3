import {
  createDefaultHttpClient,
  createPipelineRequest,
  getDefaultProxySettings,
  type HttpClient,
  type HttpMethods,
  isRestError,
  type Pipeline,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import { azurePipeline } from '../../azure/pipeline';
import { type DataPlaneContext } from '../check';
import { connectionTrouble, cutOff } from './connection-trouble';
import { failed, type Finding, told, unreachable, within } from './finding';
import { reach } from './reach';
import { signIn } from './sign-in';

/** Request to a service. */
export interface Question {
  readonly method?: HttpMethods;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Options of a service. */
export interface HttpsServiceOptions {
  /** Scope of the token that goes with every request. @default requests without a token */
  readonly scope?: string;
  /** Number of times that a request is repeated which was throttled or failed in the service. @default 2 */
  readonly retries?: number;
}

/**
 * Service over HTTPS that can be reached. It is asked directly, or through the proxy of the environment, and follows no redirects: the token would
 * go with them.
 */
export class HttpsService {
  /**
   * Connects to a service, and signs in for it.
   *
   * @throws Finding when it is unreachable
   */
  public static async open(
    origin: string,
    context: DataPlaneContext,
    { scope, retries = 2 }: HttpsServiceOptions = {},
  ): Promise<HttpsService> {
    const url = new URL(origin);
    const isProxied = (context.options?.proxyOptions ?? getDefaultProxySettings()) !== undefined;
    if (!isProxied) {
      await reach({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) }, context);
    }
    const token = scope === undefined ? undefined : (await signIn(scope, context)).token;
    const pipeline = azurePipeline({
      retryOptions: { maxRetries: retries },
      tlsOptions: context.certificates === undefined ? undefined : { ca: [...context.certificates] },
      redirectOptions: { maxRetries: 0 },
      ...context.options,
    });
    return new HttpsService(url, { context, isProxied, pipeline, token });
  }

  private readonly client: HttpClient = createDefaultHttpClient();

  private constructor(
    private readonly origin: URL,
    private readonly means: {
      readonly context: DataPlaneContext;
      readonly isProxied: boolean;
      readonly pipeline: Pipeline;
      readonly token?: string;
    },
  ) {}

  public get host(): string {
    return told(this.origin.host);
  }

  /**
   * Answer to a request, whatever its status.
   *
   * @param path path and query
   * @throws Finding when there is none
   */
  public async ask(path: string, { method = 'GET', body, headers = {} }: Question = {}): Promise<PipelineResponse> {
    const { context, pipeline, token } = this.means;
    const request = createPipelineRequest({
      url: new URL(path, this.origin).href,
      method,
      abortSignal: context.signal,
      body: body === undefined ? undefined : JSON.stringify(body),
      requestOverrides: context.lookup === undefined ? undefined : { lookup: context.lookup },
    });
    const all = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    Object.entries(all).forEach(([name, value]) => request.headers.set(name, value));
    try {
      return await within(context.signal, pipeline.sendRequest(this.client, request), () => this.late());
    } catch (error) {
      throw connectionTrouble(error, this.host) ?? this.lost(error);
    }
  }

  private late(): Finding {
    return this.means.isProxied
      ? unreachable(
          `${this.host} did not answer in time through the proxy.`,
          'Check whether the proxy lets this machine through to it.',
        )
      : failed(`${this.host} accepted the connection, but did not answer in time.`);
  }

  private lost(error: unknown): unknown {
    if (!isRestError(error)) {
      return error;
    }
    // An answer that was read in part.
    return error.code === RestError.PARSE_ERROR
      ? cutOff(this.host)
      : unreachable(
          `${this.host} could not be reached: ${told(error.message)}`,
          'Check the network, and HTTPS_PROXY where there is a proxy.',
        );
  }
}
