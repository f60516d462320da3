import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type RetailMeter } from '../cost/retail-meter';
import { JsonFormat } from '../json/json-format';
import { type Environment, valueOf } from '../toolkit/host/environment-variables';
import { readOwnJson } from '../toolkit/host/json-file';
import { writeAtomically } from '../toolkit/host/private-files';
import { ToolkitError } from '../toolkit/toolkit-error';

/** Time for which an answer is taken as it is, in milliseconds. */
const FRESH = 24 * 3_600_000;

const METER: z.ZodType<RetailMeter> = z.object({
  serviceName: z.string(),
  productName: z.string(),
  skuName: z.string(),
  meterName: z.string(),
  armSkuName: z.string(),
  armRegionName: z.string(),
  unitOfMeasure: z.string(),
  tierMinimumUnits: z.number(),
  retailPrice: z.number(),
  type: z.string(),
  isPrimaryMeterRegion: z.boolean(),
  meterId: z.string(),
  effectiveStartDate: z.string(),
  effectiveEndDate: z.string().optional(),
});

const ANSWER = z.object({ date: z.iso.datetime(), meters: z.array(METER) });

/** Form of a file of the cache. */
export const RETAIL_CACHE = new JsonFormat(
  'cache of retail prices',
  z.object({ version: z.literal(1), answers: z.record(z.string(), ANSWER) }),
);

/** What Azure answered to a filter, and when. */
export type CachedAnswer = z.infer<typeof ANSWER>;

/**
 * Answers of the Azure Retail Prices API, in a file for each currency and region. What cannot be read or written is as if it were not there: prices are
 * asked for again.
 */
export class RetailPriceCache {
  /** Directory of the user's cache: https://specifications.freedesktop.org/basedir-spec/latest/ */
  public static directory(env: Environment, platform: NodeJS.Platform = process.platform): string {
    const named = valueOf(env, platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME', platform);
    const home = valueOf(env, platform === 'win32' ? 'USERPROFILE' : 'HOME', platform) ?? os.homedir();
    const own = platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache');
    // The specification has relative paths ignored.
    const root = named !== undefined && path.isAbsolute(named) ? named : own;
    return path.join(root, 'azstage', 'retail-prices');
  }

  constructor(
    private readonly directory: string,
    private readonly now: () => Date,
  ) {}

  /** Answers by filter. */
  public read(currency: string, region: string): ReadonlyMap<string, CachedAnswer> {
    const file = this.fileOf(currency, region);
    return new Map(Object.entries(withoutTrouble(() => readOwnJson(file, RETAIL_CACHE)?.answers) ?? {}));
  }

  /** Writes answers beside those that are there. */
  public write(currency: string, region: string, answers: ReadonlyMap<string, CachedAnswer>): void {
    const all = { ...Object.fromEntries(this.read(currency, region)), ...Object.fromEntries(answers) };
    withoutTrouble(() => writeAtomically(this.fileOf(currency, region), JSON.stringify({ version: 1, answers: all })));
  }

  /** Whether an answer is of the last day. */
  public isFresh({ date }: CachedAnswer): boolean {
    const age = this.now().getTime() - Date.parse(date);
    return age >= 0 && age < FRESH;
  }

  private fileOf(currency: string, region: string): string {
    return path.join(this.directory, encodeURIComponent(currency), `${encodeURIComponent(region)}.json`);
  }
}

function withoutTrouble<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ToolkitError) {
      return undefined;
    }
    throw error;
  }
}
