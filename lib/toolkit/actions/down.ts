import { costDifference, costsOf } from '../cost/costs-of';
import { ApprovalGate } from '../deploy/approval-gate';
import { refuseUnknownLosses } from '../deploy/data-loss';
import { DependentsGuard } from '../run/dependents';
import { changesOf, destroyStage, planToDestroy } from '../deploy/destroy-stage';
import { DEFAULT_PARALLELISM, reversed } from '../scheduler';
import { protectStates } from '../run/prepare-states';
import { requireSecrets } from '../run/require-secrets';
import { type Session } from '../run/session';
import { isSuccess } from '../unit/stage-outcome';
import { type RunResult, type StageOutcome } from '../io/run-result';
import { type StageWork } from '../run/each-props';
import { StageRun } from '../run/stage-run';
import { type StageRunProps } from '../run/each-props';
import { type ExplicitSelection, selectExplicitly, withDownstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { type StagePlan } from '../terraform/stage-plan';
import { secretsOfProviders } from '../terraform/secret-variables';
import { ToolkitError } from '../toolkit-error';
import { type DeployOptions } from './deploy';
import { commandToGoOn } from './next-step';

/** Options of `down`. */
export interface DownOptions
  extends
    Pick<StageRunProps, 'acceptState'>,
    Pick<DeployOptions, 'parallelism' | 'yes' | 'allowDataLoss'>,
    ExplicitSelection {
  /** Whether the stages that depend on these are included. @default false */
  readonly cascade?: boolean;
  /** Whether permanent stages may be destroyed. @default false */
  readonly allowPermanent?: boolean;
  /** Name of the environment: approves the destruction of a protected one in advance, for runs that are not interactive. */
  readonly confirm?: string;
}

/**
 * Destroys stages, downstream first. Dependencies are those of the deployed states, not of the code.
 *
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export function down(session: Session, options: DownOptions): Promise<RunResult> {
  const work = async (run: StageRun) => {
    const all = [...run.units, ...(await run.orphans.all())];
    const named = selectExplicitly(all, options);
    const selected = options.cascade === true ? withDownstream(named, all) : named;
    protectStates(run, selected);
    await run.requireProviders(all);
    await run.locks.restoreStale(run.units);
    await refuseUnknownLosses(all, options.allowDataLoss);
    const there = await deployedOf(run, selected);
    const dependents = new DependentsGuard(run, all);
    await dependents.refuse(there);
    refusePermanent(there, options);
    await requireSecrets(run, there, secretsOfProviders);
    const plans = new Map<StageUnit, StagePlan>();
    const prepared = await planAll(run, selected, there, plans, options);
    await approve(run, plans, options);
    try {
      return await destroyAll(run, { selected, prepared, plans, dependents, options });
    } finally {
      await dependents.release();
      await run.locks.restoreAll();
    }
  };
  const complete = (_run: unknown, result: RunResult) => {
    const next = commandToGoOn(session, result, { command: 'down', all: options.all });
    return Promise.resolve(next === undefined ? result : { ...result, next });
  };
  return StageRun.perform(session, 'down', work, { ...options, complete });
}

/** The selected stages that are deployed; the guards that check the state have passed for each. */
async function deployedOf(run: StageRun, selected: readonly StageUnit[]): Promise<readonly StageUnit[]> {
  const there: StageUnit[] = [];
  for (const unit of selected) {
    await run.guardedState(unit);
    if (await unit.isDeployed()) {
      there.push(unit);
    }
  }
  return there;
}

function refusePermanent(there: readonly StageUnit[], options: DownOptions): void {
  const permanent = there.filter((unit) => unit.isPermanent).map((unit) => unit.name);
  if (permanent.length > 0 && options.allowPermanent !== true) {
    throw new ToolkitError(
      'REFUSED',
      `${permanent.join(', ')} ${permanent.length === 1 ? 'is' : 'are'} permanent: holding data, or shared.`,
      'To destroy it anyway, add --allow-permanent.',
    );
  }
}

/** Plans to destroy every stage. Destroying one changes no other's plan, so all plans are final and can be approved at once. */
function planAll(
  run: StageRun,
  selected: readonly StageUnit[],
  there: readonly StageUnit[],
  plans: Map<StageUnit, StagePlan>,
  { parallelism = DEFAULT_PARALLELISM }: DownOptions,
): Promise<readonly StageOutcome[]> {
  return run.each(selected, {
    parallelism,
    dependencies: selected.map(({ name }) => ({ name, dependencies: [] })),
    isPreparation: true,
    work: async (unit): Promise<StageWork> => {
      if (!there.includes(unit)) {
        return { result: 'not-deployed' };
      }
      const plan = await planToDestroy(run, unit);
      plans.set(unit, plan);
      return { result: 'planned', counts: plan.counts, changes: changesOf(unit, plan) };
    },
  });
}

async function approve(run: StageRun, plans: Map<StageUnit, StagePlan>, options: DownOptions): Promise<void> {
  const { session } = run;
  const { profile, environment = '' } = run.assembly.metadata ?? {};
  const isProtected = profile === 'prod';
  const names = [...plans.keys()].map((unit) => unit.name);
  const gate = new ApprovalGate({
    report: session.report,
    signal: session.interruption.signal,
    order: run.units.map(({ name }) => name),
    yes: isProtected ? options.confirm === environment : options.yes === true,
    allowDataLoss: options.allowDataLoss ?? [],
    typedName: isProtected || names.length !== 1 ? environment || names.join(' ') : names[0],
    otherwise: isProtected ? `Add --confirm ${environment}.` : undefined,
    destroy: 'approve.destroy',
  });
  const answers = [...plans]
    .filter(([unit, plan]) => gate.needsAnswer(unit, plan.changes))
    .map(([unit, plan]) => gate.request(unit, { ...plan, text: () => unit.terraform.showPlan() }));
  gate.ask();
  const refused = (await Promise.allSettled(answers)).find((answer) => answer.status === 'rejected');
  if (refused !== undefined) {
    plans.forEach((_, unit) => unit.terraform.dropPlan());
    throw refused.reason;
  }
}

interface DestroyAllProps {
  readonly selected: readonly StageUnit[];
  readonly prepared: readonly StageOutcome[];
  readonly plans: ReadonlyMap<StageUnit, StagePlan>;
  readonly dependents: DependentsGuard;
  readonly options: DownOptions;
}

async function destroyAll(
  run: StageRun,
  { selected, prepared, plans, dependents, options }: DestroyAllProps,
): Promise<readonly StageOutcome[]> {
  const { session, assembly } = run;
  const costs = plans.size === 0 ? undefined : costsOf(session.project, assembly, session.report);
  return run.each(selected, {
    parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
    dependencies: reversed(selected),
    work: async (unit, slot) => {
      const plan = plans.get(unit);
      if (plan === undefined) {
        const { result, reason, ...rest } = prepared.find((outcome) => outcome.stage === unit.name) as StageOutcome;
        return isSuccess(result) ? { result } : { ...rest, result, reason };
      }
      const cost =
        costs === undefined ? undefined : costDifference(costs.ofPlan(unit.name, plan.json), costs.book.currency);
      const work = await destroyStage(run, unit, slot, { plan, dependents });
      return cost === undefined ? work : { ...work, cost };
    },
  });
}
