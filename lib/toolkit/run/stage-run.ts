import { type Finding } from '../../policy/finding';
import { acceptedStages } from './accepted-states';
import { formatTime } from '../host/local-time';
import { type AppDescription, type Assembly, describeApp } from '../assembly/assembly';
import { ExitCode } from '../exit-code';
import { giveWay } from '../host/give-way';
import { refuseNewerState, refuseOtherSubscription, refuseRunning } from './guards';
import { refuseLostState } from '../unit/lost-state';
import { readInterrupted } from '../terraform/interrupted-apply';
import { KnownOrphans } from './known-orphans';
import { LiftedLocks } from './lifted-locks';
import { type Reporter } from '../io/io-host';
import { Journal } from './journal';
import { withLockStatus } from '../locks/stale-lock';
import { describeOutcome } from '../io/outcome-text';
import { type Origin, originOfRun } from './origin';
import { type RunContext, type WaysOut } from './run-context';
import { withWayOut } from './removed-outputs';
import { schedule, type Slot } from '../scheduler';
import { type Session } from './session';
import { type BundleProps, type CompletionProps, type EachProps, type StageRunProps } from './each-props';
import { exitCodeOf, failedOutcome, isSuccess, manualChecks, settledOutcome, stageError } from '../unit/stage-outcome';
import { type RunResult, type StageError, type StageOutcome } from '../io/run-result';
import { type StageUnit } from '../unit/stage-unit';
import { ApplyProgress, describeProgress } from '../terraform/apply-progress';
import { type PlannedChange, type TerraformEvent, warningIn } from '../terraform/terraform-events';
import { type ProgressListener } from '../terraform/stage-terraform';
import { refuseUnfinishedMove } from '../unit/unfinished-move';
import { TerraformFailure } from '../terraform/terraform-failure';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';
import { currentSubscription } from './subscription';
import { Turns } from './turns';

/** Run of plan, deploy or down over the stages of an app, under the run lock of the project. */
export class StageRun implements RunContext {
  /**
   * Acquires the lock, synthesizes, opens the journal, calls the body, and returns the result.
   *
   * @throws ToolkitError when the run is refused as a whole
   */
  public static async perform(
    session: Session,
    command: string,
    body: (run: StageRun) => Promise<readonly StageOutcome[]>,
    { complete, ...props }: StageRunProps & CompletionProps & BundleProps = {},
  ): Promise<RunResult> {
    const elapsed = session.stopwatch();
    return session.locked(command, async () => {
      const assembly = await session.synthesizeForTerraform();
      const acceptState = acceptedStages(assembly, props.acceptState);
      const run = new StageRun(session, assembly, command, await session.terraform.version(), {
        ...props,
        acceptState,
      });
      session.details?.describe(run.units);
      try {
        run.outcomes = await body(run);
        const result = run.end(run.exitCode(), elapsed());
        return complete === undefined ? result : await complete(run, result);
      } catch (error) {
        session.refusedRun = run.end(error instanceof ToolkitError ? error.exitCode : ExitCode.FAILED, elapsed());
        throw error;
      }
    });
  }

  /** All stages of the app, upstream first. */
  public readonly units: readonly StageUnit[];
  /** Terraform types of the resources that this run has created so far. */
  public readonly createdTypes: string[] = [];
  /** Stages that are still deployed, and no longer in the code. */
  public readonly orphans: KnownOrphans;
  /** Instructions for a stage that fails because others use outputs that it removes, or resources that it replaces. */
  public readonly waysOut: WaysOut = { removed: new Map(), standing: new Map() };
  /** Management locks that are lifted during the run. */
  public readonly locks = new LiftedLocks(this);
  /** Exclusive writes to services of other stages. */
  public readonly turns = new Turns();
  /** Findings of hooks so far. */
  public readonly findings: Finding[] = [];
  /** Azure subscription of the run. */
  public readonly subscription?: string;
  private readonly app: AppDescription;
  private readonly journal: Journal;
  /** Outcomes of the last work on stages. */
  private outcomes: readonly StageOutcome[] = [];
  private readonly warnings = new Map<StageUnit, Map<string, StageError>>();
  private knownOrigin?: Promise<Origin>;
  private readonly warnedOf = new Set<StageUnit>();
  /** Progress of the last Terraform on a stage. */
  private readonly applied = new Map<StageUnit, ApplyProgress>();

