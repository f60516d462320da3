import path from 'node:path';
import { settingsOfVariables } from '../../manifest/settings-variables';
import { type AppCommandProps, runApp } from './app-command';
import { type AppDescription, Assembly, describeApp, headingOf } from '../assembly/assembly';
import { Interruption } from './interruption';
import { type IIoHost, type IoMessage, Reporter } from '../io/io-host';
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
import { namedSubscription } from './subscription';
import { Secrets } from '../terraform/secret-variables';
import { TerraformCli } from '../terraform/terraform-cli';
import { refusedVariables } from '../terraform/terraform-environment';
import { ToolkitError, type ToolkitErrorCode } from '../toolkit-error';

/** Properties of a session. */
export interface SessionProps extends ProjectProps {
  readonly ioHost: IIoHost;
  /** Environment variables of the process. */
  readonly env: NodeJS.ProcessEnv;
  /** Values of secret parameters by name. @default from `AZSTAGE_SECRET_<name>`, `TF_VAR_<name>` or a prompt */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Whether the output directory is read without synthesis. @default false */
  readonly skipSynth?: boolean;
  /** Whether errors come with their stack traces. @default false */
  readonly debug?: boolean;
  /** Time after which the app is stopped, in seconds. @default never */
  readonly appTimeLimit?: number;
  /** Wall clock, for timestamps. @default the system clock */
  readonly clock?: () => Date;
  /** Clock for durations. @default that of {@link clock} where it is given, otherwise a monotonic clock */
  readonly ticks?: Ticks;
  /** Delays a retry. @default a timer of that duration */
  readonly sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** Options of a synthesis. */
type SynthOptions = Pick<AppCommandProps, 'sourceLines'>;

/** Session of a command on a project. */
export class Session {
  /** @internal */
  public readonly project: Project;
  /** @internal */
  public readonly report: Reporter;
  /** Environment variables of the process. */
  public readonly env: NodeJS.ProcessEnv;
  /** @internal */
  public readonly terraform: TerraformCli;
  /** Values of sensitive variables. @internal */
  public readonly secrets: Secrets;
  /** @internal */
  public readonly providers: ProviderInstallation;
  /** Handler of Ctrl-C. @internal */
  public readonly interruption: Interruption;
  public readonly clock: () => Date;
  /** Starts a stopwatch. */
  public readonly stopwatch: () => () => number;
  /** @internal */
  public readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Result of a run that was refused as a whole after synthesis. @internal */
  public refusedRun?: RunResult;
  private readonly props: SessionProps;

  /**
   * @param shared session that Terraform and Ctrl-C are shared with. @default none
   * @throws ToolkitError when cdktf.json or TF_REATTACH_PROVIDERS is not JSON
   */
  constructor(props: SessionProps, shared?: Session) {
    this.props = props;
    this.env = props.env;
    const { clock, ticks = clock === undefined ? monotonicTicks : () => clock().getTime() } = props;
    this.clock = clock ?? (() => new Date());
    this.stopwatch = () => stopwatch(ticks);
    this.sleep = props.sleep ?? sleep;
    this.project = new Project(props);
    this.report = new Reporter(props.ioHost, this.clock);
    this.terraform = shared?.terraform ?? new TerraformCli(props.env, new Secrets(props.env, props.secrets));
    this.secrets = this.terraform.secrets;
    const { directory: projectDirectory, dataDirectory } = this.project;
    const attached = attachedProviders(props.env);
    this.providers = new ProviderInstallation({ cli: this.terraform, projectDirectory, dataDirectory, attached });
    this.interruption = shared?.interruption ?? new Interruption(this.terraform, this.report);
  }

  /**
   * Session with the same settings for a run of its own: cdktf.json is read again. Ctrl-C, and what is known of Terraform, are shared.
   *
   * @throws ToolkitError when cdktf.json cannot be read
   */
  public renewed(ioHost: IIoHost): Session {
    return new Session({ ...this.props, ioHost }, this);
  }

  /**
   * Runs the app, unless synthesis is skipped, and reads its output.
   *
   * @throws ToolkitError when a refused variable is set, the app fails, its output cannot be read, or another run holds the lock
   * @internal
   */
  public async synthesize(command: string): Promise<Assembly> {
    refuseVariables(this.refusedVariables());
    return this.synthesizeAlone(command);
  }

  /**
   * Variant of {@link synthesize} for commands that run no Terraform: variables are not checked.
   *
   * @param options with `sourceLines`, the lines of the app's code that make resources are written too
   * @internal
   */
  public async synthesizeAlone(command: string, options: SynthOptions = {}): Promise<Assembly> {
    if (this.props.skipSynth === true) {
      const assembly = Assembly.read(this.project.outputDirectory);
      this.refuseOtherSettings(assembly, { code: 'USAGE', why: '', fix: 'Leave out --skip-synth, or ask for' });
      return assembly;
    }
    return this.locked(command, () => this.write(options));
  }

