import { type Construct } from 'constructs';
import { ContainerApp } from '../../lib/constructs/compute/container-app';
import { Stage, StageLifecycle } from '../../lib/stage/stage';
import { ContainerImage } from '../../lib/values/container-image';
import { ContainerResources } from '../../lib/values/container-resources';
import { placeholderServer } from '../finagentix/placeholder-image';
import { type Api, APIS } from './apis';
import { type AppInfrastructureStage } from './app-infrastructure-stage';
import { type DataStage } from './data-stage';
import { type SigmatiqParameters } from './parameters';

/** Constructs of earlier stages that the APIs use. */
export interface AppsUpstream {
  readonly data: DataStage;
  readonly infrastructure: AppInfrastructureStage;
}

/** The five APIs: step 5. */
export class AppsStage extends Stage {
  public readonly apis: readonly ContainerApp[];

  constructor(
    scope: Construct,
    private readonly upstream: AppsUpstream,
    private readonly parameters: SigmatiqParameters,
  ) {
    const { data, infrastructure } = upstream;
    super(scope, 'stage-apps', {
      title: 'APIs',
      purpose: 'Runs the five APIs, which cost nothing while nobody calls them.',
      lifecycle: StageLifecycle.ON_DEMAND,
      upstream: [data, infrastructure],
      resourceGroup: infrastructure.resourceGroup,
      monthlyBudget: { from: 0, to: 5 },
      checks: APIS.map(({ title, id }) => `${title}: ${id} answers under its URL.`),
    });
    this.context.setDefaults(infrastructure.context.defaults);
    this.apis = APIS.map((api) => this.addApi(api));
  }

  private addApi(api: Api): ContainerApp {
    const { data, infrastructure } = this.upstream;
    const { minReplicas, maxReplicas } = this.parameters;
    const image = this.parameters[api.imageParameter];
    const app = new ContainerApp(this, api.id, {
      ...(image === undefined ? placeholderServer(api.port) : { image, secrets: this.keysFor(api) }),
      environment: infrastructure.environment,
      registry: infrastructure.registry,
      identity: infrastructure.identity,
      resources: ContainerResources.of(0.5, '1Gi'),
      ingress: { targetPort: api.port, external: true },
      minReplicas,
      maxReplicas,
    });
    app.connectTo(data.database(api.database));
    app.connectTo(data.redis);
    app.connectTo(infrastructure.keyVault);
    app.connectTo(infrastructure.configuration);
    this.warnOfImage(app, api, image);
    this.addOutput(`${api.imageParameter.replace('Image', '')}_api_url`, app.url, { description: api.title });
    return app;
  }

  /** The placeholder image reads none, and Azure makes no app whose secrets are not in the vault yet. */
  private keysFor({ asksProviders }: Api) {
    const { sharedKeyVault } = this.upstream.infrastructure;
    return asksProviders
      ? Object.fromEntries(this.parameters.secrets.map((name) => [variableOf(name), sharedKeyVault.secret(name)]))
      : {};
  }

  private warnOfImage(app: ContainerApp, { imageParameter }: Api, image?: string): void {
    if (image === undefined) {
      this.context.warn(app, `runs a placeholder image until the parameter ${imageParameter} names your image`);
    } else if (ContainerImage.parse(image).isMoving) {
      this.context.warn(app, `runs ${image}, which will mean another image tomorrow: name a tag that stays`);
    }
  }
}

/** `Polygon-API-Key` becomes `POLYGON_API_KEY`. */
function variableOf(secret: string): string {
  return secret.toUpperCase().replace(/-/g, '_');
}
