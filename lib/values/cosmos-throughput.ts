import { ValueError } from '../errors';

/**
 * Throughput of a Cosmos DB database or container, in request units a second (RU/s).
 *
 * Switching between the two kinds is refused by azurerm: do it in the portal first.
 *
 * Source of the steps: azurerm internal/services/cosmos/validate/cosmos.go.
 */
export class CosmosThroughput {
  /**
   * The same at all times.
   *
   * @param requestUnits 400 or more, in steps of 100
   * @throws ValueError when it is another number
   */
  public static manual(requestUnits: number): CosmosThroughput {
    return new CosmosThroughput(checked(requestUnits, 400, 100), false);
  }

  /**
   * As many as are needed, from a tenth of the most.
   *
   * @param maxRequestUnits 1,000 or more, in steps of 1,000
   * @throws ValueError when it is another number
   */
  public static autoscale(maxRequestUnits: number): CosmosThroughput {
    return new CosmosThroughput(checked(maxRequestUnits, 1000, 1000), true);
  }

  private constructor(
    /** The most that it can have. */
    public readonly requestUnits: number,
    /** Whether it has fewer while fewer are needed. */
    public readonly isAutoscale: boolean,
  ) {}
}

function checked(requestUnits: number, least: number, step: number): number {
  if (!Number.isInteger(requestUnits) || requestUnits < least || requestUnits % step !== 0) {
    throw new ValueError({
      message: `throughput of ${requestUnits} RU/s`,
      allowed: `${least} or more, in steps of ${step}`,
    });
  }
  return requestUnits;
}
