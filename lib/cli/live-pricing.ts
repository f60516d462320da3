import type * as Source from '../azure/live-price-source';
import { type DatedLivePrices, type WantedPrice } from '../cost/live-price';
import { type PriceBook } from '../cost/price-book';
import { count } from '../toolkit/host/count';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';

/** Currencies of the Azure Retail Prices API: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices#supported-currencies */
export const CURRENCIES = [
  ...['USD', 'AUD', 'BRL', 'CAD', 'CHF', 'CNY', 'DKK', 'EUR', 'GBP', 'INR', 'JPY', 'KRW', 'NOK', 'NZD', 'RUB', 'SEK'],
  'TWD',
] as const;

/** Options that select the prices. */
export interface LivePricingOptions {
  readonly live?: boolean;
  readonly currency?: string;
}

/** Asks Azure for the prices of a book. */
type LivePricing = (book: PriceBook, wanted: readonly WantedPrice[]) => Promise<DatedLivePrices>;

/**
 * Live prices as the options select them; undefined where those of the book are taken. The client is loaded when it is needed.
 *
 * @throws ToolkitError for a currency without live prices
 */
export function livePricing(session: Session, options: LivePricingOptions): LivePricing | undefined {
  const { live = false, currency = 'USD' } = options;
  if (!live) {
    if (currency !== 'USD') {
      throw new ToolkitError(
        'USAGE',
        `--currency ${currency} needs the prices of Azure: those that azstage contains are in US dollars.`,
        `Add --live: azstage cost --live --currency ${currency}`,
      );
    }
    return undefined;
  }
  // Loaded only where it is needed, as it takes longer than to price the stages; import() does not resolve TypeScript sources in a checkout.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { LivePriceSource } = require('../azure/live-price-source') as typeof Source;
  const { clock: now, env, interruption, report } = session;
  const source = LivePriceSource.of({
    env,
    now,
    currency,
    signal: interruption.signal,
    onAsk: (requests) =>
      report.say('info', 'cost.asking', `Asking Azure for prices: ${count(requests, 'request')}`, { requests }),
  });
  return (book, wanted) => source.pricesOf(book, wanted);
}
