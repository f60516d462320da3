import { type RetailQuery } from './price';

/** A meter of the Azure Retail Prices API in one region, for one tier of usage: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
export interface RetailMeter {
  readonly serviceName: string;
  readonly productName: string;
  readonly skuName: string;
  readonly meterName: string;
  readonly armSkuName: string;
  readonly armRegionName: string;
  readonly unitOfMeasure: string;
  readonly tierMinimumUnits: number;
  readonly retailPrice: number;
  /** `Consumption`, `DevTestConsumption` or `Reservation`. */
  readonly type: string;
  readonly isPrimaryMeterRegion: boolean;
  readonly meterId: string;
  readonly effectiveStartDate: string;
  readonly effectiveEndDate?: string;
}

/** The price that a query finds among meters, or why there is none. */
export type RetailSelection =
  | { readonly kind: 'found'; readonly amount: number }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'ambiguous'; readonly reason: string };

const TEXT_FIELDS = ['serviceName', 'productName', 'skuName', 'meterName', 'armSkuName'] as const;

/** Most candidates that a reason names. */
const MOST_NAMED = 3;

/**
 * The price that a query finds in a region. Several meters are one price only where they agree on it: nothing is guessed.
 *
 * @param at day that the price is wanted for: `2026-01-31`
 */
export function selectRetailPrice(
  query: RetailQuery,
  region: string,
  meters: readonly RetailMeter[],
  at: string,
): RetailSelection {
  const wanted = query.armRegionName ?? region;
  const matching = meters.filter(
    (meter) => meter.armRegionName === wanted && matches(query, meter) && isInForce(meter, at),
  );
  if (matching.length === 0) {
    return { kind: 'missing', reason: `no meter ${named(query)} in ${wanted}` };
  }
  const ofUnit = matching.filter(({ unitOfMeasure }) => unitOfMeasure === query.unitOfMeasure);
  if (ofUnit.length === 0) {
    const units = distinct(matching.map(({ unitOfMeasure }) => `"${unitOfMeasure}"`)).join(', ');
    return { kind: 'missing', reason: `its meter is in ${units}, not "${query.unitOfMeasure}"` };
  }
  return ofTier(query, ofUnit);
}

/** Whether a meter is of a query, whatever its region and its unit. */
function matches(query: RetailQuery, meter: RetailMeter): boolean {
  const ends = query.productNameEnd;
  return (
    meter.type === 'Consumption' &&
    TEXT_FIELDS.every((field) => query[field] === undefined || query[field] === meter[field]) &&
    (ends === undefined || meter.productName.endsWith(ends))
  );
}

function isInForce({ effectiveStartDate, effectiveEndDate }: RetailMeter, at: string): boolean {
  return (
    effectiveStartDate.slice(0, 10) <= at && (effectiveEndDate === undefined || effectiveEndDate.slice(0, 10) > at)
  );
}

function ofTier(query: RetailQuery, meters: readonly RetailMeter[]): RetailSelection {
  const tiers = distinct(meters.map(({ tierMinimumUnits }) => tierMinimumUnits)).sort((a, b) => a - b);
  const wanted = query.tierMinimumUnits ?? 0;
  const found = current(meters.filter(({ tierMinimumUnits }) => tierMinimumUnits === wanted));
  if (found.length === 0) {
    return { kind: 'missing', reason: `its price has tiers from ${tiers.join(', ')} units, none from ${wanted}` };
  }
  const prices = distinct(found.map(({ retailPrice }) => retailPrice));
  const [amount = 0] = prices;
  if (prices.length > 1) {
    return { kind: 'ambiguous', reason: `several meters: ${listed(found)}` };
  }
  return amount === 0 && tiers.length > 1 && query.tierMinimumUnits === undefined
    ? { kind: 'ambiguous', reason: `the first units are free; its tiers begin at ${tiers.join(', ')} units` }
    : { kind: 'found', amount: amount * (query.factor ?? 1) };
}

/** Those that Azure bills by, where it marks any; of one meter, the price that began last. */
function current(meters: readonly RetailMeter[]): readonly RetailMeter[] {
  const primary = meters.filter(({ isPrimaryMeterRegion }) => isPrimaryMeterRegion);
  const last = new Map<string, RetailMeter>();
  for (const meter of primary.length === 0 ? meters : primary) {
    const other = last.get(meter.meterId);
    if (other === undefined || other.effectiveStartDate < meter.effectiveStartDate) {
      last.set(meter.meterId, meter);
    }
  }
  return [...last.values()];
}

function named({ productName, productNameEnd, skuName, meterName, armSkuName, serviceName }: RetailQuery): string {
  const product = productName ?? productNameEnd ?? serviceName;
  return [product, armSkuName ?? skuName, meterName]
    .flatMap((part) => (part === undefined ? [] : [`"${part}"`]))
    .join(' ');
}

function listed(meters: readonly RetailMeter[]): string {
  const texts = meters.map(
    ({ productName, skuName, meterName, retailPrice }) => `${productName} / ${skuName} / ${meterName} ${retailPrice}`,
  );
  const rest = texts.length - MOST_NAMED;
  return `${texts.sort().slice(0, MOST_NAMED).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
