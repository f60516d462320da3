import path from 'node:path';
import { APP_METADATA, type AppMetadata, METADATA_FILE } from '../manifest/app-metadata';
import { CDKTF_MANIFEST, type CdktfManifest, MANIFEST_FILE } from '../manifest/cdktf-manifest';
import { readJsonFile } from './json-file';
import { StageArtifact } from './stage-artifact';
import { ToolkitError } from './toolkit-error';

/**
 * What an app wrote: its stages, and what they say of themselves.
 *
 * Stages are plain stacks where the app knows nothing of azstage.
 */
export class Assembly {
  /**
   * Reads an output directory.
   *
   * @throws ToolkitError when there is nothing in it, or something that this version cannot read
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

  /** In the order of their names. */
  public readonly stages: readonly StageArtifact[];

  private constructor(
    public readonly directory: string,
    manifest: CdktfManifest,
    public readonly metadata?: AppMetadata,
  ) {
    const stacks = Object.values(manifest.stacks);
    const names = new Map(stacks.map((stack) => [stack.constructPath, stack.name]));
    this.stages = stacks
      .map(
        (stack) =>
          new StageArtifact(directory, stack, {
            dependencies: stack.dependencies.map((dependency) => names.get(dependency) ?? dependency).sort(),
            metadata: metadata?.stages.find((stage) => stage.name === stack.name),
          }),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The stage of that name, if there is one. */
  public tryFind(name: string): StageArtifact | undefined {
    return this.stages.find((stage) => stage.name === name);
  }

  /** Upstream first; by name where the order is free. */
  public get inDeploymentOrder(): readonly StageArtifact[] {
    const placed: StageArtifact[] = [];
    const open = [...this.stages];
    while (open.length > 0) {
      const next = open.findIndex((stage) =>
        stage.dependencies.every((name) => placed.some((done) => done.name === name)),
      );
      if (next === -1) {
        throw new ToolkitError(
          'BAD_OUTPUT',
          `These stages need each other: ${open.map((stage) => stage.name).join(', ')}.`,
        );
      }
      placed.push(...open.splice(next, 1));
    }
    return placed;
  }
}
