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
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}
