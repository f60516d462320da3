import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type AppliedRecord, recordIn } from './applied-record';
import { type LastSeen, noteSeen, readLastSeen } from '../records/last-seen';
import { OUTPUT } from '../references/block-digests';
import { readTextFile } from '../host/file-trouble';
import { readOwnJson } from '../host/json-file';
import { makePrivateDirectory, writeAtomically } from '../host/private-files';
import { sha256 } from '../host/sha256';
import { type Task } from '../scheduler';
import { type StageArtifact } from '../assembly/stage-artifact';
import { StageFiles, stageKey } from '../records/stage-files';
import { type ProviderInstallation } from '../terraform/provider-installation';
import { StageTerraform, type TerraformPlace } from '../terraform/stage-terraform';
import { StateStore } from '../terraform/state-store';
import { type TerraformCli } from '../terraform/terraform-cli';
import { TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';

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

/** File in which Terraform leaves a state that its backend refuses: https://developer.hashicorp.com/terraform/cli/commands/state/push */
const LEFT_STATE = 'errored.tfstate';

const INITIALIZED = new JsonFormat<InitRecord>('initialized.json', z.object({ backend: z.string(), rest: z.string() }));

/** One stage that can be planned, applied and destroyed. */
export class StageUnit implements Task {
  public readonly files: StageFiles;
  public readonly terraform: StageTerraform;
  /** Its state, for which no init is needed. */
  public readonly store: StateStore;
  private knownState?: Promise<TerraformState | undefined>;
  private loaded?: AppliedRecord;
  private outputs: TerraformState['outputs'] = {};

  constructor(
    public readonly stage: StageArtifact,
    private readonly props: StageUnitProps,
  ) {
    this.files = new StageFiles(props.dataDirectory, props.key ?? stageKey(stage));
    this.terraform = new StageTerraform(props.cli, stage, this.files);
    this.store = new StateStore(props.cli, stage, this.files);
  }

  public get name(): string {
    return this.stage.name;
  }

  public get dependencies(): readonly string[] {
    return this.stage.dependencies;
  }

  /** What its providers are locked to, as text. */
  public get providerLock(): string {
    return this.props.providers.lockOf(this.stage);
  }

  /** Whether it is permanent by the code, or was when it was applied; the latter once its {@link state} was read. */
  public get isPermanent(): boolean {
    return this.stage.metadata?.lifecycle === 'permanent' || this.loaded?.lifecycle === 'permanent';
  }

  /** Addresses that hold data, by the code or by the last apply; the latter once its {@link state} was read. */
  public get dataResources(): readonly string[] {
    return [...(this.stage.metadata?.dataResources ?? []), ...(this.loaded?.dataResources ?? [])];
  }

  /**
   * Whether it was applied with an output of that name, once its {@link state} was read. Terraform keeps none that is null; the record
   * of an apply names them all.
   */
  public hasAppliedOutput(name: string): boolean {
    return this.loaded === undefined ? name in this.outputs : `${OUTPUT}${name}` in this.loaded.blocks;
  }

  /**
   * The state as it is, read once until {@link forgetState}.
   *
   * @throws ToolkitError when it cannot be reached or read
   */
  public state(): Promise<TerraformState | undefined> {
    this.knownState ??= this.readState();
    return this.knownState;
  }

  /** The record of its last apply, as its state has it. */
  public async record(): Promise<AppliedRecord | undefined> {
    return recordIn(await this.state());
  }

  /** To be called when the state has changed. */
  public forgetState(): void {
    this.knownState = undefined;
  }

  /** Whether something of it is deployed. */
  public async isDeployed(): Promise<boolean> {
    return (await this.state())?.isDeployed === true;
  }

  /** The state that was seen last from here. */
  public get lastSeen(): LastSeen | undefined {
    return readLastSeen(this.files);
  }

  /**
   * Notes that the state is that of the stage.
   *
   * @param isOwn whether it was written from here; another one is noted once for each apply, so that what changes it in between shows
   */
  public async noteSeen(isOwn: boolean): Promise<void> {
    const state = await this.state();
    const { id: apply } = recordIn(state) ?? {};
    if (state?.isDeployed === true && (isOwn || this.lastSeen === undefined || this.lastSeen.apply !== apply)) {
      const { lineage, serial } = state;
      noteSeen(this.files, { lineage, serial, backend: this.backendDigest, ...(apply === undefined ? {} : { apply }) });
    }
  }

  /**
   * Prepares Terraform, unless backend, providers and modules are those of the last time.
   *
   * @param migrateState whether the state is moved when the backend has changed
   * @throws ToolkitError when the backend has changed and the state would stay behind
   */
  public async ensureInitialized(migrateState = false): Promise<void> {
    await this.props.providers.ready();
    const args = this.props.providers.prepare(this.stage);
    const needed = this.initRecord(args);
    const done = readOwnJson(this.files.initialized, INITIALIZED);
    const isDone = done?.backend === needed.backend && done.rest === needed.rest && fs.existsSync(this.files.terraform);
    if (isDone) {
      return;
    }
    makePrivateDirectory(this.files.directory);
    const isOther = done !== undefined && done.backend !== needed.backend;
    if (!migrateState) {
      this.refuseOtherBackend();
    }
    const other = migrateState ? ['-migrate-state', '-force-copy'] : ['-reconfigure'];
    await this.terraform.init([...args, ...(isOther ? other : [])]);
    if (isOther) {
      fs.rmSync(this.files.lastSeen, { force: true });
      this.forgetState();
    }
    writeAtomically(this.files.initialized, JSON.stringify(needed));
  }

  /** Terraform for this stage in another place than where it is applied. */
  public terraformIn(place: TerraformPlace): StageTerraform {
    return new StageTerraform(this.props.cli, this.stage, this.files, place);
  }

  /** What a copy of its root module in another directory is to be initialized with; undefined when there is no need. */
  public async initOf(
    directory: string,
  ): Promise<{ readonly args: readonly string[]; readonly fingerprint: string } | undefined> {
    await this.props.providers.ready();
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
    // An azstage that was killed, or that had no room on the disk, could not keep it.
    if (!this.keepUnsavedState() && !this.hasUnsavedState) {
      return false;
    }
    const problem = await this.store.push(this.files.unsavedState);
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

  /** Whether a state is kept, or left by Terraform, that it could not write to the backend. */
  public get hasUnsavedState(): boolean {
    return holdsState(this.files.unsavedState) || holdsState(path.join(this.stage.workingDirectory, LEFT_STATE));
  }

  /** Keeps the state that Terraform leaves in its working directory when it cannot write it. */
  public keepUnsavedState(directory = this.stage.workingDirectory): boolean {
    const left = path.join(directory, LEFT_STATE);
    if (!holdsState(left)) {
      return false;
    }
    writeAtomically(this.files.unsavedState, fs.readFileSync(left, 'utf8'));
    fs.rmSync(left);
    return true;
  }

  private async readState(): Promise<TerraformState | undefined> {
    this.refuseOtherBackend();
    const state = await this.store.read();
    this.loaded = recordIn(state);
    this.outputs = state?.outputs ?? {};
    return state;
  }

  /** @throws ToolkitError when the state was seen last in another backend */
  private refuseOtherBackend(): void {
    const { lastSeen } = this;
    if (lastSeen !== undefined && lastSeen.backend !== this.backendDigest) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The backend of ${this.name} has changed; its state would stay behind.`,
        'Move the state with azstage deploy --migrate-state, or put the old backend back.',
      );
    }
  }

  private get backendDigest(): string {
    const { backend, cloud } = this.stage.template.terraform ?? {};
    return sha256(JSON.stringify([backend, cloud]));
  }

  private initRecord(args: readonly string[]): InitRecord {
    const { terraform = {}, module = {} } = this.stage.template;
    const { required_providers } = terraform;
    return {
      backend: this.backendDigest,
      rest: sha256(JSON.stringify([args, required_providers, module, this.providerLock, this.props.cli.binary])),
    };
  }
}

/** Whether there is a state in a file: Terraform leaves an empty file where the disk is full. */
function holdsState(file: string): boolean {
  try {
    return TerraformState.parse(readTextFile(file) ?? '', file) !== undefined;
  } catch {
    return false;
  }
}
