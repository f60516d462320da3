import { type NotPriced, type ResourceCost, type StageCost } from '../../cost/cost';
import { type LivePrice } from '../../cost/live-price';
import { type Range } from '../../cost/range';
import { type AppDescription } from '../assembly/assembly';

/** Relation of the cost of a stage to its budget. */
export type BudgetStatus =
  | 'within'
  /** Its high bound is over the budget, its low bound is not. */
  | 'may-exceed'
  /** Its low bound is over the budget. */
  | 'over';

/** Monthly cost of a stage beside its budget. */
export interface CostOfStage extends StageCost {
  readonly title?: string;
  readonly lifecycle?: string;
  /** Budget of the stage in the code, in US dollars. @default it has none */
  readonly budget?: { readonly from: number; readonly to: number };
  /** @default it has no budget, or prices are not in US dollars */
  readonly budgetStatus?: BudgetStatus;
}

/** Prices that Azure was asked for. */
export interface LivePriceReport {
  /** Day of the oldest answer that was used: `2026-01-31`. @default nothing was asked for */
  readonly date?: string;
  /** Reason for which answers of an earlier day were used. @default all are of the last 24 hours */
  readonly outdated?: string;
  /** Each price that the costs have, sorted by key and region. */
  readonly prices: readonly LivePrice[];
}

/** Monthly costs of an app in one environment. */
export interface AppCost extends AppDescription {
  /** Currency of all amounts, such as `USD`. */
  readonly currency: string;
  /** Sum of the stages. */
  readonly monthly: Range;
  /** Stages, upstream first. */
  readonly stages: readonly CostOfStage[];
  /** Prices of Azure, which the costs are of. @default those of the price book are taken */
  readonly live?: LivePriceReport;
}

/** Format of costs. */
export type CostFormat = 'text' | 'markdown' | 'svg';

/** Result of `cost`. */
export interface CostResult extends AppCost {
  /** Costs in the second environment, of `--compare`. */
  readonly comparedWith?: AppCost;
}

/** Difference that a plan makes to the monthly cost of a stage. */
export interface CostDifference {
  readonly currency: string;
  readonly before: Range;
  readonly after: Range;
  /** Resources, or parts of them, that are not priced. */
  readonly notPriced: number;
}

export type { NotPriced, Range, ResourceCost };
