import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { type Price } from './price';
import book from './prices.json';

/** Region of prices whose source names none. */
export const ANY_REGION = 'any';

/** Region whose prices stand for those of a region that the book has no price of. */
const REFERENCE_REGION = 'eastus';

const PRICE: z.ZodType<Price> = z.strictObject({
  key: z.string(),
  amount: z.number().nonnegative(),
  unit: z.string(),
  region: z.string(),
  source: z.string(),
  date: z.string().regex(/^(\d{4}(-\d\d){0,2}|undated)$/),
  verified: z.boolean(),
  note: z.string().optional(),
  retail: z
    .strictObject({
      serviceName: z.string(),
      productName: z.string().optional(),
      productNameEnd: z.string().optional(),
      skuName: z.string().optional(),
      meterName: z.string().optional(),
      armSkuName: z.string().optional(),
      armRegionName: z.string().optional(),
      unitOfMeasure: z.string(),
      tierMinimumUnits: z.number().optional(),
      factor: z.number().positive().optional(),
    })
    .optional(),
});

/** Form of the price book that the package contains. */
export const PRICES = new JsonFormat<{ readonly currency: string; readonly prices: readonly Price[] }>(
  'prices.json',
  z.strictObject({ currency: z.string(), prices: z.array(PRICE) }),
);

/** List prices by key and region, in one currency. */
export class PriceBook {
  /** The price book of this package. */
  public static packaged(): PriceBook {
    const { currency, prices } = PRICES.parse(JSON.stringify(book));
    return new PriceBook(currency, prices);
  }

  private readonly byKey = new Map<string, Price[]>();

  constructor(
    public readonly currency: string,
    public readonly prices: readonly Price[],
  ) {
    for (const price of prices) {
      const others = this.byKey.get(price.key);
      if (others === undefined) {
        this.byKey.set(price.key, [price]);
      } else {
        others.push(price);
      }
    }
  }

  /**
   * The price of a key in a region; where the book has none of that region, the one without a region, of East US, or the first.
   *
   * The region of the price tells which one it is.
   */
  public tryFind(key: string, region: string): Price | undefined {
    const prices = this.byKey.get(key) ?? [];
    const of = (wanted: string): Price | undefined => prices.find((price) => price.region === wanted);
    return of(region) ?? of(ANY_REGION) ?? of(REFERENCE_REGION) ?? prices[0];
  }

  /** A book with these prices in place of its own of the same key and region. */
  public with(prices: readonly Price[]): PriceBook {
    const isReplaced = (own: Price): boolean =>
      prices.some(({ key, region }) => key === own.key && region === own.region);
    return new PriceBook(this.currency, [...prices, ...this.prices.filter((own) => !isReplaced(own))]);
  }
}
