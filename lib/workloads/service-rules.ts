import { quote } from '../errors';
import { ContainerImage } from '../values/container-image';
import { CronExpression } from '../values/cron-expression';
import { checkKubernetesKey, checkKubernetesValue } from '../values/kubernetes-label';
import { checkLabel, checkSecretName, checkVariable, holdsPassword, namesSecret } from './names';
import { Problems } from './problems';
import { bytes, millicores } from './quantity';
import { type ServiceProps } from './service';
import { type Probe, ServiceRun, VerticalScaling } from './service-options';

/** Paths that a service can write to where it says nothing itself. */
export const WRITABLE_PATHS: readonly string[] = ['/tmp'];

const PATH = /^\/[\w./~-]*$/;

/**
 * Checks the properties of a service.
 *
 * Sources: kubernetes.io/docs/reference/kubernetes-api (bounds of probes, scaling and rollouts).
 *
 * @throws ValidationError with all problems
 */
export function checkService(props: ServiceProps): void {
  const problems = new Problems(`service ${props.name}`);
  problems
    .value('name', () => checkLabel(props.name))
    .value('image', () => ContainerImage.parse(props.image))
    .that('command', props.command, props.command?.length !== 0, 'at least one word, or no command')
    .wholeNumber('port', props.port, 1024, 65535)
    .wholeNumber('user', props.user, 1, 65535)
    .wholeNumber('terminationSeconds', props.terminationSeconds, 1, 3600);
  checkPaths(problems, props);
  checkProbes(problems, props);
  checkResources(problems, props);
  checkReplicas(problems, props);
  checkVerticalScaling(problems, props);
  checkVariables(problems, props);
  checkRun(problems, props);
  checkPlacement(problems, props);
  problems.done();
}

function checkPaths(
  problems: Problems,
  { writablePaths = WRITABLE_PATHS, configFiles = {}, local = {}, metrics }: ServiceProps,
): void {
  const paths = { 'local.source.to': local.source?.to, 'metrics.path': metrics?.path };
  const volumes = Object.entries(local.volumes ?? {}).map(([name, path]) => [`local.volumes.${name}`, path] as const);
  const writable = writablePaths.map((path, index) => [`writablePaths[${index}]`, path] as const);
  const read = Object.keys(configFiles).map((path) => ['configFiles', path] as const);
  for (const [property, path] of [...Object.entries(paths), ...volumes, ...writable, ...read]) {
    problems.that(
      property,
      path,
      path !== undefined && PATH.test(path) && path !== '/',
      'an absolute path, such as /tmp',
    );
  }
  problems
    .distinct('writablePaths', writablePaths)
    .wholeNumber('local.hostPort', local.hostPort, 0, 65535)
    .wholeNumber('metrics.port', metrics?.port, 1024, 65535)
    .wholeNumber('metrics.intervalSeconds', metrics?.intervalSeconds, 1, 3600);
  for (const [directory, name] of Object.entries(configFiles)) {
    problems
      .value(`configFiles.${directory}`, () => checkLabel(name))
      .together(
        !writablePaths.includes(directory),
        'configFiles',
        `${quote(directory)} is one of writablePaths, and the files are read-only`,
        'Choose another directory.',
      );
  }
  Object.keys(local.volumes ?? {}).forEach((name) => problems.value(`local.volumes.${name}`, () => checkLabel(name)));
}

function checkProbes(problems: Problems, props: ServiceProps): void {
  const probes: Readonly<Record<string, Probe | undefined>> = {
    startup: props.startup,
    liveness: props.liveness,
    readiness: props.readiness,
  };
  for (const [name, probe = undefined] of Object.entries(probes)) {
    if (probe === undefined) {
      continue;
    }
    const isOne = (probe.path === undefined) !== (probe.command === undefined);
    const hasPort = probe.path === undefined || (probe.port ?? props.port) !== undefined;
    problems
      .together(isOne, name, 'takes either path or command', 'Give one of them.')
      .together(hasPort, name, 'requests a path, and the service has no port', `Set port, or ${name}.port.`)
      .that(`${name}.path`, probe.path, PATH.test(probe.path ?? ''), 'an absolute path, such as /health')
      .wholeNumber(`${name}.port`, probe.port, 1, 65535)
      .wholeNumber(`${name}.initialDelaySeconds`, probe.initialDelaySeconds, 0, 3600)
      .wholeNumber(`${name}.periodSeconds`, probe.periodSeconds, 1, 3600)
      .wholeNumber(`${name}.timeoutSeconds`, probe.timeoutSeconds, 1, 3600)
      .wholeNumber(`${name}.failureThreshold`, probe.failureThreshold, 1, 1000);
  }
}

function checkResources(problems: Problems, { resources }: ServiceProps): void {
  const { cpu, memory, cpuLimit = cpu, memoryLimit = memory } = resources;
  problems
    .value('resources.cpu', () => millicores(cpu))
    .value('resources.memory', () => bytes(memory))
    .value('resources.cpuLimit', () => millicores(cpuLimit))
    .value('resources.memoryLimit', () => bytes(memoryLimit));
  const isAtLeast = (limit: number | undefined, request: number | undefined) =>
    limit === undefined || request === undefined || limit >= request;
  problems
    .that(
      'resources.cpuLimit',
      cpuLimit,
      isAtLeast(known(millicores, cpuLimit), known(millicores, cpu)),
      `${cpu} or more`,
    )
    .that(
      'resources.memoryLimit',
      memoryLimit,
      isAtLeast(known(bytes, memoryLimit), known(bytes, memory)),
      `${memory} or more`,
    );
}

