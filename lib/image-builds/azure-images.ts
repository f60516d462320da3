import { type AzureAccess, azureAccess } from '../azure/azure-access';
import { type AzurePipelineOptions } from '../azure/pipeline';
import { type Assembly } from '../toolkit/assembly/assembly';
import { type MessageLevel, type Reporter } from '../toolkit/io/io-host';
import { type ImageStatus } from '../toolkit/io/image-results';
import { type ImageSupply, type RegistryImage, shortName } from '../toolkit/run/image-supply';
import { type Session } from '../toolkit/run/session';
import { AcrBuilder } from './acr-builder';
import { AcrTasks } from './acr-tasks';
import { DockerBuilder } from './docker-builder';
import { type ImageBuilder } from './image-builder';
import { RegistryContent } from './registry-content';

/** Options of what builds images. */
export interface ImageBuildOptions {
  /** ACR Tasks, or the local Docker. @default acr */
  readonly builder?: 'acr' | 'docker';
  /** Agent pool of the registry that builds run on. @default the one in a virtual network where the registry is closed, otherwise Azure's machines */
  readonly agentPool?: string;
  /** Level of the lines of the logs. @default info */
  readonly logLevel?: MessageLevel;
  /** Directory that the sources are relative to. @default that of the project */
  readonly directory?: string;
}

/** Images in Azure: asked for, built and pushed, each once however many stages run it. */
export class AzureImages implements ImageSupply {
  /**
   * Opens the images of a run. Nothing is asked of Azure yet.
   *
   * @throws ToolkitError where no subscription is named, or the variables of azurerm are incomplete
   */
  public static async open(session: Session, assembly: Assembly, options: ImageBuildOptions): Promise<AzureImages> {
    return new AzureImages(session, await azureAccess(session, assembly), options);
  }

  private readonly content: RegistryContent;
  private readonly builder: ImageBuilder;
  private readonly pushed = new Map<string, Promise<void>>();

  constructor(
    private readonly session: Session,
    { arm, credential, subscriptionId }: AzureAccess,
    private readonly options: ImageBuildOptions = {},
    pipelineOptions?: AzurePipelineOptions,
  ) {
    const tasks = new AcrTasks(arm, subscriptionId);
    const { signal } = session.interruption;
    this.content = new RegistryContent({ credential, tasks, signal, options: pipelineOptions });
    const { directory, dataDirectory } = session.project;
    const place = { directory: options.directory ?? directory, dataDirectory };
    const { agentPool } = options;
    this.builder =
      options.builder === 'docker'
        ? new DockerBuilder({ session, place, credential, options: pipelineOptions })
        : new AcrBuilder({ session, place, tasks, agentPool, options: pipelineOptions });
  }

  public statusOf(image: RegistryImage): Promise<ImageStatus> {
    return this.content.statusOf(image);
  }

  public push(image: RegistryImage, report: Reporter): Promise<void> {
    const pushed = this.pushed.get(image.name) ?? this.build(image, report, true);
    this.pushed.set(image.name, pushed);
    return pushed;
  }

  /**
   * Builds an image.
   *
   * @param push whether it is pushed too
   * @throws ToolkitError when that fails
   */
  public async build(image: RegistryImage, report: Reporter, push: boolean): Promise<void> {
    const elapsed = this.session.stopwatch();
    await this.builder.build(image, { push, report, logLevel: this.options.logLevel ?? 'info' });
    const milliseconds = elapsed();
    const text = push ? `pushed ${image.name}` : `built ${shortName(image)}`;
    report.say('info', 'image.finished', text, { image: image.name, isPushed: push, milliseconds });
  }
}
