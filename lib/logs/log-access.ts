import { type TokenCredential } from '@azure/core-auth';
import { type ArmClient } from '../azure/arm-client';
import { type AzurePipelineOptions } from '../azure/pipeline';

/** Access to the logs in Azure. */
export interface LogAccess {
  readonly arm: ArmClient;
  readonly credential: TokenCredential;
  /** Aborted when nothing more is wanted, as on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  /**
   * Time without anything after which a stream is taken for broken, in seconds.
   *
   * @default 180: Azure says every 60 seconds that there was nothing
   */
  readonly silence?: number;
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}
