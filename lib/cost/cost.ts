import { type Price } from './price';
import { type Range } from './range';

/** A component with its price. */
export interface PricedComponent {
  readonly name: string;
  readonly quantity: Range;
  /** Unit of the quantity. */
  readonly unit: string;
  /** Price for one unit, with the factor of the component. */
  readonly unitPrice: number;
  readonly monthly: Range;
  /** The price of the book that was used. */
  readonly price: Price;
  /** Whether the price is of the region of the resource, or of all; otherwise it is of another region, for want of a better one. */
  readonly isOfRegion: boolean;
  /** Whether the price is published, and is taken as it is. */
  readonly verified: boolean;
}

/** Monthly cost of a resource. */
export interface ResourceCost {
  readonly address: string;
  readonly type: string;
  readonly region: string;
  readonly monthly: Range;
  readonly components: readonly PricedComponent[];
}

/** A resource, or a part of one, that costs something which is not known. */
export interface NotPriced {
  readonly address: string;
  readonly type: string;
  readonly reason: string;
}

/** Monthly cost of a stage. */
export interface StageCost {
  readonly name: string;
  /** Sum of what is priced; what is not priced comes on top. */
  readonly monthly: Range;
  /** Resources that cost something, the most expensive first. */
  readonly resources: readonly ResourceCost[];
  /** Sorted by address. */
  readonly notPriced: readonly NotPriced[];
  /** Number of resources that Azure does not charge for. */
  readonly freeCount: number;
}
