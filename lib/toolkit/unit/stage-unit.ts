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
import { type ImportBlock } from '../terraform/import-block';
import { type ProviderInstallation } from '../terraform/provider-installation';
import { StageTerraform, type TerraformPlace } from '../terraform/stage-terraform';
import { StateStore } from '../terraform/state-store';
import { type TerraformCli } from '../terraform/terraform-cli';
import { TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';

/** Properties of a stage unit. */
export interface StageUnitProps {
  readonly cli: TerraformCli;
  readonly providers: ProviderInstallation;
  readonly dataDirectory: string;
  /** Unique key of the stage. @default that of its state */
  readonly key?: string;
}

interface InitRecord {
  readonly backend: string;
  readonly rest: string;
}

/** File into which Terraform writes a state that its backend refuses: https://developer.hashicorp.com/terraform/cli/commands/state/push */
const ERRORED_STATE = 'errored.tfstate';

const INITIALIZED = new JsonFormat<InitRecord>('initialized.json', z.object({ backend: z.string(), rest: z.string() }));

/** Stage that can be planned, applied and destroyed. */
export class StageUnit implements Task {
  public readonly files: StageFiles;
  public readonly terraform: StageTerraform;
  /** State of the stage, for which no init is needed. */
  public readonly store: StateStore;
  /** Existing resources that its plans import. */
  public imports: readonly ImportBlock[] = [];
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

  /** Lock file entries of its providers, as text. */
  public get providerLock(): string {
    return this.props.providers.lockOf(this.stage);
  }

  /** Lifecycle in the code; of a stage that is no longer there, in its last apply once its {@link state} was read. */
  public get lifecycle(): string | undefined {
    return this.stage.metadata?.lifecycle ?? this.loaded?.lifecycle;
  }

  /** Whether it is permanent according to the code, or to its last apply; the latter once its {@link state} was read. */
  public get isPermanent(): boolean {
    return this.stage.metadata?.lifecycle === 'permanent' || this.loaded?.lifecycle === 'permanent';
  }

  /** Addresses of resources that hold data, according to the code or its last apply; the latter once its {@link state} was read. */
  public get dataResources(): readonly string[] {
    return [...(this.stage.metadata?.dataResources ?? []), ...(this.loaded?.dataResources ?? [])];
  }

  /**
   * Whether it was applied with an output of that name, once its {@link state} was read. The state has no null outputs; the record of an apply names
   * them all.
   */
  public hasAppliedOutput(name: string): boolean {
    return this.loaded === undefined ? name in this.outputs : `${OUTPUT}${name}` in this.loaded.blocks;
  }

  /**
   * Current state, cached until {@link forgetState}.
   *
   * @throws ToolkitError when the backend is unreachable, or the state is unreadable
   */
  public state(): Promise<TerraformState | undefined> {
    this.knownState ??= this.readState();
    return this.knownState;
  }

  /** Record of its last apply, from its state. */
  public async record(): Promise<AppliedRecord | undefined> {
    return recordIn(await this.state());
  }

  /** Clears the cached state; to be called when the state has changed. */
  public forgetState(): void {
    this.knownState = undefined;
  }

  /** Whether it is deployed, if only in part. */
  public async isDeployed(): Promise<boolean> {
    return (await this.state())?.isDeployed === true;
  }

  /** State that was last seen from this checkout. */
  public get lastSeen(): LastSeen | undefined {
    return readLastSeen(this.files);
  }

  /** Whether its state was last seen in the backend that it has now. */
  public get isSeenInBackend(): boolean {
    return this.lastSeen?.backend === this.backendDigest;
  }

  /**
   * Records the current state as the known one.
   *
   * @param isOwn whether this checkout wrote it; a state by others is recorded once for each apply, so that changes between applies are detected
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
   * Runs init, unless backend, providers and modules are those of the last init.
   *
   * @param migrateState whether the state is moved when the backend has changed
   * @throws ToolkitError when the backend has changed and the state would not be moved
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

  /** Terraform for this stage in other directories than those in which it is applied. */
  public terraformIn(place: TerraformPlace): StageTerraform {
    return new StageTerraform(this.props.cli, this.stage, this.files, place);
  }

  /** Arguments of init for a copy of its root module; undefined when it needs no init. */
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
    // An azstage that was killed, or whose disk was full, could not keep it.
    if (!this.keepUnsavedState() && !this.hasUnsavedState) {
      return false;
    }
    const problem = await this.store.push(this.files.unsavedState);
    if (problem !== undefined) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The state of the last apply of ${this.name} could not be written, and writing it has failed again: ${problem}`,
        `It is kept in ${this.files.unsavedState}. Make the backend reachable and run this again.`,
      );
    }
    fs.rmSync(this.files.unsavedState);
    this.forgetState();
    return true;
  }

  /** Whether there is a state that Terraform could not write to the backend. */
  public get hasUnsavedState(): boolean {
    return holdsState(this.files.unsavedState) || holdsState(path.join(this.stage.workingDirectory, ERRORED_STATE));
  }

  /** Keeps the state that Terraform wrote into its working directory because the backend refused it. */
  public keepUnsavedState(directory = this.stage.workingDirectory): boolean {
    const file = path.join(directory, ERRORED_STATE);
    if (!holdsState(file)) {
      return false;
    }
    writeAtomically(this.files.unsavedState, fs.readFileSync(file, 'utf8'));
    fs.rmSync(file);
    return true;
  }

  private async readState(): Promise<TerraformState | undefined> {
    const state = await this.store.read();
    this.noteMoved(state);
    this.refuseOtherBackend();
    this.loaded = recordIn(state);
    this.outputs = state?.outputs ?? {};
    return state;
  }

  /**
   * Records that the state is in another backend than where this checkout last saw it: the same one, no older. Somebody else has moved it, and to have
   * planned before that is no reason to move it again.
   */
  private noteMoved(state: TerraformState | undefined): void {
    const { lastSeen } = this;
    const isMoved =
      lastSeen !== undefined &&
      lastSeen.backend !== this.backendDigest &&
      state?.lineage === lastSeen.lineage &&
      state.serial >= lastSeen.serial;
    if (isMoved) {
      noteSeen(this.files, { ...lastSeen, backend: this.backendDigest });
    }
  }

  /** @throws ToolkitError when the state was last seen in another backend */
  private refuseOtherBackend(): void {
    const { lastSeen } = this;
    if (lastSeen !== undefined && lastSeen.backend !== this.backendDigest) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The backend of ${this.name} has changed; its state would not be moved.`,
        'Move the state with azstage deploy --migrate-state, all local ones to an Azure storage account with azstage bootstrap --migrate-state, or restore the previous backend.',
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

/** Whether a file contains a state: Terraform leaves an empty file where the disk is full. */
function holdsState(file: string): boolean {
  try {
    return TerraformState.parse(readTextFile(file) ?? '', file) !== undefined;
  } catch {
    return false;
  }
}