  private constructor(
    public readonly session: Session,
    public readonly assembly: Assembly,
    private readonly command: string,
    /** Version of Terraform. */
    public readonly terraformVersion: string,
    private readonly props: StageRunProps & BundleProps,
  ) {
    this.units = session.unitsOf(assembly);
    this.orphans = new KnownOrphans(session, assembly, this.units);
    const subscription = currentSubscription(assembly, session.env);
    this.subscription = subscription?.id;
    this.app = describeApp(assembly, subscription);
    if (command !== 'show' && command !== 'bootstrap') {
      session.announce(this.app);
    }
    const { parameters, ...settings } = session.project.settings;
    this.journal = Journal.start(session.project.dataDirectory, {
      command,
      settings: { ...settings, parameters: Object.keys(parameters ?? {}) },
      now: session.clock(),
      ci: session.terraform.host.ci,
    });
  }

  public get bundle(): string | undefined {
    return this.props.bundle;
  }

  /** Reporter of messages about a stage. */
  public about(unit: StageUnit): Reporter {
    return this.session.report.about(unit.name);
  }

  /** User or CI run, and commit; queried once. */
  public origin(): Promise<Origin> {
    this.knownOrigin ??= originOfRun(this.session);
    return this.knownOrigin;
  }

  /** Declares the stages whose providers are installed, once for all, when the first of them is planned. */
  public async requireProviders(units: readonly StageUnit[]): Promise<void> {
    await this.session.providers.require(
      units.map((unit) => unit.stage),
      (providers) =>
        this.session.report.say('info', 'providers.installing', `Installing ${providers.join(', ')}`, { providers }),
    );
  }

  /** Works on the stages in the order of their dependencies, and returns their outcomes. */
  public async each(units: readonly StageUnit[], props: EachProps): Promise<readonly StageOutcome[]> {
    const { session, command } = this;
    const tasks = props.dependencies ?? units;
    const names = units.map((unit) => unit.name);
    session.report.say('debug', 'run.started', `${command} of ${names.join(', ') || 'nothing'}`, {
      command,
      stages: names,
      parallelism: props.parallelism,
      isPreparation: props.isPreparation === true,
    });
    const settled = await schedule(tasks, {
      parallelism: props.parallelism,
      signal: session.interruption.signal,
      onStalled: props.onStalled,
      run: async (task, slot) => {
        await giveWay();
        const outcome = await this.timed(units.find((unit) => unit.name === task.name) as StageUnit, slot, props);
        return { ok: isSuccess(outcome.result) || outcome.result === 'blocked', outcome };
      },
    });
    this.outcomes = units.map((unit) => {
      const outcome = settledOutcome(unit.name, settled.get(unit.name) ?? { status: 'cancelled' });
      if (props.isPreparation !== true && settled.get(unit.name)?.status !== 'finished') {
        this.reportOutcome(unit, outcome);
      }
      return outcome;
    });
    return this.outcomes;
  }

  /**
   * State of a stage, after all guards that depend on it have passed.
   *
   * @throws ToolkitError when one refuses
   */
  public async guardedState(unit: StageUnit): Promise<TerraformState | undefined> {
    refuseRunning(unit, this.session.terraform.host);
    if (this.command !== 'move') {
      refuseUnfinishedMove(unit);
    }
    this.warnOfInterrupted(unit);
    await this.recoverState(unit);
    const state = await unit.state();
    if (this.props.acceptState?.includes(unit.name) !== true) {
      await refuseLostState(unit, state, this.units);
    }
    refuseNewerState(unit, state, this.terraformVersion);
    refuseOtherSubscription(unit, state, this.subscription);
    await unit.noteSeen(false);
    return state;
  }

  /**
   * Listener that reports the progress of Terraform, and collects created types and warnings.
   *
   * @param changes changes that are applied. @default a plan, in which nothing changes
   */
  public progressOf(unit: StageUnit, changes?: readonly PlannedChange[]): ProgressListener {
    const report = this.about(unit);
    const progress = new ApplyProgress(changes);
    this.applied.set(unit, progress);
    return (event: TerraformEvent) => {
      const [shown, warning] = [progress.follow(event), warningIn(event)];
      this.session.details?.follow(unit.name, event);
      if (shown !== undefined) {
        report.say('info', 'stage.progress', describeProgress(shown), shown);
      }
      if (event.type === 'finished' && event.action === 'create') {
        this.createdTypes.push(event.address.replace(/^(module\.[^.]+\.)*/, '').split('.')[0] ?? '');
      } else if (warning !== undefined) {
        this.warn(unit, stageError(unit.stage, warning));
      }
    };
  }

