import { type Construct } from 'constructs';
import { ContainerApp } from '../../lib/constructs/compute/container-app';
import { ContainerRegistry } from '../../lib/constructs/compute/container-registry';
import { type IContainerRegistry } from '../../lib/constructs/compute/container-registry-base';
import { Scaling } from '../../lib/constructs/compute/scaling';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { ContainerResources } from '../../lib/values/container-resources';
import { type AiServicesStage } from './ai-services-stage';
import { type DataPlatformStage } from './data-platform-stage';
import { type FoundationStage } from './foundation-stage';
import { type FinagentixParameters } from './parameters';
import { addRegistry } from './registry';
import { placeholderServer } from './placeholder-image';

/** Constructs of earlier stages that the agents use. */
export interface AgentRuntimeUpstream {
  readonly foundation: FoundationStage;
  readonly dataPlatform: DataPlatformStage;
  readonly aiServices: AiServicesStage;
}

const PORT = 8000;

/** The agent API of one project: FastAPI behind HTTPS, scaled by requests. */
export class AgentRuntimeStage extends Stage {
  public readonly agentApi: ContainerApp;

  constructor(scope: Construct, upstream: AgentRuntimeUpstream, parameters: FinagentixParameters) {
    super(scope, 'stage-agent-runtime', {
      title: 'Agent runtime',
      purpose: 'Runs the agents and serves their REST and WebSocket API.',
      lifecycle: StageLifecycle.ON_DEMAND,
      upstream: [upstream.foundation, upstream.dataPlatform, upstream.aiServices],
      monthlyBudget: { from: 20, to: 50 },
      checks: ['The health probe answers: curl $API_URL/health', 'An agent answers: curl $API_URL/query'],
    });
    this.context.setDefaults(upstream.foundation.context.defaults);
    const registry = this.registry(upstream.foundation, parameters);
    this.agentApi = this.addApi(upstream.foundation, registry, parameters);
    this.agentApi.connectTo(upstream.dataPlatform.redis);
    this.agentApi.connectTo(upstream.dataPlatform.storage, { readOnly: true });
    this.agentApi.connectTo(upstream.aiServices.openAi);
    this.agentApi.connectTo(upstream.foundation.applicationInsights);
    this.addOutput('api_url', this.agentApi.url, { description: 'Where the agent API answers.' });
    if (parameters.customDomain !== undefined) {
      this.addOutput('custom_domain_verification_id', this.agentApi.customDomainVerificationId, {
        description: `Value of the DNS record asuid.${parameters.customDomain} (TXT).`,
      });
    }
    this.addOutput('registry_login_server', registry.loginServer, {
      description: 'Where the agent image is pushed to.',
    });
  }

  private registry(foundation: FoundationStage, parameters: FinagentixParameters): IContainerRegistry {
    const { registryId } = parameters;
    return registryId === undefined
      ? addRegistry(this, foundation, parameters)
      : ContainerRegistry.fromId(this, 'ContainerRegistry', registryId);
  }

  private addApi(
    foundation: FoundationStage,
    registry: IContainerRegistry,
    parameters: FinagentixParameters,
  ): ContainerApp {
    const { agentImage } = parameters;
    const api = new ContainerApp(this, 'AgentApi', {
      ...(agentImage === undefined ? placeholderServer(PORT) : { image: agentImage }),
      environment: foundation.environment,
      registry,
      resources: ContainerResources.of(1, '2Gi'),
      env: { REDIS_KEY_PREFIX: `${this.context.project}:` },
      // The transport `auto` upgrades HTTP/1.1 requests to WebSocket.
      ingress: { targetPort: PORT, external: true },
      healthPath: '/health',
      minReplicas: parameters.minReplicas,
      maxReplicas: parameters.maxReplicas,
      scaling: [Scaling.http({ concurrentRequests: 20 })],
      customDomain: parameters.customDomain,
    });
    if (agentImage === undefined) {
      this.context.warn(
        api,
        'runs a placeholder image that only answers /health until the parameter agentImage names your image',
      );
    }
    return api;
  }
}
