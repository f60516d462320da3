import billing from './billing.json';
import { type NotPriced, type PricedComponent, type ResourceCost, type StageCost } from './cost';
import { type CostComponent, type CostedResource, type Surroundings } from './estimator';
import { tryFindEstimator } from './estimators';
import { ANY_REGION, type PriceBook } from './price-book';
import { type Range, sum, times } from './range';
import { type UncountedResource } from './app-resources';
import { hoursOf, quantitiesOf, type UsageFile } from './usage-file';

const FREE: Readonly<Record<string, string>> = billing.free;
const NOT_PRICED: Readonly<Record<string, string>> = billing.notPriced;

/** Types of resources of Azure. Those of other providers cost nothing there. */
const OF_AZURE = /^(azurerm|azapi)_/;

/** What a cost is computed with. */
export interface CostProps {
  readonly stage: string;
  readonly book: PriceBook;
  readonly usage: UsageFile;
  /** Finds other resources; see {@link Surroundings}. */
  readonly tryFind: Surroundings['tryFind'];
  /** Resources whose number is not known. @default none */
  readonly uncounted?: readonly UncountedResource[];
}

/** Computes the monthly cost of the resources of a stage. */
export function costOfStage(resources: readonly CostedResource[], props: CostProps): StageCost {
  const costs: ResourceCost[] = [];
  const notPriced: NotPriced[] = (props.uncounted ?? [])
    .filter(({ type }) => OF_AZURE.test(type) && FREE[type] === undefined)
    .map(({ address, type }) => ({ address, type, reason: 'its number is not known before the deployment' }));
  let freeCount = 0;
  for (const resource of resources) {
    const found = costOfResource(resource, props);
    notPriced.push(...found.notPriced);
    if (found.cost.components.length > 0) {
      costs.push(found.cost);
    } else if (found.notPriced.length === 0) {
      freeCount += 1;
    }
  }
  return {
    name: props.stage,
    monthly: cents(sum(costs.flatMap(({ components }) => components.map(exactly)))),
    resources: costs.sort((a, b) => b.monthly.high - a.monthly.high || (a.address < b.address ? -1 : 1)),
    notPriced: notPriced.sort((a, b) => (a.address < b.address ? -1 : 1)),
    freeCount,
  };
}

/** The reason why Azure charges nothing for a type of resource. */
export function reasonForFree(type: string): string | undefined {
  return FREE[type];
}

interface Found {
  readonly cost: ResourceCost;
  readonly notPriced: readonly NotPriced[];
}

function costOfResource(resource: CostedResource, props: CostProps): Found {
  const { address, type, region } = resource;
  const estimator = tryFindEstimator(type);
  const nothing = { address, type, region, monthly: { low: 0, high: 0 }, components: [] };
  if (estimator === undefined) {
    const reason = NOT_PRICED[type] ?? `azstage cannot estimate ${type}`;
    const isFree = FREE[type] !== undefined || !OF_AZURE.test(type);
    return { cost: nothing, notPriced: isFree ? [] : [{ address, type, reason }] };
  }
  const usage = quantitiesOf(props.usage, { stage: props.stage, address, type }, estimator.usage);
  const { tryFind } = props;
  const estimate = estimator.estimate(resource, usage, { hours: hoursOf(props.usage, props.stage), tryFind });
  const priced = estimate.components.map((component) => priceOf(component, region, props.book));
  const components = priced.filter((each) => typeof each !== 'string');
  const reasons = [...priced.filter((each) => typeof each === 'string'), ...(estimate.notPriced ?? [])];
  return {
    cost: { ...nothing, monthly: cents(sum(components.map(exactly))), components },
    notPriced: reasons.map((reason) => ({ address, type, reason })),
  };
}

/** A component with its price; the reason where the book has none. */
function priceOf(component: CostComponent, region: string, book: PriceBook): PricedComponent | string {
  const { name, quantity, factor = 1, isEstimate = false } = component;
  const price = book.tryFind(component.price, region);
  if (price === undefined) {
    return `${name}: no price of ${component.price} in ${book.currency} is known`;
  }
  const unitPrice = exact(price.amount * factor);
  return {
    name,
    quantity: { low: exact(quantity.low), high: exact(quantity.high) },
    unit: price.unit,
    unitPrice,
    monthly: cents(times(quantity, unitPrice)),
    price,
    isOfRegion: price.region === region || price.region === ANY_REGION,
    verified: price.verified && !isEstimate,
  };
}

/** What a component costs before it is rounded. */
function exactly({ quantity, unitPrice }: PricedComponent): Range {
  return times(quantity, unitPrice);
}

function cents({ low, high }: Range): Range {
  return { low: Math.round(low * 100) / 100, high: Math.round(high * 100) / 100 };
}

/** A number without the traces of binary fractions. */
function exact(value: number): number {
  return Number(value.toPrecision(10));
}
