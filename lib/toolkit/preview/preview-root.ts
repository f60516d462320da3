import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { RootCopy } from '../terraform/root-copy';
import { type StageUnit } from '../unit/stage-unit';
import { type StageTerraform } from '../terraform/stage-terraform';
import { previewTemplate, type PreviewTemplateProps, withoutLocals } from './preview-template';

/** What the last init was made for. */
const INITIALIZED = new JsonFormat('preview-initialized.json', z.object({ fingerprint: z.string() }));

/** The state of a stage that was never applied. */
const NO_STATE = '';

/** How a stage is previewed in a copy. */
export interface PreviewRootProps extends PreviewTemplateProps {
  /** Whether the stage is planned as if nothing of it were deployed. @default false */
  readonly anew?: boolean;
}

/**
 * A private copy of the root module of a stage, in which each reference to the state of another stage is replaced by what that stage
 * will put out. It has a copy of the state and no backend: nothing that is planned here can be applied or written anywhere.
 */
export class PreviewRoot {
  /**
   * Makes the copy; nothing of it is left where that fails.
   */
  public static async create(unit: StageUnit, props: PreviewRootProps): Promise<PreviewRoot> {
    const root = new PreviewRoot(unit, props);
    try {
      await root.make();
    } catch (error) {
      root.remove();
      throw error;
    }
    return root;
  }

  public readonly terraform: StageTerraform;
  private readonly copy: RootCopy;

  private constructor(
    private readonly unit: StageUnit,
    private readonly props: PreviewRootProps,
  ) {
    const { files } = unit;
    this.copy = new RootCopy(unit.stage, files.preview);
    this.terraform = unit.terraformIn({
      workingDirectory: files.preview,
      dataDirectory: files.previewTerraform,
      plan: path.join(files.preview, 'plan.tfplan'),
    });
  }

  /** Removes it: values of other stages are in it. */
  public remove(): void {
    this.copy.remove();
  }

  /** What Terraform says of it, in the words of the stage. */
  public withStagePaths(text: string): string {
    return withoutLocals(text, this.props.values);
  }

  private async make(): Promise<void> {
    const { unit, copy } = this;
    copy.make(previewTemplate(unit.stage, copy.directory, this.props));
    const state = this.props.anew === true ? undefined : await unit.state();
    writeAtomically(path.join(copy.directory, 'terraform.tfstate'), state?.text ?? NO_STATE);
    await this.initialize();
  }

  /** Links providers and modules, unless it was done for the same ones before or there are none. */
  private async initialize(): Promise<void> {
    const { unit } = this;
    const needed = await unit.initOf(this.copy.directory);
    const done = readOwnJson(unit.files.previewInitialized, INITIALIZED);
    if (needed === undefined || done?.fingerprint === needed.fingerprint) {
      return;
    }
    await this.terraform.init(needed.args);
    writeAtomically(unit.files.previewInitialized, JSON.stringify({ fingerprint: needed.fingerprint }));
  }
}
