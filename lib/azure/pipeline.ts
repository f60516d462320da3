import {
  createPipelineFromOptions,
  type Pipeline,
  type PipelineOptions,
  type PipelinePolicy,
} from '@azure/core-rest-pipeline';
import { packageVersion } from '../toolkit/package-version';
import { timeLimitPolicy } from './time-limit';

/** Options of a pipeline, as the clients of the Azure SDK take them. */
export interface AzurePipelineOptions extends PipelineOptions {
  /** @default none */
  readonly additionalPolicies?: readonly {
    readonly policy: PipelinePolicy;
    readonly position: 'perCall' | 'perRetry';
  }[];
}

/** Pipeline of requests to Azure: it names azstage, retries what is throttled or not answered, and uses the proxy of the environment. */
export function azurePipeline({ additionalPolicies = [], ...options }: AzurePipelineOptions = {}): Pipeline {
  const pipeline = createPipelineFromOptions({
    userAgentOptions: { userAgentPrefix: `azstage/${packageVersion()}` },
    retryOptions: { maxRetries: 4 },
    ...options,
  });
  pipeline.addPolicy(timeLimitPolicy, { afterPhase: 'Retry' });
  additionalPolicies.forEach(({ policy, position }) =>
    pipeline.addPolicy(policy, { afterPhase: position === 'perRetry' ? 'Retry' : undefined }),
  );
  return pipeline;
}
