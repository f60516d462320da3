import { didYouMean, quote, ValueError } from '../errors';
import facts from '../facts/data-residency.json';
import { Region } from '../values/region';

/** Text of a residency without a rule. */
const ANYWHERE = 'global';
/** Countries by the names of regions. */
const COUNTRY_OF: ReadonlyMap<string, string> = new Map(facts.regions.map(({ name, country }) => [name, country]));
const COUNTRIES = [...new Set(COUNTRY_OF.values())].sort();
const AREAS = facts.areas.map((area) => area.name);
/** Residencies by their texts: areas, anywhere, and the countries of Azure regions. */
export const RESIDENCIES: readonly string[] = [...AREAS, ANYWHERE, ...COUNTRIES];

/** Codes that people use for a country instead of the one of ISO 3166-1. */
const OTHER_CODES: Readonly<Record<string, string>> = { uk: 'gb', usa: 'us', uae: 'ae', europe: 'eu', eea: 'eu' };

/**
 * An area that data must stay in: the EU, the EU Data Boundary of Microsoft, a country, or anywhere.
 *
 * Judged by the country that a region is in, as some of Azure's geographies span several: `lib/facts/data-residency.json`.
 */
export class DataResidency {
  /**
   * Parses `eu`, `eu-data-boundary`, `global` or the code of a country with an Azure region, such as `us`.
   *
   * @throws ValueError for anything else
   */
  public static parse(text: string): DataResidency {
    if (text === ANYWHERE) {
      return new DataResidency(text, 'any region');
    }
    const area = facts.areas.find(({ name }) => name === text);
    if (area !== undefined) {
      return new DataResidency(text, area.title, area.countries);
    }
    if (COUNTRIES.includes(text)) {
      return new DataResidency(text, `the country ${text.toUpperCase()}`, [text]);
    }
    const other = OTHER_CODES[text.toLowerCase()];
    throw new ValueError({
      message: `${quote(text)} is not an area for data residency`,
      allowed: `${[...AREAS, ANYWHERE].join(', ')}, or the country of an Azure region: ${COUNTRIES.join(', ')}`,
      fix: other === undefined ? didYouMean(text, RESIDENCIES) : `Did you mean ${quote(other)}?`,
    });
  }

  private constructor(
    /** Text that it was parsed from: `eu`. */
    public readonly name: string,
    /** Title, to continue a sentence: `the EU`. */
    public readonly title: string,
    private readonly countries?: readonly string[],
  ) {}

  /** Whether data in a region stays in the area. */
  public includes(region: Region): boolean {
    const country = COUNTRY_OF.get(region.name);
    return this.countries === undefined || (country !== undefined && this.countries.includes(country));
  }

  /** Whether every region of this area is one of another, too. */
  public isWithin(other: DataResidency): boolean {
    const { countries } = other;
    return countries === undefined || (this.countries?.every((country) => countries.includes(country)) ?? false);
  }

  /** Names of the regions of the area, sorted. */
  public get regions(): readonly string[] {
    return [...COUNTRY_OF.keys()].filter((name) => this.includes(Region.of(name)));
  }

  public toString(): string {
    return this.name;
  }
}

/**
 * Finds a region as {@link Region.of} does. The hint for a name of another cloud, such as `eu-west`, is the region of Azure.
 *
 * @throws ValueError when there is no such region
 */
export function regionNamed(text: string): Region {
  try {
    return Region.of(text);
  } catch (error) {
    const other = (facts.otherNames.names as Readonly<Record<string, string>>)[text.toLowerCase().replace(/-\d+$/, '')];
    if (!(error instanceof ValueError) || other === undefined) {
      throw error;
    }
    throw new ValueError({ ...error.problem, fix: `In Azure it is ${quote(other)}.` });
  }
}
