import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { type AppliedRecord, readApplied } from './applied-record';
import { readOwnJson } from './json-file';
import { makePrivateDirectory, writeAtomically } from './private-files';
import { type Task } from './scheduler';
import { type StageArtifact } from './stage-artifact';
import { StageFiles, stageKey } from './stage-files';
import { type ProviderInstallation } from './terraform/provider-installation';
import { StageTerraform, type TerraformPlace } from './terraform/stage-terraform';
import { type TerraformCli } from './terraform/terraform-cli';
import { type TerraformState } from './terraform/terraform-state';
import { ToolkitError } from './toolkit-error';

/** What a stage is run with. */
export interface StageUnitProps {
  readonly cli: TerraformCli;
  readonly providers: ProviderInstallation;
  readonly dataDirectory: string;
  /** What tells the stage from all others. @default that of its state */
  readonly key?: string;
}

interface InitRecord {
  readonly backend: string;
  readonly rest: string;
}

const INITIALIZED = new JsonFormat<InitRecord>('initialized.json', z.object({ backend: z.string(), rest: z.string() }));

/** One stage that can be planned, applied and destroyed. */
export class StageUnit implements Task {
  public readonly files: StageFiles;
  public readonly terraform: StageTerraform;
  private knownState?: Promise<TerraformState | undefined>;

  constructor(
    public readonly stage: StageArtifact,
    private readonly props: StageUnitProps,
  ) {
    this.files = new StageFiles(props.dataDirectory, props.key ?? stageKey(stage));
    this.terraform = new StageTerraform(props.cli, stage, this.files);
  }

  public get name(): string {
    return this.stage.name;
  }

  public get dependencies(): readonly string[] {
    return this.stage.dependencies;
  }

  /** The last successful apply from here. */
  public get record(): AppliedRecord | undefined {
    return readApplied(this.files);
  }

  /** What its providers are locked to, as text. */
  public get providerLock(): string {
    return this.props.providers.lockOf(this.stage);
  }

  /** `permanent`, `on-demand` or `ephemeral`: what it was deployed as counts before what the code says now. */
  public get isPermanent(): boolean {
    return this.stage.metadata?.lifecycle === 'permanent' || this.record?.lifecycle === 'permanent';
  }

  /** Addresses that hold data, by the code or by the last apply. */
  public get dataResources(): readonly string[] {
    return [...(this.stage.metadata?.dataResources ?? []), ...(this.record?.dataResources ?? [])];
  }

  /** The state as it is, read once until {@link forgetState}. */
  public state(): Promise<TerraformState | undefined> {
    this.knownState ??= this.terraform.hasLocalState
      ? this.terraform.readState()
      : this.ensureInitialized().then(() => this.terraform.readState());
    return this.knownState;
  }

  /** To be called when the state has changed. */
  public forgetState(): void {
    this.knownState = undefined;
  }

  /** Whether something of it is deployed. */
  public async isDeployed(): Promise<boolean> {
    const state = await this.state();
    return state?.isDeployed === true || (state !== undefined && state.lineage === this.record?.lineage);
  }

  /**
   * Prepares Terraform, unless backend, providers and modules are those of the last time.
   *
   * @param migrateState whether the state is moved when the backend has changed
   * @throws ToolkitError when the backend has changed and the state would stay behind
   */
  public async ensureInitialized(migrateState = false): Promise<void> {
    const args = this.props.providers.prepare(this.stage);
    const needed = this.initRecord(args);
    const done = readOwnJson(this.files.initialized, INITIALIZED);
    const isDone = done?.backend === needed.backend && done.rest === needed.rest && fs.existsSync(this.files.terraform);
    if (isDone) {
      return;
    }
    makePrivateDirectory(this.files.directory);
    const hasMoved = done !== undefined && done.backend !== needed.backend;
    if (hasMoved && !migrateState) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The backend of ${this.name} has changed; its state would stay behind.`,
        'Move the state with azstage deploy --migrate-state, or put the old backend back.',
      );
    }
    await this.terraform.init([...args, ...(hasMoved ? ['-migrate-state', '-force-copy'] : [])]);
    writeAtomically(this.files.initialized, JSON.stringify(needed));
  }

  /** Terraform for this stage in another place than where it is applied. */
  public terraformIn(place: TerraformPlace): StageTerraform {
    return new StageTerraform(this.props.cli, this.stage, this.files, place);
  }

  /** What a copy of its root module in another directory is to be initialized with; undefined when there is no need. */
  public initOf(directory: string): { readonly args: readonly string[]; readonly fingerprint: string } | undefined {
    const args = this.props.providers.prepare(this.stage, directory);
    const isNeeded = args.length > 0 || Object.keys(this.stage.template.module ?? {}).length > 0;
    return isNeeded ? { args, fingerprint: this.initRecord(args).rest } : undefined;
  }

  /**
   * Writes back a state that Terraform could not write in an earlier run.
   *
   * @returns whether there was one
   * @throws ToolkitError when the backend refuses it
   */
  public async recoverState(): Promise<boolean> {
    if (!fs.existsSync(this.files.unsavedState)) {
      return false;
    }
    const problem = await this.terraform.pushState(this.files.unsavedState);
    if (problem !== undefined) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The state of the last apply of ${this.name} could not be written, and still cannot: ${problem}`,
        `It is kept in ${this.files.unsavedState}. Make the backend reachable and run this again.`,
      );
    }
    fs.rmSync(this.files.unsavedState);
    this.forgetState();
    return true;
  }

  /** Keeps the state that Terraform leaves in its working directory when it cannot write it. */
  public keepUnsavedState(): boolean {
    const left = path.join(this.stage.workingDirectory, 'errored.tfstate');
    if (!fs.existsSync(left)) {
      return false;
    }
    writeAtomically(this.files.unsavedState, fs.readFileSync(left, 'utf8'));
    fs.rmSync(left);
    return true;
  }

  private initRecord(args: readonly string[]): InitRecord {
    const { terraform = {}, module = {} } = this.stage.template;
    const { backend, cloud, required_providers } = terraform;
    return {
      backend: hash([backend, cloud]),
      rest: hash([args, required_providers, module, this.providerLock, this.props.cli.binary]),
    };
  }
}

function hash(value: unknown): string {
  return crypto.createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
