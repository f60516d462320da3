import { type Range, times } from './range';
import { type Values } from '../synthesized/values';

/** Hours of a month, as Azure's price pages count them. */
export const HOURS_PER_MONTH = 730;

/** Days of a month, as Azure's price pages count them where a price is by the day. */
export const DAYS_PER_MONTH = 30;

/** Months that some hours of one month are: what is priced by the month is charged for the time it exists. */
export function monthsOf(hours: Range): Range {
  return times(hours, 1 / HOURS_PER_MONTH);
}

/** Days that some hours of one month are. */
export function daysOf(hours: Range): Range {
  return times(hours, DAYS_PER_MONTH / HOURS_PER_MONTH);
}

/** A resource of Terraform, from synthesized JSON, a plan or a state. */
export interface CostedResource {
  /** Terraform address: `azurerm_managed_redis.cache_6FCE63E5`. */
  readonly address: string;
  /** `azurerm_managed_redis` */
  readonly type: string;
  /** Its arguments. Those that hold a reference were resolved where that is possible. */
  readonly values: Values;
  /** Azure region that it is billed in. */
  readonly region: string;
}

/** A quantity that Terraform does not know, such as of requests or of tokens. */
export interface UsageQuantity {
  /** Sentence for the documentation and for editors. */
  readonly description: string;
  /** What is counted: `GB/month`. */
  readonly unit: string;
  /** What is assumed where the usage file has nothing. */
  readonly default: Range;
}

/** Quantities of one resource by the names that the estimator of its type declares. */
export type Usage<Name extends string = string> = Readonly<Record<Name, Range>>;

/** A part of the price of a resource. */
export interface CostComponent {
  /** What is paid for, as Azure names it: `Cache instances (2 nodes)`. */
  readonly name: string;
  /** How much of it in a month. */
  readonly quantity: Range;
  /** Key in the price book. */
  readonly price: string;
  /** What the price is multiplied by, where Azure derives one price from another. @default 1 */
  readonly factor?: number;
  /** Whether {@link factor} is an estimate, so that the component counts as unverified. @default false */
  readonly isEstimate?: boolean;
}

/** What an estimator found. */
export interface Estimate {
  readonly components: readonly CostComponent[];
  /** Parts that cannot be priced, with why. */
  readonly notPriced?: readonly string[];
}

/** What an estimator may ask about the stage and about other resources. */
export interface Surroundings {
  /** Hours of a month in which the stage is deployed. */
  readonly hours: Range;
  /**
   * The resource of a type that an argument refers to by id or name, of any stage.
   *
   * @param value the argument: a reference, an id or a name
   */
  readonly tryFind: (type: string, value: unknown) => CostedResource | undefined;
}

/** Quantities of the resources of some types. */
export interface Estimator<Name extends string = string> {
  /** Types of azurerm: `azurerm_managed_redis`. */
  readonly types: readonly string[];
  /** Quantities that depend on use, by name. */
  readonly usage: Readonly<Record<Name, UsageQuantity>>;
  /** Components of the monthly price. Reads no price: a quantity is the same in every currency. */
  estimate(resource: CostedResource, usage: Usage<Name>, surroundings: Surroundings): Estimate;
}

/** The estimate of a resource whose price depends on an argument that is not known before it is deployed. */
export function unknown(argument: string): Estimate {
  return { components: [], notPriced: [`${argument} is not known before the deployment`] };
}
