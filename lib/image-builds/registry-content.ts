import { type TokenCredential } from '@azure/core-auth';
import { isRestError } from '@azure/core-rest-pipeline';
import { type AzurePipelineOptions } from '../azure/pipeline';
import { trouble } from '../azure/azure-answer';
import { type ImageStatus } from '../toolkit/io/image-results';
import { oneLine } from '../toolkit/io/printable';
import { type RegistryImage } from '../toolkit/run/image-supply';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type AcrTasks } from './acr-tasks';

/** Longest time of a question, in milliseconds: a registry without a public address may not answer at all. */
const TIMEOUT = 15_000;

/** Longest part of an answer that is shown, in characters. */
const LONGEST = 300;

/** Properties of {@link RegistryContent}. */
export interface RegistryContentProps {
  readonly credential: TokenCredential;
  readonly tasks: AcrTasks;
  readonly signal: AbortSignal;
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}

/** Content of registries. Where one cannot be reached from here, the runs of ACR Tasks say what they have pushed to it. */
export class RegistryContent {
  constructor(private readonly props: RegistryContentProps) {}

  /** Whether an image is in its registry. */
  public async statusOf(image: RegistryImage): Promise<ImageStatus> {
    try {
      return { status: 'present', digest: await this.digestOf(image) };
    } catch (error) {
      this.refuseInterrupted();
      if (isRestError(error) && error.statusCode === 404) {
        return { status: 'missing' };
      }
      return this.statusByRuns(image, reasonOf(image, error));
    }
  }

  private async digestOf({ loginServer, repository, tag }: RegistryImage): Promise<string> {
    const { ContainerRegistryContentClient } = await import('@azure/container-registry');
    const { credential, signal, options } = this.props;
    const client = new ContainerRegistryContentClient(`https://${loginServer}`, repository, credential, {
      retryOptions: { maxRetries: 1 },
      ...(options as object | undefined),
    });
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    return (await client.getManifest(tag, { abortSignal })).digest;
  }

  private async statusByRuns(image: RegistryImage, why: string): Promise<ImageStatus> {
    const { tasks } = this.props;
    try {
      const { id } = await tasks.registryOf(image);
      const run = await tasks.runThatPushed(id, image);
      return run === undefined
        ? { status: 'unknown', why: `${why}, and no recent run of ACR Tasks has pushed it` }
        : { status: 'present', digest: run.digest, why: `pushed by run ${run.runId} of ACR Tasks; ${why}` };
    } catch (error) {
      this.refuseInterrupted();
      if (!(error instanceof ToolkitError)) {
        throw error;
      }
      // A sign-in that fails here has failed there too.
      const isSame = error.message.replace(/\.$/, '') === why;
      return { status: 'unknown', why: isSame ? why : `${why}. ${error.message}` };
    }
  }

  private refuseInterrupted(): void {
    if (this.props.signal.aborted) {
      throw new ToolkitError('INTERRUPTED', 'Interrupted.');
    }
  }
}

/** What a registry said, or why it said nothing; as a clause. */
function reasonOf({ loginServer }: RegistryImage, error: unknown): string {
  if (isRestError(error) && error.statusCode !== undefined) {
    const said = oneLine(error.message).slice(0, LONGEST);
    return /not allowed access/.test(said)
      ? `${loginServer} does not let this machine in`
      : `${loginServer} answered ${error.statusCode}: ${said}`;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return `${loginServer} did not answer within ${TIMEOUT / 1000} seconds`;
  }
  const known = trouble('the tag', loginServer, error);
  if (!(known instanceof ToolkitError)) {
    throw error;
  }
  return known.message.replace(/\.$/, '');
}
