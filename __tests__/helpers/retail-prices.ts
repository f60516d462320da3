import { type AzurePipelineOptions } from '../../lib/azure/pipeline';
import { RETAIL_PRICES_HOST } from '../../lib/azure/retail-prices';
import { type RetailMeter } from '../../lib/cost/retail-meter';
import { type Certificate, makeCertificate } from '../../lib/rehearsal/loopback/certificate';
import { loopbackOptions } from '../../lib/rehearsal/loopback/client-options';
import { LoopbackServer } from '../../lib/rehearsal/loopback/loopback-server';
import { type Answer } from '../../lib/rehearsal/loopback/plane';

/** An item as the API writes it. */
export type RetailItem = Partial<RetailMeter> & { readonly currencyCode?: string };

/** The Azure Retail Prices API on loopback: items by filter and currency, in pages. */
export interface RetailServer {
  /** Address for `HTTPS_PROXY`. */
  readonly address: string;
  readonly certificate: Certificate;
  readonly options: AzurePipelineOptions;
  /** Queries that were answered, or had a fault. */
  readonly asked: string[];
  /** Answers to the next requests in place of items; `drop` closes the connection. */
  faults: (Answer | 'drop')[];
  items: readonly RetailItem[];
  pageSize: number;
  readonly stop: () => Promise<void>;
}

const DEFAULTS = {
  currencyCode: 'USD',
  tierMinimumUnits: 0,
  retailPrice: 1,
  unitPrice: 1,
  armRegionName: 'westeurope',
  location: 'EU West',
  effectiveStartDate: '2024-01-01T00:00:00Z',
  meterId: '00000000-0000-0000-0000-000000000000',
  meterName: 'Basic Registry Unit',
  productName: 'Container Registry',
  skuName: 'Basic',
  serviceName: 'Container Registry',
  serviceFamily: 'Containers',
  unitOfMeasure: '1/Day',
  type: 'Consumption',
  isPrimaryMeterRegion: true,
  armSkuName: '',
};

/** Starts a server with some items. */
export async function startRetailPrices(items: readonly RetailItem[] = []): Promise<RetailServer> {
  const certificate = await makeCertificate([RETAIL_PRICES_HOST], new Date());
  const asked: string[] = [];
  const state = { faults: [] as (Answer | 'drop')[], items, pageSize: 1000 };
  const server = await LoopbackServer.start({
    certificate,
    planes: [{ hosts: [RETAIL_PRICES_HOST], answer: ({ url }) => page(url, state.items, state.pageSize) }],
    fault: (_, url) => {
      asked.push(url.search);
      return state.faults.shift();
    },
  });
  return Object.assign(state, {
    address: server.address,
    certificate,
    asked,
    options: {
      ...loopbackOptions(server.address, certificate.cert),
      retryOptions: { maxRetries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 },
    },
    stop: () => server.stop(),
  });
}

/** Answer of the API with some items and a link. */
export function pageOf(items: readonly RetailItem[], next: string | null = null, currency = 'USD'): Answer {
  const complete = items.map((item) => ({ ...DEFAULTS, currencyCode: currency, ...item }));
  const envelope = { BillingCurrency: currency, CustomerEntityId: 'Default', CustomerEntityType: 'Retail' };
  return { status: 200, body: { ...envelope, Items: complete, NextPageLink: next, Count: complete.length } };
}

function page(url: URL, items: readonly RetailItem[], size: number): Answer {
  const filter = url.searchParams.get('$filter') ?? '';
  const terms = [...filter.matchAll(/(\w+) eq '((?:[^']|'')*)'/g)].map(
    ([, field = '', value = '']) => [field === 'priceType' ? 'type' : field, value.replaceAll("''", "'")] as const,
  );
  const currency = (url.searchParams.get('currencyCode') ?? "'USD'").slice(1, -1);
  const fitting = items.filter((item) => {
    const complete: Readonly<Record<string, unknown>> = { ...DEFAULTS, ...item };
    const isOfCurrency = complete['currencyCode'] === currency;
    return isOfCurrency && terms.every(([field, value]) => complete[field] === value);
  });
  const skip = Number(url.searchParams.get('$skip') ?? 0);
  const next = new URL(url.href);
  next.searchParams.set('$skip', String(skip + size));
  const link = `https://${RETAIL_PRICES_HOST}:443${next.pathname}${next.search}`;
  return pageOf(fitting.slice(skip, skip + size), skip + size < fitting.length ? link : null, currency);
}
