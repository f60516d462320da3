import { type StageChange } from '../stage-outcome';

/**
 * `create azurerm_redis_cache.Cache (stage-data/Cache, stacks/shop/data.ts:42:5) because of output network of stage-foundation`
 *
 * @param quote sets off what is a name. @default as it is
 */
export function changeText(change: StageChange, quote: (name: string) => string = (name) => name): string {
  const { action, address, constructPath, source, causes = [] } = change;
  const origin = [constructPath, source].filter((part) => part !== undefined).map(quote);
  const where = origin.length === 0 ? '' : ` (${origin.join(', ')})`;
  const reasons = causes.map(({ stage, output }) => `output ${quote(output)} of ${quote(stage)}`);
  const why = reasons.length === 0 ? '' : ` because of ${reasons.join(' and ')}`;
  return `${action} ${quote(address)}${where}${why}`;
}
