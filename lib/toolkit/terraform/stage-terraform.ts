import fs from 'node:fs';
import path from 'node:path';
import { noteInterrupted } from './interrupted-apply';
import { makePrivateDirectory } from '../host/private-files';
import { recordProcess } from '../records/recorded-process';
import { forgetRunning, recordRunning } from '../records/running-terraform';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type StageFiles } from '../records/stage-files';
import { ToolkitError } from '../toolkit-error';
import { PlanJson } from './plan-json';
import { type PlanProps, type StageApply, type StagePlan } from './stage-plan';
import { IMPORT_FILE } from './import-block';
import { RECORD_FILE, withoutRecordOutputs } from './record-outputs';
import { type TerraformCall, type TerraformCli, type TerraformExit, type TerraformStreamExit } from './terraform-cli';
import { type ChangeAction, type Diagnostic, parseEvent, type TerraformEvent } from './terraform-events';
import { terraformFailure } from './terraform-failure';

/** Listener to the events of Terraform. */
export type ProgressListener = (event: TerraformEvent) => void;

interface StreamResult {
  readonly exit: TerraformStreamExit;
  readonly events: readonly TerraformEvent[];
  readonly logFile: string;
}

/** Directories and files with which Terraform runs on a stage. */
export interface TerraformPlace {
  /** Root module. */
  readonly workingDirectory: string;
  /** Terraform's data directory. */
  readonly dataDirectory: string;
  /** File of the saved plan. */
  readonly plan: string;
}

/** Terraform for one stage. */
export class StageTerraform {
  private readonly place: TerraformPlace;

  /**
   * @param place where it runs; by default the directory in which the stage is applied
   */
  constructor(
    private readonly cli: TerraformCli,
    private readonly stage: StageArtifact,
    private readonly files: StageFiles,
    place?: TerraformPlace,
  ) {
    const { workingDirectory } = stage;
    this.place = place ?? { workingDirectory, dataDirectory: files.terraform, plan: files.plan };
  }

  /**
   * Runs init: backend, modules and providers.
   *
   * @param args options of `terraform init`
   * @throws TerraformFailure
   */
  public async init(args: readonly string[]): Promise<void> {
    makePrivateDirectory(this.files.directory);
    this.dropRecord();
    const command = ['init', '-input=false', '-no-color', ...args];
    const { exit, events, logFile } = await this.stream('init', command, () => undefined);
    if (exit.exitCode !== 0) {
      throw this.failure('init', exit, events, logFile);
    }
  }

  /**
   * Plans, and saves the plan in {@link TerraformPlace.plan}. The record and the imports are part of the root module only during the plan: a saved plan
   * contains its configuration.
   *
   * @throws TerraformFailure
   * @throws ToolkitError when the plan is not of the whole stage, or contradicts Terraform's exit code
   */
  public async plan(props: PlanProps, onProgress: ProgressListener): Promise<StagePlan> {
    this.dropPlan();
    const { record, imports = [] } = props;
    const command = ['plan', '-json', '-input=false', '-detailed-exitcode', `-out=${this.place.plan}`];
    const options = [
      ...(props.destroy === true ? ['-destroy'] : []),
      ...(props.targets ?? []).map((target) => `-target=${target}`),
      ...(props.refresh === false ? ['-refresh=false'] : []),
      ...(props.lock === false ? ['-lock=false'] : []),
    ];
    this.dropRecord();
    let result: StreamResult;
    try {
      if (record !== undefined) {
        fs.writeFileSync(this.recordFile, record.content, { mode: 0o600 });
      }
      if (imports.length > 0) {
        fs.writeFileSync(this.importFile, JSON.stringify({ import: imports }, undefined, 2), { mode: 0o600 });
      }
      result = await this.stream('plan', [...command, ...options], onProgress, {
        ...this.cli.secrets.environmentOf(this.stage, props.destroy),
        ...record?.env,
      });
    } finally {
      this.dropRecord();
    }
    const { exit, events, logFile } = result;
    const summary = events.findLast((event) => event.type === 'summary');
    if ((exit.exitCode !== 0 && exit.exitCode !== 2) || summary === undefined) {
      if (props.keepPart !== true) {
        this.dropPlan();
      }
      throw this.failure('plan', exit, events, logFile);
    }
    return this.readPlan(exit, events, props.targets !== undefined);
  }

  /** Saved plan as Terraform shows it. */
  public async showPlan(): Promise<string> {
    const { stdout } = await this.cli.capture(this.call(['show', '-no-color', this.place.plan]));
    return withoutRecordOutputs(stdout.trim());
  }

  /**
   * Saved plan with its values.
   *
   * @throws ToolkitError when Terraform cannot show it
   */
  public async planJson(): Promise<PlanJson> {
    return PlanJson.parse(await this.planText());
  }

