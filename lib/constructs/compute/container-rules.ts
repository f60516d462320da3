import { Token } from 'cdktf';
import { ContainerImage } from '../../values/container-image';
import { type ContainerImageBuild, ImagePlatform } from '../../values/container-image-build';
import { type AzureContext } from '../azure-context';
import { type Checks } from '../checks';
import { type SidecarOptions } from './container';
import { checkProbes } from './probe';

/** A container that is about to be added, and what is there already. */
export interface ContainerCandidate {
  readonly name: string;
  /** The property of the name. */
  readonly nameProperty: string;
  readonly options: SidecarOptions;
  /** Names of the other containers. */
  readonly taken: readonly string[];
  /** Names of the volumes of the app. */
  readonly volumes: readonly string[];
  /** Whether production may run what will be another image tomorrow. */
  readonly allowMovingTag: boolean;
  /** The target port of the ingress. */
  readonly port?: number;
}

/**
 * Notes what azurerm or Azure would refuse of one container.
 *
 * Source: azurerm internal/services/containerapps/validate/validate.go, ContainerAppContainerName, and helpers/container_apps.go.
 */
export function checkContainer(checks: Checks, context: AzureContext, candidate: ContainerCandidate): void {
  const { name, nameProperty, options, taken, volumes } = candidate;
  const { image } = options;
  const parsed =
    typeof image !== 'string' || Token.isUnresolved(image)
      ? undefined
      : checks.value('image', () => ContainerImage.parse(image));
  checkPlatform(checks, image);
  const moves = parsed?.isMoving === true && !candidate.allowMovingTag && context.profile.name === 'prod';
  checks
    .that(
      nameProperty,
      name,
      /^[a-z0-9]([a-z0-9.-]{0,44}[a-z0-9])?$/.test(name),
      'up to 46 lower-case letters, digits, . and -, the first and the last a letter or digit',
    )
    .that(nameProperty, name, !taken.includes(name), `a name other than ${taken.join(', ')}`)
    .that(
      'image',
      image,
      !moves,
      'in production a tag that always means one image',
      'Pin the tag, or set allowMovingTag.',
    );
  options.volumeMounts?.forEach(({ volume, path }, index) =>
    checks
      .that(
        `volumeMounts[${index}].volume`,
        volume,
        volumes.includes(volume),
        `a volume of the app: ${volumes.join(', ') || 'it has none'}`,
      )
      .that(
        `volumeMounts[${index}].path`,
        path,
        path.startsWith('/') && !path.includes(':'),
        'an absolute path without :',
      ),
  );
  [...Object.keys(options.env ?? {}), ...Object.keys(options.secrets ?? {})].forEach((variable) =>
    checkVariable(checks, variable),
  );
  checkProbes(checks, options.probes ?? {}, candidate.port);
}

/** Source: https://learn.microsoft.com/azure/container-apps/containers#limitations */
function checkPlatform(checks: Checks, image: string | ContainerImageBuild): void {
  if (typeof image !== 'string') {
    const { platform } = image;
    checks.that(
      'image',
      platform,
      platform === ImagePlatform.LINUX_AMD64,
      'linux/amd64, as Container Apps have no other',
    );
  }
}

/** Notes a name that Kubernetes, on which Container Apps runs, does not take for an environment variable. */
export function checkVariable(checks: Checks, variable: string): Checks {
  return checks.that(
    'env',
    variable,
    /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(variable),
    'letters, digits, -, _ and ., not starting with a digit',
  );
}
