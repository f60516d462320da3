import { sum } from '../../cost/range';
import { type StageOutcome } from '../io/run-result';
import { formatMoneyChange, formatMoneyRange } from '../io/money';

type Priced = Pick<StageOutcome, 'stage' | 'result' | 'cost'>;

/**
 * Lines on how a run changes the monthly costs: one for each stage that changes them, and one for all where there are several.
 *
 * @param name formats the name of a stage
 */
export function costLines(stages: readonly Priced[], name: (stage: string) => string = String): readonly string[] {
  const changed = stages.filter(
    ({ cost }) => cost !== undefined && (cost.before.low !== cost.after.low || cost.before.high !== cost.after.high),
  );
  const lines = changed.flatMap((stage) => costLine(stage, name) ?? []);
  const planned = changed.flatMap(({ cost, result }) => (cost === undefined || result !== 'planned' ? [] : [cost]));
  const [first] = planned;
  if (first === undefined || planned.length < 2) {
    return lines;
  }
  const before = sum(planned.map((cost) => cost.before));
  const after = sum(planned.map((cost) => cost.after));
  return [...lines, `together ${formatMoneyChange(before, after, first.currency)} a month`];
}

/** Line on how a run changes the monthly cost of a stage; undefined where nothing is priced. */
export function costLine(
  { stage, result, cost }: Priced,
  name: (stage: string) => string = String,
): string | undefined {
  if (cost === undefined) {
    return undefined;
  }
  const { before, after, currency, notPriced } = cost;
  if (result === 'destroyed') {
    return `Saved per month while ${name(stage)} is down: ${formatMoneyRange(before, currency)}`;
  }
  const change = formatMoneyChange(before, after, currency);
  const rest = notPriced === 0 ? '' : `, ${notPriced} not priced`;
  return `${name(stage)}: ${change} a month, then ${formatMoneyRange(after, currency)}${rest}`;
}
