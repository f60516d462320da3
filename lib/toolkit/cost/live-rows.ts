import { type LivePrice } from '../../cost/live-price';
import { count } from '../host/count';
import { type AppCost, type LivePriceReport } from '../io/cost-result';
import { oneLine } from '../io/printable';

/** Most digits of a unit price. */
const DIGITS = 5;

/** Row of the prices that are others than in the book: key, region, price in the book, price of Azure, difference. */
export type LiveRow = readonly [key: string, region: string, book: string, live: string, difference: string];

/** Heads of the columns of {@link LiveRow}. */
export const LIVE_HEADS = ['price', 'region', 'book', 'live', 'difference'] as const;

/** Live prices as text. */
export interface LiveTexts {
  readonly title: string;
  /** Prices that are others than in the book. */
  readonly rows: readonly LiveRow[];
  readonly notes: readonly string[];
}

/** Texts about the live prices of an app; undefined where it was priced from the book alone. */
export function liveTexts({ live, currency }: AppCost): LiveTexts | undefined {
  return live === undefined ? undefined : textsOf(live, currency);
}

function textsOf(live: LivePriceReport, currency: string): LiveTexts {
  const of = (kind: LivePrice['kind']): readonly LivePrice[] => live.prices.filter((price) => price.kind === kind);
  const [same, different, other] = [of('same').length, of('different'), of('other currency').length];
  const rows = different.map(rowOf);
  const asked = [
    ...(same === 0 ? [] : [`${count(same, 'price')} as in the book`]),
    ...(other === 0 ? [] : [`${count(other, 'price')} in ${currency}`]),
  ];
  const open = live.prices.filter(({ live: amount }) => amount === undefined);
  const place = open.length === 1 ? 'its place' : 'their place';
  const instead = currency === 'USD' ? `the book is taken in ${place}` : `nothing is taken in ${place}`;
  return {
    title: `Prices of Azure${live.date === undefined ? '' : ` on ${live.date}`}`,
    rows,
    notes: [
      ...(asked.length === 0 ? [] : [asked.join(', ')]),
      ...(different.some(isElsewhere) ? ['* in the book of another region'] : []),
      ...(open.length === 0 ? [] : [`${count(open.length, 'price')} not found; ${instead}:`]),
      ...open.map(({ key, region, reason = '' }) => `  ${key} in ${region}: ${oneLine(reason)}`),
    ],
  };
}

function rowOf(price: LivePrice): LiveRow {
  const { key, region, book, live = 0 } = price;
  const change = ((live - book) / book) * 100;
  const difference = book === 0 ? '-' : `${change > 0 ? '+' : ''}${change.toFixed(1)}%`;
  return [key, region, `${digits(book)}${isElsewhere(price) ? '*' : ''}`, digits(live), difference];
}

function isElsewhere({ region, bookRegion }: LivePrice): boolean {
  return bookRegion !== region && bookRegion !== 'any';
}

/** A price without an exponent: those of seconds are small. */
function digits(amount: number): string {
  return new Intl.NumberFormat('en-US', { maximumSignificantDigits: DIGITS, useGrouping: false }).format(amount);
}