  /**
   * Variant of {@link synthesize} for commands that also work while another run holds the lock: these read the output of the app for that run.
   *
   * @throws ToolkitError when that output is of another environment or project
   * @internal
   */
  public async synthesizeOrRead(command: string): Promise<Assembly> {
    try {
      return await this.synthesize(command);
    } catch (error) {
      if (!(error instanceof ToolkitError) || error.code !== 'LOCKED') {
        throw error;
      }
      const assembly = Assembly.read(this.project.outputDirectory);
      this.refuseOtherSettings(assembly, { code: 'LOCKED', why: `${error.message} `, fix: 'Wait for it, or ask for' });
      const text = `${error.message} The app is not run: the existing output in ${this.shownOutput} is used.`;
      this.report.say('info', 'app.skipped', text, {});
      return assembly;
    }
  }

  /**
   * Calls a function while the run lock is held.
   *
   * @throws ToolkitError when another run holds it
   * @internal
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

  /** Variant of {@link synthesize} for a run that holds the lock. Queries the version of Terraform concurrently. @internal */
  public async synthesizeForTerraform(): Promise<Assembly> {
    refuseVariables(this.refusedVariables());
    const app = this.props.skipSynth === true ? this.synthesize('') : this.write();
    // Whatever Terraform reports, the app must not be left running.
    const [version, assembly] = await Promise.allSettled([this.terraform.version(), app]);
    if (version.status === 'rejected') {
      throw version.reason;
    }
    if (assembly.status === 'rejected') {
      throw assembly.reason;
    }
    return assembly.value;
  }

  /** Settings of the app, with which every listing starts. @internal */
  public describe(assembly: Assembly): AppDescription {
    return describeApp(assembly, namedSubscription(assembly, this.env));
  }

  /** Passes on a message of another session, such as one of a rehearsal. @internal */
  public forward(message: IoMessage): void {
    this.props.ioHost.notify(message);
  }

  /** Reports the settings of an app before anything is done with them, in commands whose result does not start with them. @internal */
  public announce(description: AppDescription): void {
    const heading = headingOf(description);
    if (heading !== undefined) {
      this.report.say('info', 'app.selected', heading, description);
    }
  }

  /**
   * Refused variables, which change which state is used, or what is planned, applied or read.
   *
   * @param assembly app whose backends are checked; without it, only variables that affect all stages are
   * @internal
   */
  public refusedVariables(assembly?: Assembly): readonly RefusedVariable[] {
    return [...refusedVariables(this.env), ...refusedForBackends(assembly?.stages ?? [], this.env)];
  }

  /**
   * Stages of an app as units, upstream first.
   *
   * @throws ToolkitError when a variable is set that changes the location of a state
   * @internal
   */
  public unitsOf(assembly: Assembly): readonly StageUnit[] {
    refuseVariables(this.refusedVariables(assembly));
    const { terraform: cli, providers } = this;
    const { dataDirectory } = this.project;
    return assembly.inDeploymentOrder.map((stage) => new StageUnit(stage, { cli, providers, dataDirectory }));
  }

  /**
   * Runs the app of a project, which is that of the session or another version of it.
   *
   * @throws ToolkitError when it fails or is interrupted
   * @internal
   */
  public async runApp(project: Project, options: SynthOptions = {}): Promise<void> {
    const { report, env, interruption } = this;
    const { debug, appTimeLimit: timeLimit } = this.props;
    await runApp({ project, report, env, interruption, debug, timeLimit, ...options });
  }

  /** @throws ToolkitError when the output of the app is of other settings than those asked for */
  private refuseOtherSettings(
    { metadata }: Assembly,
    { code, why, fix }: { readonly code: ToolkitErrorCode; readonly why: string; readonly fix: string },
  ): void {
    const variables = settingsOfVariables(this.env);
    for (const name of ['environment', 'project'] as const) {
      const [wanted, written] = [this.project.settings[name] ?? variables[name], metadata?.[name]];
      if (metadata !== undefined && wanted !== undefined && wanted !== written) {
        throw new ToolkitError(
          code,
          `${why}What is in ${this.shownOutput} is of ${name} ${written}, not ${wanted}.`,
          `${fix} ${name} ${written}.`,
        );
      }
    }
  }

  private get shownOutput(): string {
    return this.project.show(this.project.outputDirectory);
  }

  private async write(options: SynthOptions = {}): Promise<Assembly> {
    const { project, report } = this;
    await this.runApp(project, options);
    const assembly = Assembly.read(project.outputDirectory);
    const removed = removeStaleStacks(assembly, project.dataDirectory);
    if (removed.length > 0) {
      const text = `Removed from ${path.join(this.shownOutput, 'stacks')} stale stacks of an earlier synth: ${removed.join(', ')}`;
      report.say('debug', 'app.cleaned-up', text, { stacks: removed });
    }
    return assembly;
  }
}

async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal.addEventListener('abort', end);
  });
}
