import { type CostComponent, type Estimate, type Estimator, unknown } from '../estimator';
import { type Range, range, times } from '../range';
import { block, text } from '../../synthesized/values';

/** What a deployment of a kind costs, of a global one. The price pages have regional and data-zone prices about a tenth above. */
const FACTORS: Readonly<Record<string, { readonly factor: number; readonly isEstimate: boolean }>> = {
  GlobalStandard: { factor: 1, isEstimate: false },
  GlobalBatch: { factor: 0.5, isEstimate: true },
  Standard: { factor: 1.1, isEstimate: true },
  DataZoneStandard: { factor: 1.1, isEstimate: true },
  DataZoneBatch: { factor: 0.55, isEstimate: true },
};

/** An account: what is paid for are its deployments, where it is one of models. */
export const aiAccount: Estimator = {
  types: ['azurerm_cognitive_account', 'azurerm_ai_services'],
  usage: {},
  estimate({ type, values }) {
    const kind = type === 'azurerm_ai_services' ? 'AIServices' : text(values, 'kind');
    return kind === 'OpenAI' || kind === 'AIServices'
      ? { components: [] }
      : { components: [], notPriced: [`calls of an account of kind ${kind ?? 'unknown'}`] };
  },
};

/** A deployment of a model: its tokens. */
export const aiDeployment: Estimator<'millionInputTokens' | 'millionOutputTokens' | 'cachedShare'> = {
  types: ['azurerm_cognitive_deployment'],
  usage: {
    millionInputTokens: {
      description: 'Tokens of prompts or of texts to embed',
      unit: 'million/month',
      default: range(1, 20),
    },
    millionOutputTokens: { description: 'Tokens of completions', unit: 'million/month', default: range(0.2, 4) },
    cachedShare: {
      description: 'Share of the input tokens that is read from the prompt cache',
      unit: 'share',
      default: range(0),
    },
  },
  estimate({ values }, usage) {
    const model = text(block(values, 'model') ?? {}, 'name');
    const sku = text(block(values, 'sku') ?? {}, 'name');
    if (model === undefined || sku === undefined) {
      return unknown('the model or the sku');
    }
    const kind = FACTORS[sku];
    return kind === undefined
      ? { components: [], notPriced: [`a deployment of kind ${sku}, which is paid for by its capacity`] }
      : tokens(model, usage, kind);
  },
};

function tokens(
  model: string,
  usage: Readonly<Record<'millionInputTokens' | 'millionOutputTokens' | 'cachedShare', Range>>,
  kind: { readonly factor: number; readonly isEstimate: boolean },
): Estimate {
  const { millionInputTokens: input, millionOutputTokens: output, cachedShare: cached } = usage;
  // Cached tokens are the cheaper ones: the least is paid where the most of them is cached.
  const rest = { low: input.low * (1 - cached.high), high: input.high * (1 - cached.low) };
  const fromCache = { low: input.low * cached.high, high: input.high * cached.low };
  const part = (name: string, quantity: Range, price: string): CostComponent => ({
    name,
    quantity,
    price: `openai.${model}.${price}`,
    ...kind,
  });
  const isEmbedding = model.includes('embedding');
  return {
    components: [
      part(isEmbedding ? `Tokens of ${model}` : `Input tokens of ${model}`, rest, 'input'),
      ...(cached.high === 0 ? [] : [part('Cached input tokens', fromCache, 'cachedInput')]),
      ...(isEmbedding ? [] : [part(`Output tokens of ${model}`, times(output, 1), 'output')]),
    ],
  };
}
