import path from 'node:path';
import { runApp } from './app-command';
import { Assembly } from '../assembly/assembly';
import { Interruption } from './interruption';
import { type IIoHost, Reporter } from '../io/io-host';
import { makeLocalStatesPrivate } from '../unit/local-states';
import { removeTemporaryFiles } from '../host/private-files';
import { Project, type ProjectProps } from '../assembly/project';
import { RunLock } from '../records/run-lock';
import { type RunResult } from '../io/run-result';
import { StageUnit } from '../unit/stage-unit';
import { removeStaleStacks } from '../assembly/stale-stacks';
import { monotonicTicks, stopwatch, type Ticks } from '../host/stopwatch';
import { attachedProviders } from '../terraform/attached-providers';
import { refusedForBackends } from '../terraform/backend-variables';
import { ProviderInstallation } from '../terraform/provider-installation';
import { type RefusedVariable, refuseVariables } from '../terraform/refused-variable';
import { TerraformCli } from '../terraform/terraform-cli';
import { refusedVariables } from '../terraform/terraform-environment';
import { ToolkitError } from '../toolkit-error';

/** What every action is run with. */
export interface SessionProps extends ProjectProps {
  readonly ioHost: IIoHost;
  /** Environment variables of the process. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether what is in the output directory is used as it is. @default false */
  readonly skipSynth?: boolean;
  /** Whether errors come with their stack traces. @default false */
  readonly debug?: boolean;
  /** Time of day, for what is written down. @default the time */
  readonly clock?: () => Date;
  /** What durations are measured by. @default that of {@link clock} where it is given, otherwise a clock that nobody sets */
  readonly ticks?: Ticks;
  /** Waits before another attempt. @default as long as it says */
  readonly sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** One run of one command on one project. */
export class Session {
  public readonly project: Project;
  public readonly report: Reporter;
  /** Environment variables of the process. */
  public readonly env: NodeJS.ProcessEnv;
  public readonly terraform: TerraformCli;
  public readonly providers: ProviderInstallation;
  /** What Ctrl-C does. */
  public readonly interruption: Interruption;
  public readonly clock: () => Date;
  /** Measures how long something takes. */
  public readonly stopwatch: () => () => number;
  public readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** How far the run came that was refused as a whole, once the app was read. */
  public refusedRun?: RunResult;
  private readonly props: SessionProps;

  /**
   * @throws ToolkitError when cdktf.json or TF_REATTACH_PROVIDERS is no JSON
   */
  constructor(props: SessionProps) {
    this.props = props;
    this.env = props.env;
    const { clock, ticks = clock === undefined ? monotonicTicks : () => clock().getTime() } = props;
    this.clock = clock ?? (() => new Date());
    this.stopwatch = () => stopwatch(ticks);
    this.sleep = props.sleep ?? sleep;
    this.project = new Project(props);
    this.report = new Reporter(props.ioHost, this.clock);
    this.terraform = new TerraformCli(props.env);
    const { directory: projectDirectory, dataDirectory } = this.project;
    const attached = attachedProviders(props.env);
    this.providers = new ProviderInstallation({ cli: this.terraform, projectDirectory, dataDirectory, attached });
    this.interruption = new Interruption(this.terraform, this.report);
  }

  /**
   * Runs the app, unless it shall not be, and reads what it wrote.
   *
   * @throws ToolkitError when a variable is set that Terraform shall not get, the app fails, wrote nothing that can be read, or another
   *   run is at work on it
   */
  public async synthesize(command: string): Promise<Assembly> {
    refuseVariables(this.refusedVariables());
    return this.synthesizeAlone(command);
  }

  /** As {@link synthesize}, for what runs no Terraform: its variables are not looked at. */
  public async synthesizeAlone(command: string): Promise<Assembly> {
    if (this.props.skipSynth === true) {
      return Assembly.read(this.project.outputDirectory);
    }
    return this.locked(command, () => this.write());
  }

