import { type Construct } from 'constructs';
import { OpenAiAccount } from '../../lib/constructs/ai/open-ai-account';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { type FoundationStage } from './foundation-stage';
import { type FinagentixParameters } from './parameters';

/** Azure OpenAI with a chat and an embedding model, for one project. */
export class AiServicesStage extends Stage {
  public readonly openAi: OpenAiAccount;

  constructor(scope: Construct, foundation: FoundationStage, parameters: FinagentixParameters) {
    super(scope, 'stage-ai-services', {
      title: 'AI services',
      purpose: 'Azure OpenAI with a chat and an embedding model, billed by use.',
      lifecycle: StageLifecycle.ON_DEMAND,
      upstream: [foundation],
      monthlyBudget: { from: 50, to: 200 },
      checks: [
        'The chat model and the embedding model are deployed.',
        'The endpoint answers through its private endpoint: curl $AZURE_OPENAI_ENDPOINT/openai/deployments',
      ],
    });
    this.context.setDefaults(foundation.context.defaults);
    this.openAi = new OpenAiAccount(this, 'OpenAiAccount', {
      deployments: {
        Chat: { model: parameters.chatModel, capacity: parameters.chatCapacity },
        Embedding: { model: parameters.embeddingModel, capacity: parameters.embeddingCapacity },
      },
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints: foundation.privateEndpoints,
    });
    acknowledge(
      this.openAi,
      'AZS015',
      'The account may call no host at all: outbound access is restricted, and none is allowed.',
    );
    this.addOutput('openai_endpoint', this.openAi.endpoint, { description: 'Endpoint of Azure OpenAI.' });
  }
}
