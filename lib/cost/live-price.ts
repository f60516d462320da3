import { type Price } from './price';
import { PriceBook } from './price-book';
import { type RetailMeter, selectRetailPrice } from './retail-meter';

/** Source of a price that was asked for. */
export const RETAIL_SOURCE = 'https://prices.azure.com/api/retail/prices';

/** Difference from which a price is another one: a book holds prices with three or four digits. */
const ROUNDING = 0.01;

/** A price of the book in the region that it is used for. */
export interface WantedPrice {
  readonly key: string;
  readonly region: string;
}

/** What Azure says of a price. */
export interface LivePrice extends WantedPrice {
  readonly unit: string;
  /** Amount in the book, in its currency and for the region that the book has. */
  readonly book: number;
  readonly bookRegion: string;
  /** Amount in the currency that was asked for; undefined where none was found. */
  readonly live?: number;
  readonly kind: 'same' | 'different' | 'other currency' | 'missing' | 'ambiguous' | 'not asked';
  /** Reason for which there is none. */
  readonly reason?: string;
}

/** Meters of a region, with the day that Azure was asked for them. */
export interface RetailAnswer {
  readonly meters: readonly RetailMeter[];
  /** `2026-01-31` */
  readonly date: string;
}

/** Live prices, and a book that has them. */
export interface LivePrices {
  readonly book: PriceBook;
  /** Sorted by key and region. */
  readonly prices: readonly LivePrice[];
}

/** Live prices, with the age of what they are from. */
export interface DatedLivePrices extends LivePrices {
  /** Day of the oldest answer that was used: `2026-01-31`; undefined where none was needed. */
  readonly date?: string;
  /** Reason for which answers of an earlier day were used; undefined where all are of the last 24 hours. */
  readonly outdated?: string;
}

/**
 * The book with the prices that Azure has now. In another currency than that of the book, it holds no others: amounts of two currencies have no sum.
 *
 * @param answerOf what Azure said of a price, for those that have a query
 */
export function livePrices(
  book: PriceBook,
  wanted: readonly WantedPrice[],
  currency: string,
  answerOf: (price: Price, region: string) => RetailAnswer,
): LivePrices {
  const found: Price[] = [];
  const prices = sortedAndDistinct(wanted).flatMap(({ key, region }): LivePrice[] => {
    const price = book.tryFind(key, region);
    if (price === undefined) {
      return [];
    }
    const of = { key, region, unit: price.unit, book: price.amount, bookRegion: price.region };
    if (price.retail === undefined) {
      return [{ ...of, kind: 'not asked', reason: 'no public source names its meter' }];
    }
    const { meters, date } = answerOf(price, region);
    const selection = selectRetailPrice(price.retail, region, meters, date);
    if (selection.kind !== 'found') {
      return [{ ...of, kind: selection.kind, reason: selection.reason }];
    }
    const { amount: live } = selection;
    found.push({ key, amount: live, unit: price.unit, region, source: RETAIL_SOURCE, date, verified: true });
    return [{ ...of, live, kind: currency === book.currency ? comparison(price.amount, live) : 'other currency' }];
  });
  return { book: currency === book.currency ? book.with(found) : new PriceBook(currency, found), prices };
}

function comparison(book: number, live: number): 'same' | 'different' {
  return Math.abs(live - book) > ROUNDING * Math.max(live, book) ? 'different' : 'same';
}

function sortedAndDistinct(wanted: readonly WantedPrice[]): readonly WantedPrice[] {
  const byText = new Map(wanted.map((each) => [`${each.key} ${each.region}`, each]));
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
