import { addAbortSignal, type Readable } from 'node:stream';
import {
  createDefaultHttpClient,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { type RetailMeter } from '../cost/retail-meter';
import { type JsonError, JsonFormat } from '../json/json-format';
import { oneLine } from '../toolkit/io/printable';
import { ToolkitError } from '../toolkit/toolkit-error';
import { AzureError } from './azure-error';
import { type AzurePipelineOptions, azurePipeline } from './pipeline';

/** Host of the Azure Retail Prices API. It takes no sign-in. */
export const RETAIL_PRICES_HOST = 'prices.azure.com';

const API_VERSION = '2023-01-01-preview';

/** Longest time for one page with its repetitions, in milliseconds. */
const PAGE_TIME = 60_000;

/** Largest page, in bytes: 1,000 meters take less than a tenth. */
const LARGEST_PAGE = 16_000_000;

/** Most pages of one answer. */
const MOST_PAGES = 50;

/** Times that a page is asked for whose answer broke off. */
const ATTEMPTS = 3;

/** What to do without live prices. */
const WITHOUT =
  'Check the network, and HTTPS_PROXY where there is a proxy; without --live, the prices that azstage contains are used.';

const PAGE_SCHEMA = z.object({
  BillingCurrency: z.string(),
  Items: z.array(
    z
      .object({
        serviceName: z.string(),
        productName: z.string(),
        skuName: z.string(),
        meterName: z.string(),
        armSkuName: z.string().nullish(),
        armRegionName: z.string().nullish(),
        unitOfMeasure: z.string(),
        tierMinimumUnits: z.number(),
        retailPrice: z.number().nonnegative(),
        type: z.string(),
        isPrimaryMeterRegion: z.boolean().nullish(),
        meterId: z.string(),
        effectiveStartDate: z.string(),
        effectiveEndDate: z.string().nullish(),
      })
      .transform((item): RetailMeter => ({
        ...item,
        armSkuName: item.armSkuName ?? '',
        armRegionName: item.armRegionName ?? '',
        isPrimaryMeterRegion: item.isPrimaryMeterRegion === true,
        effectiveEndDate: item.effectiveEndDate ?? undefined,
      })),
  ),
  NextPageLink: z.string().nullish(),
});

/** Form of an answer. */
export const RETAIL_PAGE = new JsonFormat('page of retail prices', PAGE_SCHEMA);

/** Values that fields of a meter must have. */
export type RetailFilter = Readonly<Record<string, string>>;

/** Properties of a client of the Azure Retail Prices API. */
export interface RetailPricesProps {
  /** Ends requests, as on Ctrl-C. */
  readonly signal?: AbortSignal;
  /** Longest time for one page with its repetitions, in milliseconds. @default 60,000 */
  readonly pageTime?: number;
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}

/**
 * Client of the Azure Retail Prices API. It follows pages on the same host only, repeats what is throttled, fails or breaks off, and reads every answer
 * through a schema.
 */
export class RetailPrices {
  private readonly pipeline: Pipeline;
  private readonly client: HttpClient = createDefaultHttpClient();

  constructor(private readonly props: RetailPricesProps = {}) {
    this.pipeline = azurePipeline({
      retryOptions: { maxRetries: 3 },
      redirectOptions: { maxRetries: 0 },
      ...props.options,
    });
  }

  /**
   * Meters of pay-as-you-go prices that fit a filter.
   *
   * @param currency ISO code: `EUR`
   * @param signal ends this list
   * @throws AzureError when it cannot be reached, or its answer cannot be used
   */
  public async list(filter: RetailFilter, currency: string, signal?: AbortSignal): Promise<readonly RetailMeter[]> {
    const meters: RetailMeter[] = [];
    const asked = new Set<string>();
    let next: URL | undefined = firstPage(filter, currency);
    while (next !== undefined) {
      asked.add(next.href);
      const page: z.infer<typeof PAGE_SCHEMA> = read(await this.textOf(next, signal));
      if (page.BillingCurrency !== currency) {
        throw unusable(`it has prices in ${oneLine(page.BillingCurrency)}, not in ${currency}`);
      }
      meters.push(...page.Items);
      next = nextPage(page.NextPageLink);
      if (next !== undefined && (asked.has(next.href) || asked.size === MOST_PAGES)) {
        throw unusable(
          asked.size === MOST_PAGES ? `it has more than ${MOST_PAGES} pages` : 'a page names itself as the next',
        );
      }
    }
    return meters;
  }

  private async textOf(url: URL, ended?: AbortSignal): Promise<string> {
    const ends = [this.props.signal, ended].filter((each) => each !== undefined);
    const time = AbortSignal.timeout(this.props.pageTime ?? PAGE_TIME);
    const signal = AbortSignal.any([...ends, time]);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.send(url, signal);
        if (answer.status !== 200) {
          throw refusal(answer);
        }
        return await bodyOf(answer, signal);
      } catch (error) {
        if (error instanceof ToolkitError) {
          throw error;
        }
        if (ends.some(({ aborted }) => aborted)) {
          throw new ToolkitError('INTERRUPTED', 'Interrupted.');
        }
        if (time.aborted) {
          throw new AzureError({}, `${RETAIL_PRICES_HOST} did not answer in time.`, WITHOUT);
        }
        if (!(error instanceof BrokenOff) || attempt === ATTEMPTS) {
          throw unreachable(error as Error);
        }
      }
    }
  }

  private send(url: URL, abortSignal: AbortSignal): Promise<PipelineResponse> {
    const request = createPipelineRequest({
      url: url.href,
      abortSignal,
      // The body is read here, so that it can be refused before it fills the memory.
      streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
    });
    request.headers.set('accept', 'application/json');
    return this.pipeline.sendRequest(this.client, request);
  }
}

