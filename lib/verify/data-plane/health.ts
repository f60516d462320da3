import { setTimeout } from 'node:timers/promises';
import { type PipelineResponse } from '@azure/core-rest-pipeline';
import { formatDuration } from '../../toolkit/host/duration';
import { stopwatch } from '../../toolkit/host/stopwatch';
import { type DataPlaneContext, type Verdict } from '../check';
import { failed, Finding, told, unreachable, verdictOf, within } from './finding';
import { HttpsService } from './https-service';

/** Health of an app. */
export interface HealthTarget {
  /** Such as `https://api.shop.example/health`. */
  readonly url: string;
}

/** Answers of an ingress whose app is not there yet: the first replica of a scale from zero is being started. */
const STARTING = [502, 503, 504];

const MOST_REDIRECTS = 5;

/** Time between two requests to an app that is starting, in milliseconds. */
const PAUSE = 1_000;

/** A start of an app that is worth telling, in milliseconds. */
const SLOW = 5_000;

/**
 * Asks the health of an app, without a token, until it answers with 2xx or the time is over.
 *
 * An app with no replica is started by the request: https://learn.microsoft.com/azure/container-apps/scale-app. Its image has to be pulled first, so the
 * time should be two minutes.
 */
export function askHealth({ url }: HealthTarget, context: DataPlaneContext): Promise<Verdict> {
  return verdictOf(context, async () => {
    const time = stopwatch();
    let last: Finding | undefined;
    for (;;) {
      const answer = await asked(url, context).catch((error: unknown) => {
        // What the time ended says less than the answer before it.
        throw context.signal.aborted && error instanceof Finding ? (last ?? error) : error;
      });
      if (!STARTING.includes(answer.status)) {
        return healthy(url, answer, time());
      }
      last = failed(
        `${told(url)} answered ${answer.status} for ${formatDuration(time())}: no replica of the app is ready.`,
        'Look at the logs of the app, and at its probes.',
      );
      const late = last;
      await within(context.signal, setTimeout(PAUSE, undefined, { signal: context.signal }), () => late);
    }
  });
}

/** Answer after redirects within the host. */
async function asked(url: string, context: DataPlaneContext): Promise<PipelineResponse> {
  let next = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const app = await HttpsService.open(next.origin, context, { retries: 0 });
    const answer = await app.ask(next.pathname + next.search);
    const to = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : undefined;
    if (to === undefined) {
      return answer;
    }
    next = redirected(next, to, answer.status);
  }
  throw failed(`${told(url)} redirects more than ${MOST_REDIRECTS} times.`, 'Name the URL that it should lead to.');
}

function redirected(from: URL, to: string, status: number): URL {
  const next = URL.canParse(to, from.href) ? new URL(to, from) : undefined;
  if (next === undefined || next.host !== from.host || next.protocol !== 'https:') {
    const place = next?.origin ?? to;
    throw failed(
      `${told(from.href)} redirects (${status}) to ${told(place)}.`,
      /login\.microsoftonline\.com$/.test(next?.hostname ?? '')
        ? 'The app asks for a sign-in: exclude the path of its health from authentication.'
        : 'Name the URL that it should lead to.',
    );
  }
  return next;
}

function healthy(url: string, answer: PipelineResponse, milliseconds: number): string {
  const { status, bodyAsText } = answer;
  const said = `${told(url)} answered ${status}`;
  if (status >= 200 && status < 300) {
    return milliseconds < SLOW ? `${said}.` : `${said} after ${formatDuration(milliseconds)}.`;
  }
  if (status === 404 && /Azure Container App/i.test(bodyAsText ?? '')) {
    throw unreachable(
      `${said}: its environment has no app with this name, or only for callers inside it.`,
      'Check whether the app runs and its ingress is external; if it is internal, run it inside the environment.',
    );
  }
  if (status === 401 || status === 403) {
    throw failed(
      `${said}: it does not answer without a sign-in, or not to the address of this machine.`,
      'Exclude the path of its health from authentication, or allow the address of this machine.',
    );
  }
  throw failed(`${said}.`, status >= 500 ? 'Look at the logs of the app.' : 'Check the path of its health.');
}
