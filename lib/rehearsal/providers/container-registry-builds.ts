import { sha256 } from '../../toolkit/host/sha256';
import { ArmError, badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { type JsonObject, stringAt, stringsAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type Action, type ResourceType } from '../arm/resource-type';
import { HELD_IMAGES, heldImageId, NOT_ALLOWED } from '../data-planes/container-registry';
import { type UploadedSources } from '../data-planes/build-storage';
import { requirePremium } from './container-registry-sku';

const REGISTRIES = 'Microsoft.ContainerRegistry/registries';

/** States of a run before its end, in the order in which a question for it finds them. */
const GOING: readonly (string | undefined)[] = ['Queued', 'Started', 'Running'];

/** What came of a build. */
interface Built {
  readonly status: 'Succeeded' | 'Failed';
  readonly log: string;
}

/**
 * Actions of a registry for builds: https://learn.microsoft.com/rest/api/container-registry-tasks/
 *
 * Nothing of a Dockerfile is executed. A build succeeds when its sources and its target are there, no `RUN` is `exit` with a number other than 0, and the
 * registry lets the machine in that pushes.
 */
export const buildActions: Readonly<Record<string, Action>> = {
  listbuildsourceuploadurl: ({ azure }, { id }) => {
    const number = azure.builds.nextUpload();
    const path = `sources/${uuidOf(id)}/${azure.clock().toISOString().slice(0, 10)}/${uuidOf(id, 'upload', String(number))}.tar.gz`;
    return { relativePath: path, uploadUrl: azure.builds.urlOf(path) };
  },
  schedulerun: (request, registry) => schedule(request, registry),
};

const RUNS = `${REGISTRIES}/runs`;

function schedule({ azure, body }: ArmRequest, registry: Resource): JsonObject {
  if (body['type'] !== 'DockerBuildRequest') {
    throw badRequest(
      'InvalidRunRequest',
      `A rehearsal runs a DockerBuildRequest alone, not '${String(body['type'])}'.`,
    );
  }
  if (stringAt(body, 'platform', 'os') === undefined || stringAt(body, 'dockerFilePath') === undefined) {
    throw badRequest('InvalidRunRequest', 'The properties platform.os and dockerFilePath are required.');
  }
  const pool = stringAt(body, 'agentPoolName');
  if (pool !== undefined && !azure.store.has(`${registry.id}/agentPools/${pool}`)) {
    throw new ArmError(
      404,
      'AgentPoolNotFound',
      `The agent pool '${pool}' of registry ${registry.name} was not found.`,
    );
  }
  const runId = `ca${azure.store.ofType(RUNS, registry.id).length + 1}`;
  const id = `${registry.id}/runs/${runId}`;
  const { status, log } = built(azure, registry, body);
  const run: Resource = {
    id,
    name: runId,
    type: RUNS,
    properties: {
      runId,
      runType: 'QuickRun',
      status: 'Queued',
      createTime: azure.clock().toISOString(),
      agentPoolName: pool,
      platform: body['platform'],
      outputImages: [],
      next: status,
      log,
      request: body,
    },
  };
  azure.store.set(run);
  return shown(run);
}

/** What comes of a request, with the log of Docker. */
function built({ builds }: ArmRequest['azure'], registry: Resource, body: JsonObject): Built {
  const sources = builds.sourcesOf(stringAt(body, 'sourceLocation') ?? '');
  const dockerfile = sources?.get(stringAt(body, 'dockerFilePath') ?? '');
  const lines = ['Downloading source code...', 'Finished downloading source code'];
  const failed = (...more: readonly string[]): Built => ({ status: 'Failed', log: [...lines, ...more, ''].join('\n') });
  if (sources === undefined || dockerfile === undefined) {
    return failed('failed to download source code: unable to read the Dockerfile', 'run failed');
  }
  lines.push('Using acb_vol as the home volume', 'Executing step ID: build. Timeout(sec): 28800');
  const error = buildError(dockerfile, stringAt(body, 'target'), sources);
  const steps = instructionsOf(dockerfile);
  steps.forEach((step, index) => lines.push(`Step ${index + 1}/${steps.length} : ${step}`));
  if (error !== undefined) {
    return failed(error, 'failed to run step ID: build: exit status 1', 'run failed');
  }
  lines.push('Successfully built', 'Successfully executed container: build');
  if (body['isPushEnabled'] === true && isClosed(registry) && stringAt(body, 'agentPoolName') === undefined) {
    return failed(
      `denied: {"errors":[{"code":"DENIED","message":"${NOT_ALLOWED}"}]}`,
      'failed to run step ID: push',
      'run failed',
    );
  }
  return { status: 'Succeeded', log: [...lines, 'Successfully pushed image', 'Run was successful', ''].join('\n') };
}

function isClosed({ properties }: Resource): boolean {
  return (
    properties['publicNetworkAccess'] === 'Disabled' ||
    stringAt(properties, 'networkRuleSet', 'defaultAction') === 'Deny'
  );
}

function instructionsOf(dockerfile: string): readonly string[] {
  return dockerfile.split(/\r?\n/).filter((line) => /^[A-Z]+ /.test(line));
}

/** What Docker would refuse, as far as that is known without running it. */
function buildError(dockerfile: string, target: string | undefined, sources: UploadedSources): string | undefined {
  const steps = instructionsOf(dockerfile);
  if (!steps.some((step) => step.startsWith('FROM '))) {
    return 'failed to solve: no build stage in current context';
  }
  const stages = steps.flatMap((step) => /^FROM .* AS (\S+)$/i.exec(step)?.[1] ?? []);
  if (target !== undefined && !stages.includes(target)) {
    return `failed to solve: target stage "${target}" could not be found`;
  }
  const copied = steps.flatMap((step) => /^COPY ([\w./-]+) \S+$/.exec(step)?.[1] ?? []);
  const missing = copied
    .map((path) => path.replace(/^\.?\/?|\/$/g, ''))
    .find((path) => path !== '' && ![...sources.keys()].some((file) => file === path || file.startsWith(`${path}/`)));
  if (missing !== undefined) {
    return `COPY failed: file not found in build context or excluded by .dockerignore: stat ${missing}: file does not exist`;
  }
  const exit = steps.flatMap((step) => /^RUN exit ([1-9]\d*)$/.exec(step)?.[1] ?? [])[0];
  return exit === undefined ? undefined : `The command '/bin/sh -c exit ${exit}' returned a non-zero code: ${exit}`;
}

/** Runs of builds, which each question for them brings nearer to their end. */
export const runs: ResourceType = {
  type: RUNS,
  isTracked: false,
  read: (run, { azure, id }) => {
    if (id.isCollection) {
      return shown(run);
    }
    const going = GOING.indexOf(stringAt(run.properties, 'status'));
    if (going < 0) {
      return shown(run);
    }
    const status = GOING[going + 1] ?? stringAt(run.properties, 'next');
    const reached = { ...run, properties: { ...run.properties, status } };
    const log = stringAt(run.properties, 'log') ?? '';
    // While a build goes on, its log is not complete.
    azure.builds.writeLog(
      logPath(run),
      status === 'Started' ? '' : status === 'Running' ? log.slice(0, Math.ceil(log.length / 2)) : log,
    );
    const ended = status === 'Succeeded' ? withImages(reached, azure) : reached;
    azure.store.set(ended);
    return shown(ended);
  },
  actions: {
    listlogsasurl: ({ azure }, run) => ({ logLink: azure.builds.urlOf(logPath(run)) }),
    cancel: ({ azure }, run) => {
      if (!GOING.includes(stringAt(run.properties, 'status'))) {
        throw conflict('RunNotCancellable', `The run ${run.name} has ended.`);
      }
      azure.store.set({ ...run, properties: { ...run.properties, status: 'Canceled' } });
      return undefined;
    },
  },
};

function logPath({ id }: Resource): string {
  return `logs/${uuidOf(id)}/rawtext.log`;
}

/** Run with its images, which the registry holds from now on. */
function withImages(run: Resource, azure: ArmRequest['azure']): Resource {
  const request = run.properties['request'];
  const registryId = run.id.slice(0, run.id.lastIndexOf('/runs/'));
  const names =
    stringAt(request, 'sourceLocation') !== undefined && (request as JsonObject)['isPushEnabled'] === true
      ? stringsAt(request, 'imageNames')
      : [];
  const registry = `${registryId.split('/').at(-1)?.toLowerCase() ?? ''}.azurecr.io`;
  const outputImages = names.map((name) => {
    const [, repository = '', tag = ''] = /^(.+):([^:]+)$/.exec(name) ?? [];
    const manifest = JSON.stringify({ schemaVersion: 2, config: { digest: `sha256:${sha256(run.id)}` }, layers: [] });
    const digest = `sha256:${sha256(manifest)}`;
    const id = heldImageId(registryId, repository, tag);
    azure.store.set({ id, name: id.split('/').at(-1) ?? '', type: HELD_IMAGES, properties: { digest, manifest } });
    return { registry, repository, tag, digest };
  });
  return { ...run, properties: { ...run.properties, outputImages } };
}

/** Run as Azure answers it, without what only the loopback Azure knows. */
function shown(run: Resource): JsonObject {
  const { next: _next, log: _log, request: _request, ...properties } = run.properties;
  return { ...run, properties: { ...properties, provisioningState: 'Succeeded' } };
}

/** Machines of one's own for builds: https://learn.microsoft.com/azure/container-registry/tasks-agent-pools */
export const agentPools: ResourceType = {
  type: `${REGISTRIES}/agentPools`,
  isTracked: true,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body) => {
    requirePremium(request, 'agent pools');
    const defaults = { count: 1, os: 'Linux', tier: 'S1' };
    return { ...body, properties: { ...defaults, ...body.properties, provisioningState: 'Succeeded' } };
  },
};
