import fs from 'node:fs';
import path from 'node:path';
import { makePrivateDirectory } from '../private-files';
import { recordProcess } from '../recorded-process';
import { forgetRunning, recordRunning } from '../running-terraform';
import { type StageArtifact } from '../stage-artifact';
import { type StageFiles } from '../stage-files';
import { ToolkitError } from '../toolkit-error';
import { PlanJson } from './plan-json';
import { type TerraformCall, type TerraformCli, type TerraformExit } from './terraform-cli';
import {
  type ChangeCounts,
  type Diagnostic,
  NO_CHANGES,
  parseEvent,
  type PlannedChange,
  type TerraformEvent,
} from './terraform-events';
import { terraformFailure } from './terraform-failure';
import { TerraformState } from './terraform-state';

/** A plan that was made. */
export interface StagePlan {
  /** What would change; reads of data sources are not in it. */
  readonly changes: readonly PlannedChange[];
  readonly counts: ChangeCounts;
  /** Whether applying it would do anything, be it to outputs alone. */
  readonly hasChanges: boolean;
  readonly warnings: readonly Diagnostic[];
}

/** How to plan. */
export interface PlanProps {
  /** Whether everything is to be destroyed. @default false */
  readonly destroy?: boolean;
  /** Whether what could be planned before an error is kept in the saved plan. @default false */
  readonly keepPart?: boolean;
  /** Whether the state is locked meanwhile. @default true */
  readonly lock?: boolean;
}

/** What an apply did. */
export interface StageApply {
  readonly counts: ChangeCounts;
  readonly warnings: readonly Diagnostic[];
}

/** Told what Terraform is doing. */
export type ProgressListener = (event: TerraformEvent) => void;

interface StreamResult {
  readonly exit: TerraformExit;
  readonly events: readonly TerraformEvent[];
  readonly logFile: string;
}

/** Where Terraform runs for a stage. */
export interface TerraformPlace {
  /** Root module. */
  readonly workingDirectory: string;
  /** Terraform's own directory. */
  readonly dataDirectory: string;
  /** File of the saved plan. */
  readonly plan: string;
}

/** Terraform for one stage. */
export class StageTerraform {
  private readonly place: TerraformPlace;

  /**
   * @param place where it runs; where the stage is applied unless given
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
   * Prepares backend, modules and providers.
   *
   * @param args options of `terraform init`
   * @throws TerraformFailure
   */
  public async init(args: readonly string[]): Promise<void> {
    makePrivateDirectory(this.files.directory);
    const command = ['init', '-input=false', '-no-color', ...args];
    const { exit, events, logFile } = await this.stream('init', command, () => undefined);
    if (exit.exitCode !== 0) {
      throw this.failure('init', exit, events, logFile);
    }
  }

  /**
   * Plans, and keeps the plan in {@link TerraformPlace.plan}.
   *
   * @throws TerraformFailure
   */
  public async plan(props: PlanProps, onProgress: ProgressListener): Promise<StagePlan> {
    this.dropPlan();
    const command = ['plan', '-json', '-input=false', '-detailed-exitcode', `-out=${this.place.plan}`];
    const options = [...(props.destroy === true ? ['-destroy'] : []), ...(props.lock === false ? ['-lock=false'] : [])];
    const result = await this.stream('plan', [...command, ...options], onProgress);
    const { exit, events, logFile } = result;
    const summary = events.findLast((event) => event.type === 'summary');
    if ((exit.exitCode !== 0 && exit.exitCode !== 2) || summary === undefined) {
      if (props.keepPart !== true) {
        this.dropPlan();
      }
      throw this.failure('plan', exit, events, logFile);
    }
    fs.chmodSync(this.place.plan, 0o600);
    return {
      changes: plannedChanges(events),
      counts: summary.counts,
      hasChanges: exit.exitCode === 2,
      warnings: warnings(events),
    };
  }

  /** The saved plan as Terraform shows it. */
  public async showPlan(): Promise<string> {
    const { stdout } = await this.cli.capture(this.call(['show', '-no-color', this.place.plan]));
    return stdout.trim();
  }

  /**
   * The saved plan with its values.
   *
   * @throws ToolkitError when Terraform cannot show it
   */
  public async planJson(): Promise<PlanJson> {
    const { exitCode, stdout, stderr } = await this.cli.capture(this.call(['show', '-json', this.place.plan]));
    if (exitCode !== 0) {
      throw new ToolkitError('TERRAFORM_FAILED', `The plan of ${this.stage.name} cannot be shown:\n${stderr.trim()}`);
    }
    return PlanJson.parse(stdout);
  }

