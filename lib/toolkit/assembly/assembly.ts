import path from 'node:path';
import { APP_METADATA, type AppMetadata, type SelectionSources } from '../../manifest/app-metadata';
import { METADATA_FILE } from '../../manifest/file-names';
import { CDKTF_MANIFEST, type CdktfManifest, MANIFEST_FILE } from '../../manifest/cdktf-manifest';
import { deploymentOrder } from './deployment-order';
import { readJsonFile } from '../host/json-file';
import { StageArtifact } from './stage-artifact';
import { ToolkitError } from '../toolkit-error';

/**
 * Synthesized app: its stages and their metadata.
 *
 * Stages are plain stacks where the app was not made with azstage.
 */
export class Assembly {
  /**
   * Reads the output directory of synth.
   *
   * @throws ToolkitError when it is empty, or its format is not supported by this version
   */
  public static read(directory: string): Assembly {
    const manifest = readJsonFile(path.join(directory, MANIFEST_FILE), CDKTF_MANIFEST, {
      code: 'BAD_OUTPUT',
      fix: 'Run azstage synth again.',
    });
    if (manifest === undefined) {
      throw new ToolkitError(
        'NO_APP',
        `There is no ${MANIFEST_FILE} in ${directory}.`,
        'Run azstage synth first, or leave out --skip-synth.',
      );
    }
    const metadata = readJsonFile(path.join(directory, METADATA_FILE), APP_METADATA, {
      code: 'BAD_OUTPUT',
      fix: 'Run azstage synth again, with the same version of azstage as library and as command.',
    });
    return new Assembly(directory, manifest, metadata);
  }

  /** Stages, sorted by name. */
  public readonly stages: readonly StageArtifact[];
  private readonly byName: ReadonlyMap<string, StageArtifact>;
  private order?: readonly StageArtifact[];

  private constructor(
    public readonly directory: string,
    manifest: CdktfManifest,
    public readonly metadata?: AppMetadata,
  ) {
    const stacks = Object.values(manifest.stacks);
    const names = new Map(stacks.map((stack) => [stack.constructPath, stack.name]));
    const described = new Map(metadata?.stages.map((stage) => [stage.name, stage]));
    this.stages = stacks
      .map(
        (stack) =>
          new StageArtifact(directory, stack, {
            dependencies: stack.dependencies.map((dependency) => names.get(dependency) ?? dependency).sort(),
            metadata: described.get(stack.name),
            peers: () => this.stages,
          }),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    this.byName = new Map(this.stages.map((stage) => [stage.name, stage]));
  }

  /** Stage of that name, if it exists. */
  public tryFind(name: string): StageArtifact | undefined {
    return this.byName.get(name);
  }

  /**
   * Stages in topological order, upstream first; ties by name.
   *
   * @throws ToolkitError when dependencies are circular
   */
  public get inDeploymentOrder(): readonly StageArtifact[] {
    this.order ??= this.ordered();
    return this.order;
  }

  private ordered(): readonly StageArtifact[] {
    const order = deploymentOrder(this.stages);
    if (order.length < this.stages.length) {
      const placed = new Set(order);
      const open = this.stages.filter((stage) => !placed.has(stage)).map((stage) => stage.name);
      throw new ToolkitError('BAD_OUTPUT', `Circular dependency between stages: ${open.join(', ')}.`);
    }
    return order;
  }
}

/** Settings that an app was synthesized with. */
export interface AppDescription {
  /** Name of the system; absent, as are the others, where the app was not made with azstage. */
  readonly app?: string;
  readonly environment?: string;
  readonly project?: string;
  readonly location?: string;
  /** Azure subscription, where it is known. */
  readonly subscriptionId?: string;
  /** Names of the sources of these, such as `AZSTAGE_PROJECT`; those of defaults are absent. */
  readonly sources?: SelectionSources;
}

/**
 * Settings of an app, with which every listing starts.
 *
 * @param subscription Azure subscription with its source; that of the settings unless given
 */
export function describeApp(
  { metadata }: Assembly,
  subscription?: { readonly id: string; readonly source?: string },
): AppDescription {
  if (metadata === undefined) {
    return {};
  }
  const { app, environment, project, location, sources } = metadata;
  return {
    app,
    environment,
    project,
    location,
    subscriptionId: subscription?.id ?? metadata.subscriptionId,
    sources: subscription === undefined ? sources : { ...sources, subscriptionId: subscription.source },
  };
}

/** `platform, environment prod (AZSTAGE_ENVIRONMENT), in westeurope`; undefined where the app was not made with azstage. */
export function headingOf(description: AppDescription, name: (text: string) => string = String): string | undefined {
  const { app, environment, project, location, subscriptionId, sources = {} } = description;
  if (app === undefined) {
    return undefined;
  }
  const from = (source: string | undefined) => (source === undefined ? '' : ` (${source})`);
  return [
    name(app),
    project === app && sources.project === undefined ? '' : `project ${project}${from(sources.project)}`,
    `environment ${environment}${from(sources.environment)}`,
    `in ${location}${from(sources.location)}`,
    subscriptionId === undefined ? '' : `subscription ${subscriptionId}${from(sources.subscriptionId)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
