import { type PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { type JsonError, JsonFormat } from '../../json/json-format';
import { type DataPlaneContext, type Verdict } from '../check';
import { failed, told, verdictOf } from './finding';
import { HttpsService } from './https-service';
import { refusedBy, serviceError } from './service-error';

/** Deployment of a model. */
export interface OpenAiTarget {
  /** Such as `https://oai-shop.openai.azure.com/`. */
  readonly endpoint: string;
  readonly deployment: string;
  /** API that the model is called for. */
  readonly kind: 'chat' | 'embedding';
}

const SCOPE = 'https://cognitiveservices.azure.com/.default';

const ROLE = { name: 'Cognitive Services OpenAI User', scope: 'the account' };

/** Tokens of an answer: enough for one of each model, and not worth a cent. */
const MOST_TOKENS = 16;

export const COMPLETION = new JsonFormat(
  'completion',
  z.object({
    choices: z.array(z.unknown()).min(1),
    usage: z.object({ total_tokens: z.number() }).nullish(),
  }),
);

export const EMBEDDINGS = new JsonFormat(
  'list of embeddings',
  z.object({ data: z.array(z.object({ embedding: z.array(z.number()).min(1) })).min(1) }),
);

/**
 * Asks a deployment for a short completion or an embedding, by the API of version 1:
 * https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
export function askOpenAi(target: OpenAiTarget, context: DataPlaneContext): Promise<Verdict> {
  return verdictOf(context, async () => {
    const { endpoint, deployment, kind } = target;
    // What is throttled is there: to wait for its turn would show no more.
    const account = await HttpsService.open(endpoint, context, { scope: SCOPE, retries: 0 });
    const answer =
      kind === 'chat'
        ? await account.ask('/openai/v1/chat/completions', {
            method: 'POST',
            body: {
              model: deployment,
              messages: [{ role: 'user', content: 'ping' }],
              max_completion_tokens: MOST_TOKENS,
            },
          })
        : await account.ask('/openai/v1/embeddings', { method: 'POST', body: { model: deployment, input: 'ping' } });
    return found(target, account.host, answer);
  });
}

function found({ deployment, kind }: OpenAiTarget, host: string, answer: PipelineResponse): string {
  const name = `The deployment ${told(deployment)} of ${host}`;
  const { code, message } = serviceError(answer);
  switch (answer.status) {
    case 200:
      return kind === 'chat' ? completed(name, answer) : embedded(name, answer);
    case 429:
      return `${name} was reached, but is throttled (429): its capacity is used up for the moment.`;
    case 404:
      throw failed(
        `${host} has no deployment ${told(deployment)}${code === '' ? '' : ` (${told(code)})`}.`,
        'Deploy the stage that makes it. A new deployment takes some minutes to answer.',
      );
    case 400:
      if (/max_tokens or model output limit/.test(message)) {
        return `${name} answered: it spent ${MOST_TOKENS} tokens on reasoning.`;
      }
      throw failed(`${name} refused the request: ${[code, message].map(told).join(': ')}`);
    default:
      throw refusedBy(host, kind === 'chat' ? 'a completion' : 'an embedding', answer, ROLE);
  }
}

function completed(name: string, answer: PipelineResponse): string {
  const { usage } = read(COMPLETION, name, answer);
  const tokens = usage?.total_tokens;
  return `${name} answered a completion${tokens === undefined ? '' : ` of ${tokens} tokens`}.`;
}

function embedded(name: string, answer: PipelineResponse): string {
  const { data } = read(EMBEDDINGS, name, answer);
  return `${name} answered an embedding of ${data[0]?.embedding.length} dimensions.`;
}

function read<T>(format: JsonFormat<T>, name: string, answer: PipelineResponse): T {
  try {
    return format.parse(answer.bodyAsText ?? '');
  } catch (error) {
    throw failed(`${name} gave an answer that ${told((error as JsonError).message)}.`);
  }
}
