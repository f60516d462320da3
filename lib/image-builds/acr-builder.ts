import { type AzurePipelineOptions } from '../azure/pipeline';
import { type Reporter } from '../toolkit/io/io-host';
import { printable } from '../toolkit/io/printable';
import { type RegistryImage, shortName } from '../toolkit/run/image-supply';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type AcrTasks, type RegistryFacts } from './acr-tasks';
import { BlobClient } from './blob';
import { type SourcePlace, withArchive } from './context-archive';
import { type BuildProps, type ImageBuilder } from './image-builder';
import { RunLog } from './run-log';

/** Seconds between two questions for a run. */
const INTERVAL = 2;

/** Lines of the log that an error shows. */
const LAST_LINES = 15;

/** States of a run that goes on. */
const GOING: readonly string[] = ['Queued', 'Started', 'Running'];

/** What a registry answers to machines that its network rules do not let in. */
const NOT_LET_IN = /is not allowed access/;

/** Cure for a registry that ACR Tasks do not reach. */
const REACH =
  'Give it an agent pool in its virtual network (azurerm_container_registry_agent_pool, with the tier Premium), or run azstage images push --builder docker on a machine that reaches it.';

/** Properties of a builder with ACR Tasks. */
export interface AcrBuilderProps {
  readonly session: Session;
  readonly place: SourcePlace;
  readonly tasks: AcrTasks;
  /** Agent pool that builds run on. @default the one in a virtual network where the registry is closed, otherwise Azure's machines */
  readonly agentPool?: string;
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}

/** Builds images in Azure: no Docker is needed. The sources are uploaded, and the log is read while the build goes on. */
export class AcrBuilder implements ImageBuilder {
  private readonly blobs: BlobClient;

  constructor(private readonly props: AcrBuilderProps) {
    this.blobs = new BlobClient(props.session.interruption.signal, props.options);
  }

  public async build(image: RegistryImage, { push, report, logLevel }: BuildProps): Promise<void> {
    const { session, tasks } = this.props;
    const registry = await tasks.registryOf(image);
    const agentPool = this.props.agentPool ?? (push ? await this.poolOf(registry) : undefined);
    const source = await withArchive(this.props.place, image, async (file) => {
      const { relativePath, uploadUrl } = await tasks.uploadTarget(registry.id);
      await this.blobs.upload(uploadUrl, file);
      return relativePath;
    });
    const { runId } = await tasks.schedule(registry.id, image, { source, push, agentPool });
    const where = agentPool === undefined ? '' : ` on agent pool ${agentPool}`;
    const text = `building ${shortName(image)} with ACR Tasks: run ${runId} of ${registry.name}${where}`;
    report.say('info', 'image.started', text, { image: image.name, builder: 'acr', run: runId });
    try {
      await this.follow(image, registry, runId, (line) =>
        report.say(logLevel, 'image.output', `${image.repository}: ${line}`, { image: image.name, line }),
      );
    } catch (error) {
      if (session.interruption.happened) {
        await this.cancel(registry, runId, report);
      }
      throw error;
    }
  }

  /** Follows the log of a run until it has ended. */
  private async follow(
    image: RegistryImage,
    registry: RegistryFacts,
    runId: string,
    onLine: (line: string) => void,
  ): Promise<void> {
    const { session, tasks } = this.props;
    const log = new RunLog(this.blobs, () => tasks.logLink(registry.id, runId));
    const last: string[] = [];
    const read = async (isEnd: boolean) => {
      for (const line of (await log.lines(isEnd)).map(printable)) {
        onLine(line);
        last.push(line);
        last.splice(0, last.length - LAST_LINES);
      }
    };
    for (;;) {
      const { status } = await tasks.run(registry.id, runId);
      await read(!GOING.includes(status));
      if (!GOING.includes(status)) {
        return refuseUnlessSuccessful(image, { runId, status, registry: registry.name }, last);
      }
      await session.sleep(INTERVAL, session.interruption.signal);
      if (session.interruption.happened) {
        throw new ToolkitError('INTERRUPTED', 'Interrupted.');
      }
    }
  }

  /** Agent pool that reaches a registry; undefined where Azure's machines do. */
  private async poolOf({ id, name, openTo }: RegistryFacts): Promise<string | undefined> {
    if (openTo === 'all') {
      return undefined;
    }
    const pools = await this.props.tasks.agentPools(id);
    if (pools.length > 1) {
      throw new ToolkitError(
        'USAGE',
        `${name} has several agent pools in virtual networks: ${pools.join(', ')}.`,
        `Choose one: --agent-pool ${pools[0] ?? ''}`,
      );
    }
    if (pools.length === 0 && openTo === 'none') {
      throw new ToolkitError(
        'REFUSED',
        `${name} is private: the machines of ACR Tasks cannot push to it, and it has no agent pool in a virtual network.`,
        REACH,
      );
    }
    return pools[0];
  }

  private async cancel(registry: RegistryFacts, runId: string, report: Reporter): Promise<void> {
    try {
      await this.props.tasks.cancel(registry.id, runId);
      report.say('info', 'image.note', `cancelled run ${runId} of ${registry.name}`, { run: runId });
    } catch (error) {
      const text = `run ${runId} of ${registry.name} could not be cancelled, and goes on in Azure: ${(error as Error).message}`;
      report.say('warning', 'image.note', text, { run: runId });
    }
  }
}

function refuseUnlessSuccessful(
  image: RegistryImage,
  { runId, status, registry }: { readonly runId: string; readonly status: string; readonly registry: string },
  last: readonly string[],
): void {
  if (status === 'Succeeded') {
    return;
  }
  const log = last.length === 0 ? '' : `\n${last.map((line) => `  ${line}`).join('\n')}`;
  throw new ToolkitError(
    'BUILD_FAILED',
    `The build of ${shortName(image)} ended as ${printable(status)} (run ${runId} of ${registry}).${log}`,
    last.some((line) => NOT_LET_IN.test(line)) ? REACH : undefined,
  );
}