  /**
   * Saved plan in the JSON of Terraform, with all that Terraform writes.
   *
   * @throws ToolkitError when Terraform cannot show it
   */
  public async planText(): Promise<string> {
    const { exitCode, stdout, stderr } = await this.cli.capture(this.call(['show', '-json', this.place.plan]));
    if (exitCode !== 0) {
      throw new ToolkitError('TERRAFORM_FAILED', `The plan of ${this.stage.name} cannot be shown:\n${stderr.trim()}`);
    }
    return stdout;
  }

  /**
   * Applies the saved plan.
   *
   * @throws TerraformFailure
   */
  public async apply(onProgress: ProgressListener): Promise<StageApply> {
    const command = ['apply', '-json', '-input=false', '-auto-approve', this.place.plan];
    const { exit, events, logFile } = await this.stream(
      'apply',
      command,
      onProgress,
      this.cli.secrets.environmentOf(this.stage, true),
    );
    this.dropPlan();
    const summary = events.findLast((event) => event.type === 'summary' && event.operation !== 'plan');
    if (exit.exitCode !== 0 || summary?.type !== 'summary') {
      throw this.failure('apply', exit, events, logFile);
    }
    return { counts: summary.counts, warnings: warnings(events) };
  }

  /** Whether a plan is saved. */
  public get hasPlan(): boolean {
    return fs.existsSync(this.place.plan);
  }

  /** Deletes the saved plan, as plans contain secrets in plain text. */
  public dropPlan(): void {
    fs.rmSync(this.place.plan, { force: true });
  }

  private get recordFile(): string {
    return path.join(this.place.workingDirectory, RECORD_FILE);
  }

  private get importFile(): string {
    return path.join(this.place.workingDirectory, IMPORT_FILE);
  }

  /** Deletes the record and the imports from the root module; also those that a crash left, whole or partial. */
  private dropRecord(): void {
    fs.rmSync(this.recordFile, { force: true });
    fs.rmSync(this.importFile, { force: true });
  }

  /** Reads the changes from the plan and not from the exit code, which a wrapper of Terraform may change. */
  private async readPlan(
    exit: TerraformExit,
    events: readonly TerraformEvent[],
    mayBePart: boolean,
  ): Promise<StagePlan> {
    fs.chmodSync(this.place.plan, 0o600);
    const json = await this.planJson();
    if (exit.exitCode === 0 && !json.isEmpty) {
      throw new ToolkitError(
        'TERRAFORM_UNUSABLE',
        `Terraform exited with 0, which means no changes, but its plan of ${this.stage.name} has changes.`,
        this.cli.wrapperHint,
      );
    }
    if (!json.isComplete && !mayBePart) {
      const deferred = json.deferred.length === 0 ? '' : `: ${json.deferred.join(', ')} ${DEFERRED}`;
      throw new ToolkitError(
        'TERRAFORM_FAILED',
        `The plan of ${this.stage.name} is not of the whole stage${deferred}.`,
        'A part of a stage is neither applied nor recorded. Look for what leaves resources out, such as a wrapper of Terraform.',
      );
    }
    const changes = json.changes.map(({ address, type, action, isImported }) => ({
      address,
      type,
      action: action as ChangeAction,
      ...(isImported === true ? { isImported } : {}),
    }));
    return { json, changes, counts: json.counts, hasChanges: json.hasChanges, warnings: warnings(events) };
  }

  private call(args: readonly string[]): TerraformCall {
    const { workingDirectory, dataDirectory } = this.place;
    return { args, workingDirectory, dataDirectory };
  }

  private async stream(
    command: string,
    args: readonly string[],
    onProgress: ProgressListener,
    env?: Readonly<Record<string, string>>,
  ): Promise<StreamResult> {
    const events: TerraformEvent[] = [];
    const logFile = this.files.log(command);
    const exit = await this.cli.stream({
      ...this.call(args),
      env,
      logFile,
      onStart: (pid) => recordRunning(this.files, { ...recordProcess(pid, this.cli.host, new Date()), command }),
      onLine: (line) => {
        const event = parseEvent(line);
        if (event !== undefined) {
          events.push(event);
          onProgress(event);
        }
      },
    });
    if (exit.signal !== undefined) {
      noteInterrupted(this.files);
    }
    forgetRunning(this.files);
    return { exit, events, logFile };
  }

  private failure(command: string, exit: TerraformStreamExit, events: readonly TerraformEvent[], logFile: string) {
    return terraformFailure({
      command,
      exit,
      logFile,
      isLogWhole: exit.isLogWhole,
      stage: this.stage.name,
      hadLock: command === 'apply' && events.some(({ type }) => type === 'progress' || type === 'finished'),
      diagnostics: events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic] : [])),
      text: events.flatMap((event) => (event.type === 'text' ? [event.text] : [])),
    });
  }
}

/** Reason given for resources that Terraform defers. */
const DEFERRED = 'can only be planned later';

function warnings(events: readonly TerraformEvent[]): Diagnostic[] {
  return events.flatMap((event) =>
    event.type === 'diagnostic' && event.diagnostic.severity === 'warning' ? [event.diagnostic] : [],
  );
}
