import pLimit from 'p-limit';
import { type DatedLivePrices, livePrices, type WantedPrice } from '../cost/live-price';
import { type Price, type RetailQuery } from '../cost/price';
import { type PriceBook } from '../cost/price-book';
import { type Environment } from '../toolkit/host/environment-variables';
import { AzureError } from './azure-error';
import { type CachedAnswer, RetailPriceCache } from './retail-price-cache';
import { type RetailFilter, RetailPrices } from './retail-prices';

/** Requests at a time: Azure states no limit, and throttles. */
const PARALLEL = 4;

/** Fields that a request has: the others are matched in its answer, so that one serves all prices of a product. */
const ASKED = ['serviceName', 'productName', 'armSkuName'] as const;

/** Properties of a source of live prices. */
export interface LivePriceSourceProps {
  readonly retail: RetailPrices;
  readonly cache: RetailPriceCache;
  readonly now: () => Date;
  /** ISO code: `EUR` */
  readonly currency: string;
  /** Called before Azure is asked, with the number of requests; not where the cache has all answers. @default none */
  readonly onAsk?: (requests: number) => void;
}

/** Properties of the source of a run. */
export interface RunProps extends Omit<LivePriceSourceProps, 'retail' | 'cache'> {
  readonly env: Environment;
  /** Ends requests, as on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One request to Azure. */
interface Question {
  readonly region: string;
  readonly filter: RetailFilter;
  readonly key: string;
}

/** Prices that Azure has now: from the cache where they are of the last 24 hours. */
export class LivePriceSource {
  /** The source of a run, with the cache of its user. */
  public static of({ env, signal, ...props }: RunProps): LivePriceSource {
    return new LivePriceSource({
      ...props,
      retail: new RetailPrices({ signal }),
      cache: new RetailPriceCache(RetailPriceCache.directory(env), props.now),
    });
  }

  private outdated?: string;

  constructor(private readonly props: LivePriceSourceProps) {}

  /**
   * The book with live prices in place of its own.
   *
   * @throws AzureError when Azure cannot be asked, and has not been before
   */
  public async pricesOf(book: PriceBook, wanted: readonly WantedPrice[]): Promise<DatedLivePrices> {
    const answers = await this.answersTo(questionsOf(book, wanted));
    const dates = [...answers.values()].map(({ date }) => date).sort();
    const prices = livePrices(book, wanted, this.props.currency, (price, region) => {
      const { date, meters } = answers.get(questionOf(price.retail as RetailQuery, region).key) as CachedAnswer;
      return { meters, date: date.slice(0, 10) };
    });
    return { ...prices, date: dates[0]?.slice(0, 10), outdated: this.outdated };
  }

  private async answersTo(questions: readonly Question[]): Promise<ReadonlyMap<string, CachedAnswer>> {
    const { cache, currency, onAsk } = this.props;
    const known = new Map(
      [...new Set(questions.map(({ region }) => region))].map((region) => [region, cache.read(currency, region)]),
    );
    const answers = new Map<string, CachedAnswer>();
    const isFresh = ({ region, key }: Question): boolean => {
      const own = known.get(region)?.get(key);
      return own !== undefined && cache.isFresh(own);
    };
    const requests = questions.filter((question) => !isFresh(question)).length;
    if (requests > 0) {
      onAsk?.(requests);
    }
    const limit = pLimit(PARALLEL);
    const others = new AbortController();
    try {
      await Promise.all(
        questions.map((question) =>
          limit(async () => {
            const own = known.get(question.region)?.get(question.key);
            answers.set(question.key, await this.answerTo(question, own, others.signal));
          }),
        ),
      );
    } finally {
      others.abort();
      limit.clearQueue();
      this.remember(known, questions, answers);
    }
    return answers;
  }

  private async answerTo(
    { filter }: Question,
    known: CachedAnswer | undefined,
    signal: AbortSignal,
  ): Promise<CachedAnswer> {
    if (known !== undefined && (this.outdated !== undefined || this.props.cache.isFresh(known))) {
      return known;
    }
    try {
      const meters = await this.props.retail.list(filter, this.props.currency, signal);
      return { date: this.props.now().toISOString(), meters: [...meters] };
    } catch (error) {
      if (known === undefined || !(error instanceof AzureError)) {
        throw error;
      }
      this.outdated ??= error.message;
      return known;
    }
  }

  /** Writes the answers that are new. */
  private remember(
    known: ReadonlyMap<string, ReadonlyMap<string, CachedAnswer>>,
    questions: readonly Question[],
    answers: ReadonlyMap<string, CachedAnswer>,
  ): void {
    for (const [region, before] of known) {
      const asked = questions.flatMap((question) => {
        const answer = question.region === region ? answers.get(question.key) : undefined;
        return answer === undefined || answer === before.get(question.key) ? [] : [[question.key, answer] as const];
      });
      if (asked.length > 0) {
        this.props.cache.write(this.props.currency, region, new Map(asked));
      }
    }
  }
}

function questionsOf(book: PriceBook, wanted: readonly WantedPrice[]): readonly Question[] {
  const byKey = new Map<string, Question>();
  for (const { key, region } of wanted) {
    const price: Price | undefined = book.tryFind(key, region);
    if (price?.retail !== undefined) {
      const question = questionOf(price.retail, region);
      byKey.set(question.key, question);
    }
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** One request for all prices of a product in a region. */
function questionOf(query: RetailQuery, resourceRegion: string): Question {
  const region = query.armRegionName ?? resourceRegion;
  // A service has more meters than a page: what names neither a product nor a size is asked for by all that it has.
  const isNarrow = query.productName !== undefined || query.armSkuName !== undefined;
  const fields = isNarrow ? ASKED : ([...ASKED, 'skuName', 'meterName'] as const);
  const own = fields.flatMap((field) => (query[field] === undefined ? [] : [[field, query[field]] as const]));
  const filter = Object.fromEntries([...own, ['armRegionName', region]]);
  return { region, filter, key: JSON.stringify(filter) };
}
