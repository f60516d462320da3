import { z } from 'zod';
import { type ArmClient } from '../azure/arm-client';
import { AzureError } from '../azure/azure-error';
import { JsonFormat } from '../json/json-format';
import { type RegistryImage } from '../toolkit/run/image-supply';

/** Version of the API of ACR Tasks, the one that azurerm uses too. */
const TASKS = '2019-06-01-preview';
const REGISTRY = '2023-07-01';

/** Time after which Azure ends a build, in seconds: what `az acr build` has. */
const TIMEOUT = 3600;

/** Longest time of a cancellation after Ctrl-C, in milliseconds. */
const CANCEL_TIMEOUT = 20_000;

const UPLOAD = new JsonFormat('upload of sources', z.object({ relativePath: z.string(), uploadUrl: z.string() }));
const LOG = new JsonFormat('log of a run', z.object({ logLink: z.string() }));

const runSchema = z.object({
  properties: z.object({
    runId: z.string(),
    status: z.string(),
    outputImages: z
      .array(z.object({ repository: z.string().nullish(), tag: z.string().nullish(), digest: z.string().nullish() }))
      .nullish(),
  }),
});
const RUN = new JsonFormat('run of a build', runSchema);

const registrySchema = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    loginServer: z.string(),
    publicNetworkAccess: z.string().nullish(),
    networkRuleSet: z
      .object({ defaultAction: z.string().nullish(), ipRules: z.array(z.unknown()).nullish() })
      .nullish(),
  }),
});
const REGISTRY_FORMAT = new JsonFormat('container registry', registrySchema);

const POOL = new JsonFormat(
  'agent pool',
  z.object({
    name: z.string(),
    properties: z.object({
      virtualNetworkSubnetResourceId: z.string().nullish(),
      provisioningState: z.string().nullish(),
    }),
  }),
);

/** Registry, as far as builds are concerned. */
export interface RegistryFacts {
  readonly id: string;
  readonly name: string;
  /** Whether machines outside of its networks are let in: all of them, those of named ranges, or none. */
  readonly openTo: 'all' | 'ranges' | 'none';
}

/** State of a run. */
export interface RunFacts {
  readonly runId: string;
  /** `Queued`, `Started`, `Running`, `Succeeded`, `Failed`, `Canceled`, `Error` or `Timeout`. */
  readonly status: string;
}

/** ACR Tasks and registries in Azure Resource Manager: https://learn.microsoft.com/rest/api/container-registry-tasks/ */
export class AcrTasks {
  constructor(
    private readonly arm: ArmClient,
    private readonly subscriptionId: string,
  ) {}

  /**
   * Registry of an image.
   *
   * @throws AzureError when there is none
   */
  public async registryOf({ loginServer, registryId }: RegistryImage): Promise<RegistryFacts> {
    const found =
      registryId === undefined
        ? (await this.registries()).find(
            (each) => each.properties.loginServer.toLowerCase() === loginServer.toLowerCase(),
          )
        : await this.arm.find(registryId, REGISTRY, REGISTRY_FORMAT);
    if (found === undefined) {
      throw new AzureError(
        { status: 404 },
        `There is no registry ${loginServer}${registryId === undefined ? ` in subscription ${this.subscriptionId}` : ''}.`,
        'Deploy the stage that has it, or give its resource id to ContainerRegistry.fromId.',
      );
    }
    const { publicNetworkAccess, networkRuleSet } = found.properties;
    const isRestricted = networkRuleSet?.defaultAction === 'Deny';
    const hasRanges = (networkRuleSet?.ipRules ?? []).length > 0;
    const isClosed = publicNetworkAccess === 'Disabled' || (isRestricted && !hasRanges);
    return { id: found.id, name: found.name, openTo: isClosed ? 'none' : isRestricted ? 'ranges' : 'all' };
  }

  /** Names of the agent pools that are in a virtual network, sorted. */
  public async agentPools(registryId: string): Promise<readonly string[]> {
    const pools = await this.arm.list(`${registryId}/agentPools`, TASKS, POOL);
    return pools
      .filter(({ properties }) => (properties.virtualNetworkSubnetResourceId ?? '') !== '')
      .map(({ name }) => name)
      .sort();
  }

  /** Place for the sources of one build: its path for the build, and a URL with a signature for the upload. */
  public uploadTarget(registryId: string): Promise<{ readonly relativePath: string; readonly uploadUrl: string }> {
    return this.arm.request(`${registryId}/listBuildSourceUploadUrl`, TASKS, UPLOAD, { method: 'POST' });
  }

  /** Starts the build of an image. */
  public async schedule(
    registryId: string,
    image: RegistryImage,
    { source, push, agentPool }: { readonly source: string; readonly push: boolean; readonly agentPool?: string },
  ): Promise<RunFacts> {
    const [os = '', architecture = ''] = image.platform.split('/');
    const body = {
      type: 'DockerBuildRequest',
      imageNames: [`${image.repository}:${image.tag}`],
      isPushEnabled: push,
      sourceLocation: source,
      dockerFilePath: image.dockerfile,
      target: image.target,
      arguments: Object.entries(image.args ?? {}).map(([name, value]) => ({ name, value, isSecret: false })),
      platform: { os: os === 'linux' ? 'Linux' : os, architecture },
      timeout: TIMEOUT,
      agentPoolName: agentPool,
    };
    const run = await this.arm.request(`${registryId}/scheduleRun`, TASKS, RUN, { method: 'POST', body });
    return run.properties;
  }

  public async run(registryId: string, runId: string): Promise<RunFacts> {
    return (await this.arm.request(`${registryId}/runs/${runId}`, TASKS, RUN)).properties;
  }

  /** URL of the log of a run, with a signature. */
  public async logLink(registryId: string, runId: string): Promise<string> {
    const path = `${registryId}/runs/${runId}/listLogSasUrl`;
    return (await this.arm.request(path, TASKS, LOG, { method: 'POST' })).logLink;
  }

  /** Ends a run; after Ctrl-C too, which ends all other requests. */
  public cancel(registryId: string, runId: string): Promise<void> {
    const signal = AbortSignal.timeout(CANCEL_TIMEOUT);
    return this.arm.perform(`${registryId}/runs/${runId}/cancel`, TASKS, { method: 'POST', signal });
  }

  /** Last successful run that has pushed an image; undefined where none of the recent ones has. */
  public async runThatPushed(
    registryId: string,
    { repository, tag }: RegistryImage,
  ): Promise<{ readonly runId: string; readonly digest?: string } | undefined> {
    for (const { properties } of await this.arm.list(`${registryId}/runs`, TASKS, RUN)) {
      const image = properties.outputImages?.find((each) => each.repository === repository && each.tag === tag);
      if (properties.status === 'Succeeded' && image !== undefined) {
        return { runId: properties.runId, ...(image.digest == null ? {} : { digest: image.digest }) };
      }
    }
    return undefined;
  }

  private registries() {
    const path = `/subscriptions/${this.subscriptionId}/providers/Microsoft.ContainerRegistry/registries`;
    return this.arm.list(path, REGISTRY, REGISTRY_FORMAT);
  }
}
