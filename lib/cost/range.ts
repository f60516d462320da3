/** Two bounds of an amount: what it is at least, and what it is at most. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Nothing. */
export const NOTHING: Range = { low: 0, high: 0 };

/** Creates a range of two bounds, or of one amount that is certain. */
export function range(low: number, high = low): Range {
  return { low, high };
}

/** The sum of ranges: of their lower and of their upper bounds. */
export function sum(ranges: Iterable<Range>): Range {
  let [low, high] = [0, 0];
  for (const each of ranges) {
    low += each.low;
    high += each.high;
  }
  return { low, high };
}

/** A range with both bounds multiplied by a factor, or bound by bound by those of another range. */
export function times(one: Range, factor: number | Range): Range {
  const by = typeof factor === 'number' ? range(factor) : factor;
  return { low: one.low * by.low, high: one.high * by.high };
}

/** What of a range is above an amount that is included, and never less than nothing. */
export function above(one: Range, included: number): Range {
  return { low: Math.max(0, one.low - included), high: Math.max(0, one.high - included) };
}

/** A number between a minimum and a maximum, a share of the way up. */
export function between(least: number, most: number, share: Range): Range {
  const room = Math.max(0, most - least);
  return { low: least + room * share.low, high: least + room * share.high };
}