  /**
   * As {@link synthesize}, for what must work while another run is at work here too: it takes what the app wrote for that run.
   *
   * @throws ToolkitError when that is of another environment or project than was asked for
   */
  public async synthesizeOrRead(command: string): Promise<Assembly> {
    try {
      return await this.synthesize(command);
    } catch (error) {
      if (!(error instanceof ToolkitError) || error.code !== 'LOCKED') {
        throw error;
      }
      const assembly = Assembly.read(this.project.outputDirectory);
      this.refuseOtherSettings(assembly, error);
      const text = `${error.message} The app is not run: what is in ${this.project.output} is used as it is.`;
      this.report.say('info', 'app.skipped', text, {});
      return assembly;
    }
  }

  /**
   * Does work on what the app wrote, alone: no other run may start meanwhile.
   *
   * @throws ToolkitError when another run is at work
   */
  public async locked<T>(command: string, work: () => Promise<T>): Promise<T> {
    const { dataDirectory } = this.project;
    const lock = RunLock.acquire(dataDirectory, command, this.clock(), this.terraform.host);
    try {
      removeTemporaryFiles(dataDirectory);
      return await work();
    } finally {
      lock.release();
    }
  }

  /** As {@link synthesize}, for who holds the lock. Asks for the version of Terraform at the same time. */
  public async synthesizeForTerraform(): Promise<Assembly> {
    refuseVariables(this.refusedVariables());
    const app = this.props.skipSynth === true ? this.synthesize('') : this.write();
    // Whatever Terraform says, the app must not be left running.
    const [version, assembly] = await Promise.allSettled([this.terraform.version(), app]);
    if (version.status === 'rejected') {
      throw version.reason;
    }
    if (assembly.status === 'rejected') {
      throw assembly.reason;
    }
    makeLocalStatesPrivate(this.unitsOf(assembly.value), this.project.directory);
    return assembly.value;
  }

  /**
   * The variables that Terraform shall not get, as they change which state is meant, or what is planned, applied or looked at.
   *
   * @param assembly for the backends of its stages; without it, only what holds for all stages is looked at
   */
  public refusedVariables(assembly?: Assembly): readonly RefusedVariable[] {
    return [...refusedVariables(this.env), ...refusedForBackends(assembly?.stages ?? [], this.env)];
  }

  /**
   * The stages of an app, ready to be run, upstream first.
   *
   * @throws ToolkitError when a variable is set that names the place of a state
   */
  public unitsOf(assembly: Assembly): readonly StageUnit[] {
    refuseVariables(this.refusedVariables(assembly));
    const { terraform: cli, providers } = this;
    const { dataDirectory } = this.project;
    return assembly.inDeploymentOrder.map((stage) => new StageUnit(stage, { cli, providers, dataDirectory }));
  }

  private refuseOtherSettings({ metadata }: Assembly, cause: ToolkitError): void {
    for (const name of ['environment', 'project'] as const) {
      const [asked, written] = [this.project.settings[name], metadata?.[name]];
      if (asked !== undefined && asked !== written) {
        throw new ToolkitError(
          'LOCKED',
          `${cause.message} What is in ${this.project.output} is of ${name} ${written}, not ${asked}.`,
          `Wait for it, or ask for ${name} ${written}.`,
        );
      }
    }
  }

  private async write(): Promise<Assembly> {
    const { project, report, env, interruption } = this;
    await runApp({ project, report, env, interruption, debug: this.props.debug });
    const assembly = Assembly.read(project.outputDirectory);
    const removed = removeStaleStacks(assembly, project.dataDirectory);
    if (removed.length > 0) {
      const text = `Removed from ${path.join(project.output, 'stacks')} what an earlier synth left: ${removed.join(', ')}`;
      report.say('debug', 'app.cleaned-up', text, { stacks: removed });
    }
    return assembly;
  }
}

async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
