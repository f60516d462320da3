import { type Construct } from 'constructs';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { AgentMemory } from './agent-memory';
import { type Agent } from './agents';
import { type NetworkStage } from './network-stage';
import { type HolidayPeakHubParameters } from './parameters';
import { deployService, type ServiceUpstream } from './services';

/** Constructs of earlier stages that an agent uses. */
export interface AgentUpstream extends ServiceUpstream {
  readonly network: NetworkStage;
}

/** One agent: what it remembers, and the identity that its pods sign in as. */
export class AgentStage extends Stage {
  public readonly memory: AgentMemory;

  constructor(scope: Construct, agent: Agent, upstream: AgentUpstream, parameters: HolidayPeakHubParameters) {
    const search = parameters.searchAgents.includes(agent.name);
    const models = parameters.openAiAgents.includes(agent.name) ? parameters : undefined;
    const { network, observability, data, messaging, cluster } = upstream;
    super(scope, `stage-agent-${agent.name}`, {
      title: `Agent ${agent.name}`,
      purpose: `Memory, identity and rights of the agent ${agent.name}.`,
      lifecycle: StageLifecycle.ON_DEMAND,
      sharing: StageSharing.SHARED,
      upstream: [network, observability, data, messaging, cluster],
      monthlyBudget: { from: search ? 75 : 0, to: (search ? 225 : 0) + (models === undefined ? 0 : 200) },
      checks: [
        `A pod of the agent signs in: kubectl exec --namespace agents deploy/${agent.name} -- env | grep AZURE_`,
      ],
    });
    this.context.setDefaults(network.context.defaults);
    this.memory = new AgentMemory(this, agent.name, {
      memoryName: agent.memoryName,
      database: data.memory,
      storage: data.storage,
      cache: data.cache,
      redisDatabase: agent.redisDatabase,
      privateEndpoints: network.privateEndpoints,
      search,
      models,
      allowedIpRanges: parameters.operatorIpRanges,
    });
    [data.keyVault, messaging.eventHubs, observability.applicationInsights].forEach((each) =>
      this.memory.connectTo(each),
    );
    const account = { namespace: 'agents', serviceAccount: agent.name };
    deployService(this, upstream, this.memory.identity, account, this.memory.environment);
  }
}
