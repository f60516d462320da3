import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { type ContainerApp } from '../../lib/constructs/compute/container-app';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { ContainerResources } from '../../lib/values/container-resources';
import { addApp, type NexusApp } from './app';
import { type EnvironmentStage } from './environment-stage';
import { addExistingResources, connectToLona } from './existing-resources';
import { type KnowledgeBaseStage } from './knowledge-base-stage';
import { AlpacaTrading, type TradeNexusParameters } from './parameters';
import { type StorageStage } from './storage-stage';

/** Constructs of earlier stages that the apps use. */
export interface AppsUpstream {
  readonly environment: EnvironmentStage;
  readonly storage: StorageStage;
  /** Absent where the knowledge base is in Supabase. */
  readonly knowledgeBase?: KnowledgeBaseStage;
}

const ALPACA: Readonly<Record<AlpacaTrading, string>> = {
  [AlpacaTrading.PAPER]: 'https://paper-api.alpaca.markets',
  [AlpacaTrading.LIVE]: 'https://api.alpaca.markets',
};

/** The container apps, all of which scale to zero without requests. */
export class AppsStage extends Stage {
  public readonly traderData: ContainerApp;
  public readonly agentPlatform: ContainerApp;

  constructor(scope: Construct, upstream: AppsUpstream, parameters: TradeNexusParameters) {
    const { environment, storage, knowledgeBase } = upstream;
    super(scope, 'stage-apps', {
      title: 'Apps',
      purpose:
        'The APIs of data, agents and command line, and the back end; they cost nothing while nobody calls them.',
      lifecycle: StageLifecycle.ON_DEMAND,
      sharing: StageSharing.SHARED,
      upstream: [environment, storage, ...(knowledgeBase === undefined ? [] : [knowledgeBase])],
      resourceGroup: environment.resourceGroup,
      monthlyBudget: { from: 0, to: 50 },
      prerequisites:
        parameters.dnsZone === undefined
          ? []
          : [`Get the right to write records into the DNS zone ${parameters.dnsZone}.`],
      checks: [
        'Each app answers: curl $TRADER_DATA_URL',
        'The apps have no replica ten minutes after the last request.',
      ],
    });
    this.context.setDefaults(environment.context.defaults);
    this.traderData = this.addTraderData(upstream, parameters);
    this.agentPlatform = this.addAgentPlatform(upstream, parameters);
    this.addTradingCli(upstream, parameters);
    this.addBackend(upstream, parameters);
    addExistingResources(this, this.traderData, parameters);
  }

  private addTraderData(upstream: AppsUpstream, parameters: TradeNexusParameters): ContainerApp {
    const app = this.add(upstream, parameters, {
      id: 'TraderData',
      name: 'trader-data',
      image: parameters.traderDataImage,
      imageParameter: 'traderDataImage',
      secrets: parameters.traderDataSecrets,
      env: {
        ALPACA_BASE_URL: ALPACA[parameters.alpacaTrading],
        STORAGE_CONTAINER_OHLCV: 'ohlcv',
        STORAGE_CONTAINER_EXPORTS: 'exports',
      },
    });
    app.connectTo(upstream.storage.data);
    if (parameters.alpacaTrading === AlpacaTrading.LIVE) {
      this.context.warn(app, 'trades with real money');
    }
    return app;
  }

  private addAgentPlatform(upstream: AppsUpstream, parameters: TradeNexusParameters): ContainerApp {
    const app = this.add(upstream, parameters, {
      id: 'AgentPlatform',
      name: 'agent-platform',
      image: parameters.agentPlatformImage,
      imageParameter: 'agentPlatformImage',
      secrets: parameters.agentPlatformSecrets,
      env: { LIVE_ENGINE_URL: 'https://live.lona.agency' },
    });
    app.connectTo(this.traderData);
    connectToLona(app, parameters);
    if (upstream.knowledgeBase !== undefined) {
      connectToKnowledgeBase(app, upstream.knowledgeBase, parameters);
    }
    return app;
  }

  private addTradingCli(upstream: AppsUpstream, parameters: TradeNexusParameters): void {
    if (!parameters.tradingCli) {
      return;
    }
    const app = this.add(upstream, parameters, {
      id: 'TradingCli',
      name: 'trading-cli',
      image: parameters.tradingCliImage,
      imageParameter: 'tradingCliImage',
    });
    app.connectTo(this.traderData);
    app.connectTo(this.agentPlatform);
  }

  private addBackend(upstream: AppsUpstream, parameters: TradeNexusParameters): void {
    this.add(upstream, parameters, {
      id: 'Backend',
      name: 'trade-nexus-backend',
      image: parameters.backendImage,
      imageParameter: 'backendImage',
      resources: ContainerResources.of(2, '4Gi'),
    });
  }

  private add(upstream: AppsUpstream, { maxReplicas }: TradeNexusParameters, app: NexusApp): ContainerApp {
    return addApp(this, { ...app, maxReplicas }, upstream);
  }
}

/** The server needs an administrator to create the tables: the agents, where no group is named. */
function connectToKnowledgeBase(
  app: ContainerApp,
  { server, database, context }: KnowledgeBaseStage,
  { knowledgeBaseAdminGroup }: TradeNexusParameters,
): void {
  if (knowledgeBaseAdminGroup === undefined) {
    server.grantAdmin(app, Fn.basename(app.identity.identityId));
    context.warn(app, 'administers the knowledge base until the parameter knowledgeBaseAdminGroup names somebody else');
  }
  app.connectTo(database);
}