/** Amount, unless it is one that was refused already. */
function known(amount: (text: string) => number, text: string): number | undefined {
  try {
    return amount(text);
  } catch {
    return undefined;
  }
}

function checkReplicas(problems: Problems, props: ServiceProps): void {
  const { scaling, replicas, rollout = {} } = props;
  problems
    .wholeNumber('replicas', replicas, 0, 1000)
    .together(
      scaling === undefined || replicas === undefined,
      'replicas',
      `got ${quote(replicas)} beside scaling, which sets the number of replicas`,
      'Leave it out, and set scaling.minReplicas.',
    );
  const isPace = (text: string | undefined) => text === undefined || /^(\d{1,4}|\d{1,2}%|100%)$/.test(text);
  const allowed = 'a number or a percentage, such as 1 or 25%';
  problems
    .that('rollout.maxUnavailable', rollout.maxUnavailable, isPace(rollout.maxUnavailable), allowed)
    .that('rollout.maxSurge', rollout.maxSurge, isPace(rollout.maxSurge), allowed);
  const stands = [rollout.maxUnavailable ?? '25%', rollout.maxSurge ?? '25%'].every((text) => /^0+%?$/.test(text));
  problems.together(!stands, 'rollout', 'replaces no replica, as both numbers are 0', 'Allow one of them.');
  if (scaling !== undefined) {
    const { minReplicas, maxReplicas, cpuPercent, memoryPercent, queueDepth, requestRate } = scaling;
    const targets = [cpuPercent, memoryPercent, queueDepth, requestRate].filter((target) => target !== undefined);
    problems
      .wholeNumber('scaling.minReplicas', minReplicas, queueDepth === undefined ? 1 : 0, 1000)
      .wholeNumber('scaling.maxReplicas', maxReplicas, Math.max(minReplicas, 1), 1000)
      .wholeNumber('scaling.cpuPercent', cpuPercent, 1, 100)
      .wholeNumber('scaling.memoryPercent', memoryPercent, 1, 100)
      .wholeNumber('scaling.queueDepth', queueDepth?.perReplica, 1, 1_000_000)
      .wholeNumber('scaling.requestRate', requestRate?.perReplica, 1, 1_000_000)
      .together(
        targets.length > 0,
        'scaling',
        'has no target',
        'Set cpuPercent, memoryPercent, queueDepth or requestRate.',
      );
  }
}

/** Source: learn.microsoft.com/azure/aks/vertical-pod-autoscaler (not with a HorizontalPodAutoscaler on processors or memory). */
function checkVerticalScaling(problems: Problems, { verticalScaling, scaling }: ServiceProps): void {
  const scalesByUse = scaling?.cpuPercent !== undefined || scaling?.memoryPercent !== undefined;
  problems.that(
    'verticalScaling',
    verticalScaling,
    !scalesByUse || verticalScaling === VerticalScaling.OFF,
    `${VerticalScaling.OFF}, as scaling depends on CPU and memory utilization too, and each would undo the other`,
  );
}

function checkVariables(
  problems: Problems,
  { settings = {}, secrets = {}, local = {}, connectsTo = [] }: ServiceProps,
): void {
  const backing = connectsTo.flatMap((each) => ('variable' in each ? [each.variable] : []));
  problems.distinct('settings, secrets and data services', [
    ...Object.keys(settings),
    ...Object.keys(secrets),
    ...backing,
  ]);
  for (const [place, values] of Object.entries({ settings, 'local.settings': local.settings ?? {} })) {
    for (const [name, value] of Object.entries(values)) {
      const isOpen = value === '' || !(namesSecret(name) || holdsPassword(value));
      problems
        .value(`${place}.${name}`, () => checkVariable(name))
        .together(
          isOpen,
          `${place}.${name}`,
          'has the value of a secret',
          'Put it into the vault, and its name into secrets.',
        );
    }
  }
  for (const [name, secret] of Object.entries(secrets)) {
    problems
      .value(`secrets.${name}`, () => checkVariable(name))
      .value(`secrets.${name}`, () => checkSecretName(secret));
  }
  for (const name of local.optionalSecrets ?? []) {
    problems.that('local.optionalSecrets', name, name in secrets, Object.keys(secrets).join(', ') || 'none');
  }
}

function checkRun(problems: Problems, props: ServiceProps): void {
  const { runs = ServiceRun.ALWAYS, after = [], scaling, replicas } = props;
  problems.distinct(
    'connectsTo',
    (props.connectsTo ?? []).map(({ name }) => name),
  );
  after.forEach(({ name, runs: { kind } }) =>
    problems.together(
      kind === 'once',
      'after',
      `${quote(name)} does not run once`,
      'Services that run on are for connectsTo.',
    ),
  );
  if (runs.schedule !== undefined) {
    problems.value('runs', () => CronExpression.parse(runs.schedule ?? ''));
  }
  if (runs !== ServiceRun.ALWAYS) {
    const { verticalScaling } = props;
    const unused = {
      scaling,
      verticalScaling,
      replicas,
      startup: props.startup,
      liveness: props.liveness,
      readiness: props.readiness,
    };
    for (const [property, value] of Object.entries(unused)) {
      problems.together(value === undefined, property, 'is for services that always run', 'Leave it out.');
    }
  }
}

function checkPlacement(problems: Problems, { placement = {} }: ServiceProps): void {
  for (const [key, value] of Object.entries(placement.labels ?? {})) {
    problems
      .value(`placement.labels.${key}`, () => checkKubernetesKey(key))
      .value(`placement.labels.${key}`, () => checkKubernetesValue(value));
  }
}