  /** Writes a state that an earlier apply could not write; not in commands that only read. */
  private async recoverState(unit: StageUnit): Promise<void> {
    if (this.command !== 'drift' && this.command !== 'show' && (await unit.recoverState())) {
      this.about(unit).say('info', 'stage.note', 'wrote the state that the last apply could not write', {});
    }
  }

  /** Warns about an apply that was killed, whose progress is unknown. */
  private warnOfInterrupted(unit: StageUnit): void {
    const interrupted = readInterrupted(unit.files);
    if (interrupted !== undefined && !this.warnedOf.has(unit)) {
      this.warnedOf.add(unit);
      const when = interrupted.since === undefined ? '' : ` of ${formatTime(interrupted.since)}`;
      const text = `the apply${when} was killed: resources that it was creating may exist without being in the state. Compare the plan with what is in Azure; a resource that "already exists" has to be imported with azstage import, or deleted there.`;
      this.about(unit).say('warning', 'stage.interrupted', text, interrupted);
    }
  }

  /** Keeps a warning once, as an apply repeats those of its plan. */
  private warn(unit: StageUnit, warning: StageError): void {
    const known = this.warnings.get(unit) ?? new Map<string, StageError>();
    this.warnings.set(unit, known.set(JSON.stringify(warning), warning));
  }

  private exitCode(): ExitCode {
    const exitCode = exitCodeOf(this.outcomes, this.session.interruption.happened);
    const hasFailedChecks = this.outcomes.some(({ failedChecks }) => failedChecks !== undefined);
    return exitCode === ExitCode.DONE && this.props.failOnChecks === true && hasFailedChecks
      ? ExitCode.FAILED
      : exitCode;
  }

  /** Completes the journal and returns the result of the run. */
  private end(exitCode: ExitCode, milliseconds: number): RunResult {
    const { session, app, command, outcomes: stages } = this;
    this.journal.finish(exitCode, session.clock());
    if (this.journal.problem !== undefined) {
      const text = `The record of this run, for azstage show --history, is incomplete. ${this.journal.problem}`;
      session.report.say('warning', 'journal.failed', text, {});
    }
    const findings = this.findings.length === 0 ? {} : { findings: this.findings };
    return { command, ...app, exitCode, stages, milliseconds, checks: manualChecks(this.units, stages), ...findings };
  }

  private async timed(unit: StageUnit, slot: Slot, props: EachProps): Promise<StageOutcome> {
    const elapsed = this.session.stopwatch();
    const endSpan = this.session.details?.begin(unit.name, props.isPreparation === true ? 'plan' : 'run');
    this.applied.delete(unit);
    let ended: Omit<StageOutcome, 'milliseconds'>;
    try {
      ended = { stage: unit.name, ...(await props.work(unit, slot)) };
    } catch (error) {
      unit.terraform.dropPlan();
      const failed = withWayOut(this, unit, failedOutcome(unit.stage, error, this.session.interruption.happened));
      const { terraform } = this.session;
      ended = error instanceof TerraformFailure ? await withLockStatus(unit, error, failed, terraform) : failed;
      ended = { ...ended, reached: this.applied.get(unit)?.reached };
    }
    endSpan?.();
    const warnings = this.warnings.get(unit);
    const outcome = { ...ended, milliseconds: elapsed(), warnings: warnings && [...warnings.values()] };
    if (props.isPreparation !== true) {
      this.reportOutcome(unit, outcome);
    } else {
      // A failure is reported at the end, as that of the stage.
      const level = isSuccess(outcome.result) || outcome.result === 'blocked' ? 'info' : 'debug';
      this.about(unit).say(level, 'stage.previewed', describeOutcome(outcome), ended);
    }
    return outcome;
  }

  private reportOutcome(unit: StageUnit, outcome: StageOutcome): void {
    const { result, reason, counts, milliseconds } = outcome;
    const level = isSuccess(result) || result === 'blocked' ? 'info' : 'error';
    this.about(unit).say(level, 'stage.finished', describeOutcome(outcome), outcome);
    this.journal.stage({ stage: unit.name, result, reason, counts, milliseconds });
  }
}