/** A body that ended before its end. */
class BrokenOff extends Error {}

async function bodyOf({ readableStreamBody }: PipelineResponse, signal: AbortSignal): Promise<string> {
  if (readableStreamBody === undefined) {
    return '';
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, readableStreamBody as Readable)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > LARGEST_PAGE) {
        throw unusable(`it has more than ${LARGEST_PAGE / 1_000_000} MB`);
      }
    }
  } catch (error) {
    throw error instanceof ToolkitError ? error : new BrokenOff((error as Error).message);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function firstPage(filter: RetailFilter, currency: string): URL {
  const terms = Object.entries({ ...filter, priceType: 'Consumption' }).map(
    ([field, value]) => `${field} eq '${value.replaceAll("'", "''")}'`,
  );
  const query = { 'api-version': API_VERSION, currencyCode: `'${currency}'`, $filter: terms.join(' and ') };
  const url = new URL(`https://${RETAIL_PRICES_HOST}/api/retail/prices`);
  // With %20 for a space, as in the examples of Azure: URLSearchParams writes a plus.
  url.search = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return url;
}

/** The next page: Azure writes its links with the port 443. */
function nextPage(link: string | null | undefined): URL | undefined {
  if (link === undefined || link === null || link === '') {
    return undefined;
  }
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.protocol !== 'https:' || url.host !== RETAIL_PRICES_HOST) {
    throw unusable(`it names a next page that is not on ${RETAIL_PRICES_HOST}`);
  }
  return url;
}

function read(text: string): z.infer<typeof PAGE_SCHEMA> {
  try {
    return RETAIL_PAGE.parse(text);
  } catch (error) {
    throw unusable(`it ${(error as JsonError).message}`);
  }
}

function refusal({ status, readableStreamBody }: PipelineResponse): AzureError {
  (readableStreamBody as Readable | undefined)?.destroy();
  return new AzureError({ status }, `${RETAIL_PRICES_HOST} answered ${status}.`, WITHOUT);
}

function unusable(because: string): AzureError {
  return new AzureError({}, `The answer of ${RETAIL_PRICES_HOST} cannot be used: ${because}.`, WITHOUT);
}

function unreachable(error: Error): AzureError {
  const { code } = error as { readonly code?: string };
  const because = oneLine(error.message).slice(0, 300);
  return new AzureError({ reason: code }, `${RETAIL_PRICES_HOST} could not be reached: ${because}`, WITHOUT);
}
