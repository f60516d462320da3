import { ContainerApp } from '../../lib/constructs/compute/container-app';
import { type Stage } from '../../lib/stage/stage';
import { ContainerImage } from '../../lib/values/container-image';
import { ContainerResources } from '../../lib/values/container-resources';
import { placeholderServer } from '../finagentix/placeholder-image';
import { type EnvironmentStage } from './environment-stage';
import { type StorageStage } from './storage-stage';

/** One of the apps. */
export interface NexusApp {
  /** Id of the construct. */
  readonly id: string;
  readonly name: string;
  /** Undefined until it is built: a placeholder image runs in its place. */
  readonly image?: string;
  /** The parameter that names the image. */
  readonly imageParameter: string;
  /** @default 0.5 vCPU with 1Gi */
  readonly resources?: ContainerResources;
  /** @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of secrets in the key vault, which the image gets as variables. @default none */
  readonly secrets?: readonly string[];
  readonly maxReplicas?: number;
}

/** The port of all apps. */
const PORT = 8000;

/** Adds an app that the Internet reaches over HTTPS, scaled to zero without requests. */
export function addApp(
  stage: Stage,
  props: NexusApp,
  { environment, storage }: { readonly environment: EnvironmentStage; readonly storage: StorageStage },
): ContainerApp {
  const { image, secrets = [] } = props;
  const app = new ContainerApp(stage, props.id, {
    ...(image === undefined ? placeholderServer(PORT) : { image }),
    name: props.name,
    environment: environment.environment,
    registry: environment.registry,
    resources: props.resources ?? ContainerResources.of(0.5, '1Gi'),
    env: props.env,
    // The placeholder image reads none, and Azure makes no app whose secrets are not in the vault yet.
    secrets:
      image === undefined
        ? {}
        : Object.fromEntries(secrets.map((name) => [variableOf(name), storage.keyVault.secret(name)])),
    ingress: { targetPort: PORT, external: true },
    minReplicas: 0,
    maxReplicas: props.maxReplicas,
  });
  warnOfImage(app, stage, props);
  stage.addOutput(`${props.name.replace(/-/g, '_')}_url`, app.url, { description: `Where ${props.name} answers.` });
  return app;
}

function warnOfImage(app: ContainerApp, stage: Stage, { image, imageParameter }: NexusApp): void {
  if (image === undefined) {
    stage.context.warn(app, `runs a placeholder image until the parameter ${imageParameter} names your image`);
  } else if (ContainerImage.parse(image).isMoving) {
    stage.context.warn(app, `runs ${image}, which will mean another image tomorrow: name a tag that stays`);
  }
}

/** `alpaca-api-key` becomes `ALPACA_API_KEY`. */
function variableOf(secret: string): string {
  return secret.toUpperCase().replace(/-/g, '_');
}
