import { type PricedComponent, type ResourceCost } from '../../cost/cost';
import { type Range, sum } from '../../cost/range';
import { type AppCost, type CostOfStage } from '../io/cost-result';
import { count } from '../host/count';

/** Number of resources of one type from which on they share a row. */
const SHARE_A_ROW = 4;

/** Row of a table of costs: a resource, or all of a type. */
export interface CostRow {
  /** Address of the resource, or `azurerm_monitor_metric_alert (12)`. */
  readonly name: string;
  readonly monthly: Range;
  /** Names of what is paid for, the most expensive first. */
  readonly what: string;
  readonly verified: boolean;
}

/** Rows of a stage, the most expensive first; a type with many resources has one. */
export function costRows({ resources }: CostOfStage): readonly CostRow[] {
  const byType = new Map<string, ResourceCost[]>();
  for (const resource of resources) {
    byType.set(resource.type, [...(byType.get(resource.type) ?? []), resource]);
  }
  const rows = [...byType].flatMap(([type, ofType]) =>
    ofType.length < SHARE_A_ROW
      ? ofType.map((one) => rowOf(one.address, [one]))
      : [rowOf(`${type} (${ofType.length})`, ofType)],
  );
  return [...rows].sort((a, b) => b.monthly.high - a.monthly.high || (a.name < b.name ? -1 : 1));
}

/** Notes below the costs of an app: what its amounts do not say themselves. */
export function costNotes(app: AppCost): readonly string[] {
  const components = app.stages.flatMap(({ resources }) => resources.flatMap(({ components: own }) => own));
  const unverified = new Set(components.filter(({ verified }) => !verified).map(({ price }) => price.key));
  const elsewhere = components.filter(({ isOfRegion }) => !isOfRegion);
  const regions = [...new Set(elsewhere.map(({ price }) => price.region))].sort().join(', ');
  const prices = new Set(elsewhere.map(({ price }) => price.key)).size;
  return [
    ...(unverified.size === 0
      ? []
      : [
          `~ with ${count(unverified.size, 'price')} that ${unverified.size === 1 ? 'is an estimate' : 'are estimates'}, not published`,
        ]),
    ...(prices === 0
      ? []
      : [`${count(prices, 'price')} of another region, for want of one of the stage's own: ${regions}`]),
    ...(components.length === 0
      ? []
      : ['List prices of pay as you go, without what Azure includes for free once per subscription.']),
  ];
}

function rowOf(name: string, resources: readonly ResourceCost[]): CostRow {
  const { low, high } = sum(resources.map(({ monthly }) => monthly));
  const components = resources.flatMap((resource) => resource.components);
  const first = resources[0]?.components ?? [];
  return {
    name,
    monthly: { low: Number(low.toFixed(2)), high: Number(high.toFixed(2)) },
    what: [...first]
      .sort(byCost)
      .map((component) => component.name)
      .join('; '),
    verified: components.every(({ verified }) => verified),
  };
}

function byCost(a: PricedComponent, b: PricedComponent): number {
  return b.monthly.high - a.monthly.high;
}
