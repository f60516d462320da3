import { refuseAfterInterruption } from '../run/plan-stage';
import { ApprovalGate } from './approval-gate';
import { DependentsGuard } from '../run/dependents';
import { changesOf, destroyStage, planToDestroy } from './destroy-stage';
import { reversed } from '../scheduler';
import { isSuccess } from '../unit/stage-outcome';
import { type StageOutcome } from '../io/run-result';
import { type StageWork } from '../run/each-props';
import { type StageRun } from '../run/stage-run';
import { withDownstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { type StagePlan } from '../terraform/stage-plan';
import { refusalOf, warnOfDownFirst, wayOutOfDown } from './down-first-text';
import { type DownFirst } from './down-first';

/** Options of {@link GoingDown}. */
export interface GoingDownProps {
  /** The stages that the run deploys: no others are destroyed. */
  readonly selected: readonly StageUnit[];
  readonly parallelism: number;
  /** Whether the destruction was approved in advance. */
  readonly isApproved: boolean;
  readonly allowDataLoss: readonly string[];
  /** Text that has to be typed, instead of yes, to approve. @default yes or no */
  readonly typedName?: string;
}

/**
 * Destroys stages before others are applied.
 *
 * If one of them is permanent, or is not deployed again by this run, the stage that waits for it is refused, and none of them is destroyed.
 */
export class GoingDown {
  /** Outcomes of refused stages, for which others could not go down, and of the stages that depend on these. */
  public readonly refused = new Map<StageUnit, () => Promise<StageWork>>();
  private readonly plans = new Map<StageUnit, StagePlan>();

  constructor(
    private readonly run: StageRun,
    private readonly found: readonly DownFirst[],
    private readonly props: GoingDownProps,
  ) {}

  /** The stages that go down, in deployment order. */
  public get units(): readonly StageUnit[] {
    return this.props.selected.filter((unit) => this.waiting.some(({ down }) => down.includes(unit)));
  }

  /** Warns of the stages that have to go down, shows the plans to destroy them, and asks for approval; nothing is destroyed yet. */
  public async approve(): Promise<void> {
    const { run, props, found } = this;
    for (const one of found) {
      warnOfDownFirst(run, one);
      if (one.down.some((unit) => unit.isPermanent || !props.selected.includes(unit))) {
        this.refuse(one.upstream, () => Promise.reject(refusalOf(run, one)));
      }
    }
    if (this.units.length > 0) {
      await (await this.guard()).refuse(this.units);
      this.refuseBecauseOf(await this.planAll());
      refuseAfterInterruption(run);
      await this.ask();
    }
  }

  /** Refuses the stages that wait for others which could not be destroyed, or cannot be deployed again. */
  public refuseBecauseOf(outcomes: readonly StageOutcome[]): void {
    const failed = outcomes.filter(({ result }) => !isSuccess(result) && !['blocked', 'skipped'].includes(result));
    for (const one of this.waiting) {
      const { upstream, down } = one;
      const because = failed.find(({ stage }) => down.some(({ name }) => name === stage));
      if (because !== undefined) {
        const { stage, milliseconds, reason = because.result, ...work } = because;
        const gone = down.filter(({ name }) => outcomes.some((o) => o.stage === name && o.result === 'destroyed'));
        const fixes = [work.fix, gone.length === 0 ? undefined : wayOutOfDown(this.run, one, gone)];
        const fix = fixes.filter((text) => text !== undefined).join('\n');
        const failure = { ...work, reason: `because of ${stage}: ${reason}`, fix: fix === '' ? undefined : fix };
        this.refuse(upstream, () => Promise.resolve(failure));
      }
    }
  }

  /**
   * Destroys the approved stages.
   *
   * @param isRefused whether a stage is not applied after all, so that no other has to go down for it
   */
  public async destroy(isRefused: (upstream: StageUnit) => boolean): Promise<void> {
    const { run, props } = this;
    const waiting = this.waiting.filter(({ upstream }) => !isRefused(upstream));
    const going = this.units.filter((unit) => waiting.some(({ down }) => down.includes(unit)));
    const spared = [...this.plans.keys()].filter((unit) => !going.includes(unit));
    spared.forEach((unit) => unit.terraform.dropPlan());
    if (going.length === 0) {
      return;
    }
    // Stages that use these are destroyed before them.
    going.forEach((unit) => run.waysOut.standing.delete(unit));
    const dependents = await this.guard();
    try {
      const outcomes = await run.each(going, {
        parallelism: props.parallelism,
        dependencies: reversed(going),
        work: (unit, slot) => destroyStage(run, unit, slot, { plan: this.plans.get(unit) as StagePlan, dependents }),
      });
      this.refuseBecauseOf(outcomes);
    } finally {
      await dependents.release();
      await run.locks.restoreAll();
    }
    waiting.forEach((one) => run.waysOut.standing.set(one.upstream, wayOutOfDown(run, one, one.down)));
  }

  /** The findings whose upstream is not refused. */
  private get waiting(): readonly DownFirst[] {
    return this.found.filter(({ upstream }) => !this.refused.has(upstream));
  }

  private async guard(): Promise<DependentsGuard> {
    return new DependentsGuard(this.run, [...this.run.units, ...(await this.run.orphans.all())]);
  }

  private planAll(): Promise<readonly StageOutcome[]> {
    const { run, units, props } = this;
    return run.each(units, {
      parallelism: props.parallelism,
      dependencies: units.map(({ name }) => ({ name, dependencies: [] })),
      isPreparation: true,
      work: async (unit) => {
        const plan = await planToDestroy(run, unit);
        this.plans.set(unit, plan);
        return { result: 'planned', counts: plan.counts, changes: changesOf(unit, plan) };
      },
    });
  }

  private async ask(): Promise<void> {
    const { run, waiting } = this;
    const { isApproved, allowDataLoss, typedName } = this.props;
    const { report, interruption } = run.session;
    const { signal } = interruption;
    const order = run.units.map(({ name }) => name);
    const approval = { report, signal, yes: isApproved, allowDataLoss, typedName, order };
    const gate = new ApprovalGate({ ...approval, destroy: 'approve.down-first' });
    const answers = new Map<StageUnit, Promise<void>>();
    for (const one of waiting) {
      const { message: what, fix = '' } = refusalOf(run, one);
      for (const unit of one.down.filter((each) => !answers.has(each))) {
        const plan = { ...(this.plans.get(unit) as StagePlan), text: () => unit.terraform.showPlan() };
        answers.set(unit, gate.request(unit, plan, { code: 'DECLINED', what, fix }));
      }
    }
    gate.ask();
    await Promise.all(
      waiting.map(async ({ upstream, down }) => {
        await Promise.all(down.map((unit) => answers.get(unit))).catch((error: unknown) => {
          this.refuse(upstream, () => Promise.reject(error as Error));
        });
      }),
    );
  }

  /** Refuses a stage, and skips the stages that depend on it. */
  private refuse(upstream: StageUnit, end: () => Promise<StageWork>): void {
    for (const unit of withDownstream([upstream], this.props.selected)) {
      this.refused.set(unit, () => Promise.resolve({ result: 'skipped', reason: `because of ${upstream.name}` }));
    }
    this.refused.set(upstream, end);
  }
}
