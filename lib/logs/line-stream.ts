import { createDefaultHttpClient, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { refusal, trouble } from '../azure/azure-answer';
import { AzureError } from '../azure/azure-error';
import { azurePipeline } from '../azure/pipeline';
import { type LogAccess } from './log-access';
import { type StreamEndpoint, withRole } from './stream-endpoint';
import { type StreamTarget } from './stream-targets';

/** Lines of the past that a stream starts with at most. */
export const MOST_PAST_LINES = 300;

/** Default of {@link LogAccess.silence}. */
const SILENCE = 180;

/** Longest line, in characters; a longer one comes in parts. */
const LONGEST = 1_000_000;

/** What is wanted of a stream. */
export interface StreamOptions {
  readonly follow: boolean;
  /** Number of lines of the past. */
  readonly tail: number;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  /** Called when Azure has accepted the request. */
  readonly onStart?: () => void;
}

/** Log streams of an app or a job. */
export class LineStreams {
  private readonly pipeline;
  private readonly client = createDefaultHttpClient();

  constructor(
    private readonly access: LogAccess,
    private readonly endpoint: StreamEndpoint,
  ) {
    this.pipeline = azurePipeline(access.options);
    // A redirect would take the token elsewhere, and compressed lines would wait for each other.
    this.pipeline.removePolicy({ name: 'redirectPolicy' });
    this.pipeline.removePolicy({ name: 'decompressResponsePolicy' });
  }

  /**
   * Lines of a stream until it ends or the signal is aborted; one that follows also ends when it is silent for too long.
   *
   * @throws AzureError when it is refused, breaks, or is not answered
   */
  public async *lines(target: StreamTarget, options: StreamOptions): AsyncGenerator<string> {
    const { follow, tail, signal, onStart } = options;
    const url = await this.endpoint.url(target.below, {
      follow: String(follow),
      output: 'json',
      tailLines: String(tail),
    });
    const { silence: seconds = SILENCE } = this.access;
    const silence = new Silence(signal, seconds);
    let isStarted = false;
    try {
      const answer = await this.open(url, silence.signal);
      isStarted = true;
      onStart?.();
      for await (const chunk of linesOf(answer.readableStreamBody as NodeJS.ReadableStream, silence)) {
        yield chunk;
      }
    } catch (error) {
      if (signal.aborted || (silence.signal.aborted && isStarted && follow)) {
        return;
      }
      throw silence.signal.aborted ? silent(url, seconds) : broken(url, error);
    } finally {
      silence.end();
    }
  }

  private async open(url: string, signal: AbortSignal): Promise<PipelineResponse> {
    const first = await this.send(url, signal);
    if (first.status === 401) {
      // Tokens expire, and are withdrawn: one that is new decides.
      this.endpoint.forgetToken();
    }
    const answer = first.status === 401 ? await this.send(url, signal) : first;
    if (answer.status !== 200) {
      throw withRole(refusal(`GET ${new URL(url).pathname}`, answer));
    }
    return answer;
  }

  private async send(url: string, signal: AbortSignal): Promise<PipelineResponse> {
    const request = createPipelineRequest({ url, abortSignal: signal, streamResponseStatusCodes: new Set([200]) });
    request.headers.set('authorization', `Bearer ${await this.endpoint.token()}`);
    return this.pipeline.sendRequest(this.client, request);
  }
}

/** Watch over a stream, which aborts one that is silent for too long. */
class Silence {
  public readonly signal: AbortSignal;
  private readonly own = new AbortController();
  private timer?: NodeJS.Timeout;

  constructor(
    outer: AbortSignal,
    private readonly seconds: number,
  ) {
    this.signal = AbortSignal.any([outer, this.own.signal]);
    this.interrupt();
  }

  public interrupt(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.own.abort(), this.seconds * 1000);
  }

  public end(): void {
    clearTimeout(this.timer);
  }
}

async function* linesOf(body: NodeJS.ReadableStream, silence: Silence): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    silence.interrupt();
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk as Buffer, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) {
      lines.push(rest);
      rest = '';
    }
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') {
    yield rest;
  }
}

function silent(url: string, seconds: number): AzureError {
  return new AzureError(
    { reason: 'ETIMEDOUT' },
    `The log stream of ${new URL(url).host} sent nothing for ${seconds} s.`,
  );
}

/** Error of a stream that broke, as one of Azure's. */
function broken(url: string, error: unknown): unknown {
  const { host, pathname } = new URL(url);
  const known = trouble(`GET ${pathname}`, host, error);
  const { code, message } = error as NodeJS.ErrnoException;
  return known === error && code !== undefined && !(error instanceof AzureError)
    ? new AzureError({ reason: code }, `The log stream of ${host} broke off: ${message}.`)
    : known;
}
