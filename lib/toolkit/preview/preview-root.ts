import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../host/json-file';
import { writeAtomically } from '../host/private-files';
import { RootCopy } from '../terraform/root-copy';
import { type StageUnit } from '../unit/stage-unit';
import { type StageTerraform } from '../terraform/stage-terraform';
import { previewTemplate, type PreviewTemplateProps, withoutLocals } from './preview-template';

/** Fingerprint of the last init. */
const INITIALIZED = new JsonFormat('preview-initialized.json', z.object({ fingerprint: z.string() }));

/** The state of a stage that was never applied. */
export const NO_STATE = '';

/** Options of a {@link PreviewRoot}. */
export interface PreviewRootProps extends PreviewTemplateProps {
  /** Text of the state that the stage is planned with. @default the current one */
  readonly state?: string;
}

/**
 * A private copy of the root module of a stage, in which the planned outputs of other stages replace each reference to their states.
 * It has a copy of the state and no backend: no plan of it can be applied, and nothing is written to a backend.
 */
export class PreviewRoot {
  /**
   * Creates the copy, and removes it if that fails.
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

  /** Removes the copy: it contains values of other stages. */
  public remove(): void {
    this.copy.remove();
  }

  /** Output of Terraform with the references of the stage instead of those of the copy. */
  public withStagePaths(text: string): string {
    return withoutLocals(text, this.props.values);
  }

  private async make(): Promise<void> {
    const { unit, copy } = this;
    copy.make(previewTemplate(unit.stage, copy.directory, this.props));
    const state = this.props.state ?? (await unit.state())?.text ?? NO_STATE;
    writeAtomically(path.join(copy.directory, 'terraform.tfstate'), state);
    await this.initialize();
  }

  /** Installs providers and modules, unless there are none or the same ones are installed already. */
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