  /**
   * Applies the saved plan, and nothing else.
   *
   * @throws TerraformFailure
   */
  public async apply(onProgress: ProgressListener): Promise<StageApply> {
    const command = ['apply', '-json', '-input=false', '-auto-approve', this.place.plan];
    const { exit, events, logFile } = await this.stream('apply', command, onProgress);
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

  /** Forgets the saved plan: plans hold secrets in clear. */
  public dropPlan(): void {
    fs.rmSync(this.place.plan, { force: true });
  }

  /** Whether {@link readState} works before {@link init}: a local state is a file. */
  public get hasLocalState(): boolean {
    return this.localStateFile !== undefined;
  }

  /** The file of a local backend. */
  public get localStateFile(): string | undefined {
    const { backend = { local: {} }, cloud } = this.stage.template.terraform ?? {};
    const local = backend['local'];
    if (local === undefined || cloud !== undefined || local['workspace_dir'] !== undefined) {
      return undefined;
    }
    return path.resolve(this.stage.workingDirectory, String(local['path'] ?? 'terraform.tfstate'));
  }

  /**
   * The state as it is now.
   *
   * @throws ToolkitError when it cannot be reached or read
   */
  public async readState(): Promise<TerraformState | undefined> {
    const file = this.localStateFile;
    if (file !== undefined) {
      return TerraformState.parse(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '', file);
    }
    const { exitCode, stdout, stderr } = await this.cli.capture(this.call(['state', 'pull']));
    if (exitCode !== 0) {
      throw new ToolkitError('STATE_UNUSABLE', `The state of ${this.stage.name} cannot be read:\n${stderr.trim()}`);
    }
    return TerraformState.parse(stdout, `the backend of ${this.stage.name}`);
  }

  /**
   * Writes a state to the backend; Terraform refuses one that is older or of another lineage.
   *
   * @returns why it was refused
   */
  public async pushState(file: string): Promise<string | undefined> {
    const { exitCode, stderr } = await this.cli.capture(this.call(['state', 'push', file]));
    return exitCode === 0 ? undefined : stderr.trim();
  }

  private call(args: readonly string[]): TerraformCall {
    const { workingDirectory, dataDirectory } = this.place;
    return { args, workingDirectory, dataDirectory };
  }

  private async stream(command: string, args: readonly string[], onProgress: ProgressListener): Promise<StreamResult> {
    const events: TerraformEvent[] = [];
    const logFile = this.files.log(command);
    const exit = await this.cli.stream({
      ...this.call(args),
      logFile,
      onStart: (pid) => recordRunning(this.files, { ...recordProcess(pid, this.cli.here, new Date()), command }),
      onLine: (line) => {
        const event = parseEvent(line);
        if (event !== undefined) {
          events.push(event);
          onProgress(event);
        }
      },
    });
    forgetRunning(this.files);
    return { exit, events, logFile };
  }

  private failure(command: string, exit: TerraformExit, events: readonly TerraformEvent[], logFile: string) {
    return terraformFailure({
      command,
      exit,
      logFile,
      stage: this.stage.name,
      hadLock: command === 'apply' && events.some(({ type }) => type === 'progress' || type === 'finished'),
      diagnostics: events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic] : [])),
      text: events.flatMap((event) => (event.type === 'text' ? [event.text] : [])),
    });
  }
}

function plannedChanges(events: readonly TerraformEvent[]): PlannedChange[] {
  return events.flatMap((event) => (event.type === 'planned' && event.change.action !== 'read' ? [event.change] : []));
}

function warnings(events: readonly TerraformEvent[]): Diagnostic[] {
  return events.flatMap((event) =>
    event.type === 'diagnostic' && event.diagnostic.severity === 'warning' ? [event.diagnostic] : [],
  );
}

/** The sum of changes. */
export function addCounts(all: readonly ChangeCounts[]): ChangeCounts {
  return all.reduce(
    (sum, { added, changed, destroyed }) => ({
      added: sum.added + added,
      changed: sum.changed + changed,
      destroyed: sum.destroyed + destroyed,
    }),
    NO_CHANGES,
  );
}
