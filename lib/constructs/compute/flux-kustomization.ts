import { type KubernetesFluxConfigurationKustomizations } from '@cdktf/provider-azurerm/lib/kubernetes-flux-configuration';
import { type Checks } from '../checks';
import { FLUX_NAME } from './flux-name';

/** Kind of an object that variables of a kustomization come from. */
export enum FluxVariableSource {
  CONFIG_MAP = 'ConfigMap',
  SECRET = 'Secret',
}

/** An object in the namespace of the configuration whose entries are variables of a kustomization. */
export interface FluxVariableReference {
  readonly kind: FluxVariableSource;
  readonly name: string;
  /** Whether the kustomization goes on without it. @default false */
  readonly optional?: boolean;
}

/** A path of the repository that is applied to the cluster. Times are in seconds, 1 to 35791394. */
export interface FluxKustomizationOptions {
  /** 1 to 30 lower-case letters, digits and hyphens, unique in the configuration. */
  readonly name: string;
  /** Such as `./clusters/prod`. @default the root of the repository */
  readonly path?: string;
  /** Kustomizations of the configuration that must be ready first. @default none */
  readonly dependsOn?: readonly string[];
  /** Whether objects that leave the repository are deleted, and all with the configuration. @default true */
  readonly prune?: boolean;
  /** Whether objects are made anew where an immutable field has changed. @default false */
  readonly recreate?: boolean;
  /** Whether it is ready only once its objects are. @default true */
  readonly wait?: boolean;
  /** Time between two reconciliations, which also undo changes in the cluster. @default 600 */
  readonly syncIntervalSeconds?: number;
  /** Time after a failed one. @default 60 */
  readonly retryIntervalSeconds?: number;
  /** Time that one may take. @default 600 */
  readonly timeoutSeconds?: number;
  /** Values for `${name}` in its manifests, which anyone can read: secrets come from `substituteFrom`. @default none */
  readonly substitute?: Readonly<Record<string, string>>;
  /** Objects whose entries are such values; `substitute` wins. @default none */
  readonly substituteFrom?: readonly FluxVariableReference[];
}

/** Block of azurerm for a kustomization. */
export function kustomization(options: FluxKustomizationOptions): KubernetesFluxConfigurationKustomizations {
  const { substitute, substituteFrom } = options;
  return {
    name: options.name,
    path: options.path,
    dependsOn: options.dependsOn === undefined ? undefined : [...options.dependsOn],
    garbageCollectionEnabled: options.prune ?? true,
    recreatingEnabled: options.recreate ?? false,
    wait: options.wait ?? true,
    syncIntervalInSeconds: options.syncIntervalSeconds ?? 600,
    retryIntervalInSeconds: options.retryIntervalSeconds ?? 60,
    timeoutInSeconds: options.timeoutSeconds ?? 600,
    postBuild:
      substitute === undefined && substituteFrom === undefined
        ? undefined
        : {
            substitute: substitute && { ...substitute },
            substituteFrom: substituteFrom?.map(({ kind, name, optional }) => ({ kind, name, optional })),
          },
  };
}

export const LONGEST_SECONDS = 35_791_394;

/**
 * Sources: azurerm internal/services/containers/kubernetes_flux_configuration_resource.go;
 * fluxcd.io/flux/components/kustomize/kustomizations (names of variables, dependencies).
 */
export function checkKustomizations(checks: Checks, kustomizations: readonly FluxKustomizationOptions[]): void {
  const names = kustomizations.map(({ name }) => name);
  const waiting = cycle(kustomizations);
  checks
    .that('kustomizations', names.length, names.length > 0, 'at least one')
    .distinct('kustomizations', names)
    .together(
      waiting.length === 0,
      `kustomizations: ${waiting.join(', ')} depend on one another`,
      'Remove one from dependsOn.',
    );
  kustomizations.forEach((options, index) => checkOne(checks, `kustomizations[${index}]`, options, names));
}

function checkOne(checks: Checks, at: string, options: FluxKustomizationOptions, names: readonly string[]): void {
  const { dependsOn = [], substitute = {} } = options;
  checks
    .that(`${at}.name`, options.name, FLUX_NAME.pattern.test(options.name), FLUX_NAME.allowed)
    .that(`${at}.path`, options.path, options.path !== '', 'a path such as ./clusters/prod')
    .wholeNumber(`${at}.syncIntervalSeconds`, options.syncIntervalSeconds, 1, LONGEST_SECONDS)
    .wholeNumber(`${at}.retryIntervalSeconds`, options.retryIntervalSeconds, 1, LONGEST_SECONDS)
    .wholeNumber(`${at}.timeoutSeconds`, options.timeoutSeconds, 1, LONGEST_SECONDS);
  dependsOn.forEach((name, index) => checks.oneOf(`${at}.dependsOn[${index}]`, name, names));
  for (const [name, value] of Object.entries(substitute)) {
    checks
      .that(
        `${at}.substitute`,
        name,
        /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
        'letters, digits and underscores, no digit first',
      )
      .that(`${at}.substitute.${name}`, value, value !== '', 'a text that is not empty');
  }
}

/** Names of the kustomizations that wait for one another, in the order given: those that are left once all that can be ready are. */
function cycle(kustomizations: readonly FluxKustomizationOptions[]): string[] {
  const names = new Set(kustomizations.map(({ name }) => name));
  let left = [...kustomizations];
  for (;;) {
    const waiting = new Set(left.map(({ name }) => name));
    const next = left.filter(({ dependsOn = [] }) => dependsOn.some((name) => names.has(name) && waiting.has(name)));
    if (next.length === left.length) {
      return next.map(({ name }) => name);
    }
    left = next;
  }
}
