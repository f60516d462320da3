import { type Construct } from 'constructs';
import { ContainerApp } from '../../lib/constructs/compute/container-app';
import { ContainerAppJob } from '../../lib/constructs/compute/container-app-job';
import { type ContainerRegistry } from '../../lib/constructs/compute/container-registry';
import { JobTrigger } from '../../lib/constructs/compute/job-trigger';
import { Scaling } from '../../lib/constructs/compute/scaling';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { ContainerResources } from '../../lib/values/container-resources';
import { type AiServicesStage } from './ai-services-stage';
import { type DataPlatformStage } from './data-platform-stage';
import { type FoundationStage } from './foundation-stage';
import { type FinagentixParameters, IngestionMode } from './parameters';
import { addRegistry } from './registry';
import { placeholderJob, placeholderServer } from './placeholder-image';

/** Constructs of earlier stages that the ingestion uses. */
export interface DataIngestionUpstream {
  readonly foundation: FoundationStage;
  readonly dataPlatform: DataPlatformStage;
  readonly aiServices: AiServicesStage;
}

const PORT = 8000;

/** NewsAPI's rate limit stretches a full load over two to three days. */
const FULL_LOAD_SECONDS = 72 * 3600;

/** The ingestion: a registry for its image, and an app or job that loads prices, news and filings into Redis and the archive. */
export class DataIngestionStage extends Stage {
  public readonly registry: ContainerRegistry;

  constructor(scope: Construct, upstream: DataIngestionUpstream, parameters: FinagentixParameters) {
    super(scope, 'stage-data-ingestion', {
      title: 'Data ingestion',
      purpose:
        'Loads prices (yfinance), news (NewsAPI) and filings (SEC EDGAR) once; destroy it when the data is there.',
      lifecycle: StageLifecycle.EPHEMERAL,
      upstream: [upstream.foundation, upstream.dataPlatform, upstream.aiServices],
      monthlyBudget: { from: 5, to: 15 },
      checks: ['The logs of the ingestion show that data is fetched.', 'Redis has the historical data.'],
    });
    this.context.setDefaults(upstream.foundation.context.defaults);
    this.registry = addRegistry(this, upstream.foundation, parameters);
    const ingestion =
      parameters.ingestionMode === IngestionMode.JOB
        ? this.addJob(upstream, parameters)
        : this.addApp(upstream, parameters);
    ingestion.connectTo(upstream.dataPlatform.redis);
    ingestion.connectTo(upstream.dataPlatform.storage);
    ingestion.connectTo(upstream.aiServices.openAi);
    ingestion.connectTo(upstream.foundation.applicationInsights);
    this.addOutput('registry_login_server', this.registry.loginServer, { description: 'Where images are pushed to.' });
  }

  private addApp(upstream: DataIngestionUpstream, parameters: FinagentixParameters): ContainerApp {
    return new ContainerApp(this, 'Ingestion', {
      ...this.container(upstream, parameters),
      ...image(parameters, placeholderServer(PORT)),
      ingress: { targetPort: PORT },
      healthPath: '/health',
      // Sleeps until somebody calls it, runs once at a time, and stays awake for as long as a full load may take.
      minReplicas: 0,
      maxReplicas: 1,
      cooldownSeconds: FULL_LOAD_SECONDS,
      scaling: [Scaling.http({ concurrentRequests: 10 })],
    });
  }

  private addJob(upstream: DataIngestionUpstream, parameters: FinagentixParameters): ContainerAppJob {
    return new ContainerAppJob(this, 'Ingestion', {
      ...this.container(upstream, parameters),
      ...image(parameters, placeholderJob()),
      trigger: JobTrigger.manual(),
      replicaTimeoutSeconds: FULL_LOAD_SECONDS,
      replicaRetryLimit: 1,
    });
  }

  private container({ foundation, dataPlatform }: DataIngestionUpstream, parameters: FinagentixParameters) {
    const secrets = parameters.secrets.map(
      (name) => [environmentName(name), dataPlatform.keyVault.secret(name)] as const,
    );
    return {
      environment: foundation.environment,
      registry: this.registry,
      resources: ContainerResources.of(1, '2Gi'),
      env: {
        DATA_SOURCES: 'yfinance,newsapi,sec-edgar',
        REDIS_KEY_PREFIX: `${this.context.project}:`,
        STORAGE_CONTAINER_FILINGS: 'sec-filings',
        STORAGE_CONTAINER_NEWS: 'news-articles',
      },
      secrets: Object.fromEntries(secrets),
    };
  }
}

function image(parameters: FinagentixParameters, placeholder: ReturnType<typeof placeholderJob>) {
  return parameters.ingestionImage === undefined ? placeholder : { image: parameters.ingestionImage };
}

/** `newsapi-key` becomes `NEWSAPI_KEY`. */
function environmentName(secret: string): string {
  return secret.toUpperCase().replace(/-/g, '_');
}
