import { Token } from 'cdktf';
import { type EnvironmentProfile } from '../../values/environment-profile';
import { AzureContext } from '../azure-context';
import { type Checks } from '../checks';
import { type ContainerApp, type ContainerAppProps } from './container-app';
import { checkIngress, type IngressOptions, IngressTransport } from './ingress';
import { checkQueueScaling, checkScaling } from './scaling';

/** Limits on the number of replicas. */
export interface Replicas {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** The replicas of an app: as given, or one or two where it is always on, otherwise from none. */
export function replicasOf(props: ContainerAppProps, profile: EnvironmentProfile): Replicas {
  const alwaysOn = props.alwaysOn ?? !canStart(props);
  const atLeast = profile.highlyAvailable ? 2 : 1;
  const minReplicas = props.minReplicas ?? (alwaysOn ? Math.min(atLeast, knownMost(props) ?? atLeast) : 0);
  return { minReplicas, maxReplicas: props.maxReplicas ?? Math.max(10, minReplicas) };
}

/**
 * Notes problems of the properties that only an app has.
 *
 * Sources: azurerm internal/services/containerapps/helpers/container_apps.go (ContainerTemplateSchema) and
 * container_app_resource.go; learn.microsoft.com/azure/container-apps/scale-app for what cannot start.
 */
export function checkContainerApp(checks: Checks, props: ContainerAppProps, profile: EnvironmentProfile): void {
  const { minReplicas, maxReplicas, ingress, scaling } = props;
  const replicas = replicasOf(props, profile);
  const starts = Token.isUnresolved(replicas.minReplicas) || replicas.minReplicas > 0;
  checks
    .wholeNumber('minReplicas', minReplicas, 0, 300)
    .wholeNumber('maxReplicas', maxReplicas, 1, 300)
    .that(
      'minReplicas',
      minReplicas,
      (minReplicas ?? 0) <= (knownMost(props) ?? replicas.minReplicas),
      `no more than maxReplicas (${replicas.maxReplicas})`,
    )
    .together(props.alwaysOn !== true || starts, 'alwaysOn: contradicts minReplicas 0', 'Leave one of the two out.')
    .together(
      starts || canStart(props),
      'minReplicas: with 0 the app never starts, as it has neither ingress nor a scale rule that starts it',
      'Leave minReplicas out, or add an ingress or a rule.',
    )
    .wholeNumber('pollingIntervalSeconds', props.pollingIntervalSeconds, 1, Number.MAX_SAFE_INTEGER)
    .wholeNumber('cooldownSeconds', props.cooldownSeconds, 1, Number.MAX_SAFE_INTEGER)
    .wholeNumber('terminationGracePeriodSeconds', props.terminationGracePeriodSeconds, 0, 600)
    .wholeNumber('maxInactiveRevisions', props.maxInactiveRevisions, 0, 100)
    .that(
      'healthPath',
      props.healthPath,
      ingress !== undefined && props.healthPath?.startsWith('/') === true,
      'a path that starts with /, for an app with ingress',
      'Without ingress, use probes.',
    );
  checkScaling(checks, scaling ?? [], Object.keys(props.secrets ?? {}));
  checkQueueScaling(checks, scaling ?? []);
  if (ingress !== undefined) {
    checkIngress(checks, ingress, props.revisionMode);
  }
  if (props.customDomain !== undefined) {
    checkCustomDomain(checks, ingress);
  }
}

/** Notes an ingress that can have no custom domain. */
export function checkCustomDomain(checks: Checks, ingress?: IngressOptions): void {
  checks.together(
    ingress?.external === true && ingress.transport !== IngressTransport.TCP,
    'customDomain: only an external HTTP ingress has one',
    'Set ingress.external.',
  );
}

/** Warns where an app would be less available, or harder to reach, than it looks. */
export function warnOfSurprises(app: ContainerApp, props: ContainerAppProps): void {
  const context = AzureContext.of(app);
  if (context.profile.highlyAvailable && props.minReplicas === 1) {
    context.warn(
      app,
      'minReplicas is 1: the app is unavailable while its only replica is moved; 2 replicas are highly available',
    );
  }
  const { environment, ingress } = props;
  if (ingress?.external === true && !environment.external && !environment.isInternal) {
    context.warn(
      app,
      `ingress.external: ${environment.node.path} has no address in a network and none on the Internet, so only its private endpoints lead to the app`,
    );
  }
}

/** The most replicas, unless Terraform computes them. */
function knownMost({ maxReplicas }: ContainerAppProps): number | undefined {
  return Token.isUnresolved(maxReplicas) ? undefined : maxReplicas;
}

/** Whether anything starts a replica where there is none. Rules replace Azure's own, which counts the requests of the ingress. */
function canStart({ ingress, scaling }: ContainerAppProps): boolean {
  return scaling === undefined || scaling.length === 0
    ? ingress !== undefined
    : scaling.some((rule) => rule.startsFromZero);
}
