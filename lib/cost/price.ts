/**
 * Where the Azure Retail Prices API has a price: the fields of a meter, matched exactly, of the price type `Consumption`.
 *
 * A field that is absent is not asked for. `armRegionName` is the region that the price is wanted for, unless it is given here.
 */
export interface RetailQuery {
  readonly serviceName: string;
  readonly productName?: string;
  /** End of the name of the product, where that has the series of the resource before it: `Series` of virtual machines with Linux. */
  readonly productNameEnd?: string;
  readonly skuName?: string;
  readonly meterName?: string;
  readonly armSkuName?: string;
  /** Region of the meter where that is not the region of the resource: `Global`, or a billing zone such as `Zone 1`. */
  readonly armRegionName?: string;
  /** Unit that Azure gives the price for, such as `1 Hour` or `10K`. */
  readonly unitOfMeasure: string;
  /** Usage from which the price holds. @default 0 */
  readonly tierMinimumUnits?: number;
  /** What the retail price is multiplied by to be a price for {@link Price.unit}. @default 1 */
  readonly factor?: number;
}

/** A list price of Azure, in US dollars unless its book says otherwise. */
export interface Price {
  /** What it is the price of: `managedRedis.Balanced_B3`. Several prices have one key when they are of several regions. */
  readonly key: string;
  readonly amount: number;
  /** What the amount is paid for: `hour`, `GB-month`, `1M tokens`. */
  readonly unit: string;
  /** Azure region, or `any` where the source names none. */
  readonly region: string;
  /** Publication that the price was read from. */
  readonly source: string;
  /** When the source had the price: a day, a month or a year, or `undated`. */
  readonly date: string;
  /** Whether the source is a published price; otherwise it is an estimate. */
  readonly verified: boolean;
  /** What else to know about the price, such as that the source rounds it. */
  readonly note?: string;
  /** Where the Azure Retail Prices API has it; absent where no public source names its meter. */
  readonly retail?: RetailQuery;
}
