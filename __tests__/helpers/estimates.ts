import { type CostedResource, type Estimate, type Surroundings } from '../../lib/cost/estimator';
import { tryFindEstimator } from '../../lib/cost/estimators';
import { PriceBook } from '../../lib/cost/price-book';
import { type Range, range, sum, times } from '../../lib/cost/range';
import { type Values } from '../../lib/synthesized/values';

const BOOK = PriceBook.packaged();

/** What is particular to one estimate. */
export interface EstimateProps {
  /** Quantities that depend on use, by name. @default those that the estimator assumes */
  readonly usage?: Readonly<Record<string, Range | number>>;
  readonly hours?: number;
  readonly region?: string;
  /** Arguments of the other resources, by type. */
  readonly others?: Readonly<Record<string, Values & { readonly region?: string }>>;
}

/** Estimates a resource; other resources are found by their type alone. */
export function estimateOf(type: string, values: Values, props: EstimateProps = {}): Estimate {
  const estimator = tryFindEstimator(type);
  if (estimator === undefined) {
    throw new TypeError(`there is no estimator of ${type}`);
  }
  const { region = 'eastus', hours = 730, others = {} } = props;
  const usage = Object.fromEntries(
    Object.entries(estimator.usage).map(([name, { default: assumed }]) => {
      const given = props.usage?.[name];
      return [name, given === undefined ? assumed : typeof given === 'number' ? range(given) : given];
    }),
  );
  const tryFind = (wanted: string): CostedResource | undefined => {
    const found = others[wanted];
    return found === undefined
      ? undefined
      : { address: `${wanted}.other`, type: wanted, values: found, region: found.region ?? region };
  };
  const surroundings: Surroundings = { hours: range(hours), tryFind };
  return estimator.estimate({ address: `${type}.it`, type, values, region }, usage, surroundings);
}

/** Monthly cost by the name of the component, in whole cents; `?` where the book has no price. */
export function monthly(type: string, values: Values, props: EstimateProps = {}): Record<string, unknown> {
  const { components } = estimateOf(type, values, props);
  return Object.fromEntries(
    components.map(({ name, quantity, price, factor = 1 }) => {
      const found = BOOK.tryFind(price, props.region ?? 'eastus');
      return [name, found === undefined ? '?' : shown(times(quantity, found.amount * factor))];
    }),
  );
}

/** Monthly cost of a resource, in whole cents. */
export function total(type: string, values: Values, props: EstimateProps = {}): unknown {
  const { components } = estimateOf(type, values, props);
  return shown(
    sum(
      components.map(({ quantity, price, factor = 1 }) =>
        times(quantity, (BOOK.tryFind(price, props.region ?? 'eastus')?.amount ?? NaN) * factor),
      ),
    ),
  );
}

function shown({ low, high }: Range): number | readonly [number, number] {
  const [least, most] = [cents(low), cents(high)];
  return least === most ? least : [least, most];
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
