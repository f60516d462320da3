import { type Origin } from '../assembly/stage-artifact';
import { type StageChange } from '../io/run-result';

/**
 * Line of a change: `create azurerm_redis_cache.Cache (stage-data/Cache, stacks/shop/data.ts:42:5) because of output network of stage-foundation`
 *
 * @param quote formats a name. @default unchanged
 */
export function changeText(change: StageChange, quote: (name: string) => string = (name) => name): string {
  const { address, causes = [], isImported } = change;
  const action = isImported === true && change.action !== 'import' ? `import and ${change.action}` : change.action;
  const reasons = causes.map(({ stage, output }) => `output ${quote(output)} of ${quote(stage)}`);
  const why = reasons.length === 0 ? '' : ` because of ${reasons.join(' and ')}`;
  return `${action} ${quote(address)}${originText(change, quote)}${why}`;
}

/** The known parts of an origin: ` (stage-data/Cache, stacks/shop/data.ts:42:5)`. */
export function originText({ constructPath, source }: Origin, quote: (name: string) => string): string {
  const parts = [constructPath, source].filter((part) => part !== undefined).map(quote);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
