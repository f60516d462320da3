import { withPlanCleanup } from '../run/plan-stage';
import { ApprovalGate } from '../deploy/approval-gate';
import { refuseUnknownLosses } from '../deploy/data-loss';
import { deployStage } from '../deploy/deploy-stage';
import { DownFirstGuard } from '../deploy/down-first-guard';
import { GoingDown, type GoingDownProps } from '../deploy/going-down';
import { warnOfMoved } from '../deploy/moved-between';
import { findAllDownFirst } from '../deploy/standing';
import { refuseMissingUpstream } from '../run/guards';
import { RunImages } from '../deploy/run-images';
import { RunHooks } from '../hooks/run-hooks';
import { Preview, type Proposal } from '../preview/preview';
import { deploymentOrder } from '../run/removed-outputs';
import { DEFAULT_PARALLELISM, type Task } from '../scheduler';
import { protectStates, readStates } from '../run/prepare-states';
import { requireSecrets } from '../run/require-secrets';
import { type ImageSupplier } from '../run/image-supply';
import { type Session } from '../run/session';
import { withNextStep } from './next-step';
import { type ToolkitError } from '../toolkit-error';
import { secretPrerequisites } from '../unit/prerequisites';
import { isSuccess } from '../unit/stage-outcome';
import { type RunResult, type StageOutcome } from '../io/run-result';
import { type CompletionProps, type StageWork } from '../run/each-props';
import { StageRun } from '../run/stage-run';
import { type StageRunProps } from '../run/each-props';
import {
  type ExplicitSelection,
  selectExplicitly,
  withDownstream,
  withNeighbours,
  withUpstream,
} from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { type ForceOptions, forcedReason } from '../run/reason-to-deploy';

/** Option of commands that plan or apply. */
export interface ImagesOption {
  /**
   * Makes what builds the images that stages run, and that their registries do not have.
   *
   * @default they are not built
   * @internal
   */
  readonly images?: ImageSupplier;
}

/** Options of `deploy`. */
export interface DeployOptions extends ImagesOption, StageRunProps, ForceOptions, ExplicitSelection, CompletionProps {
  /** Whether the stages that these depend on are included. @default false */
  readonly withDependencies?: boolean;
  /** Maximum number of stages that run at once. @default 4 */
  readonly parallelism?: number;
  /** Whether plans are approved in advance, except for the loss of data. @default false */
  readonly yes?: boolean;
  /** Addresses whose data may be lost. @default none */
  readonly allowDataLoss?: readonly string[];
  /** Whether stages that use what is replaced or deleted are destroyed first, and deployed again. @default the user is asked */
  readonly downFirst?: boolean;
  /** Whether state is moved when its backend has changed. @default false */
  readonly migrateState?: boolean;
}

/**
 * Applies stages in the order of their dependencies: exactly what was approved, and nothing for stages whose inputs did not change.
 *
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export function deploy(session: Session, options: DeployOptions): Promise<RunResult> {
  const work = async (run: StageRun) => {
    const named = selectExplicitly(run.units, options);
    const selected = options.withDependencies === true ? withUpstream(named, run.units) : named;
    const needed = withUpstream(selected, run.units);
    protectStates(run, needed);
    await run.requireProviders(needed);
    if (options.migrateState === true) {
      await migrateStates(selected);
    }
    await readStates(needed);
    await refuseUnknownLosses(run.units, options.allowDataLoss);
    await refuseMissingUpstream(selected, run.units, session.project.commandLineOptions);
    await run.locks.restoreStale(needed);
    await run.orphans.warn(withNeighbours(selected, run.units));
    await requireSecrets(run, selected);
    const order = await deploymentOrder(run, selected);
    await notePrerequisites(run, selected);
    const hooks = new RunHooks(session, run.assembly, run.findings);
    await hooks.afterSynth(selected.map(({ name }) => name));
    hooks.refuse();
    return hooks.whilePlansExist(() =>
      withPlanCleanup(selected, () => deployAll(run, { selected, order, options, hooks })),
    );
  };
  return StageRun.perform(session, 'deploy', work, {
    ...options,
    complete: async (run, result) => {
      const next = await withNextStep(run, result, { command: 'deploy', all: options.all });
      return options.complete?.(run, next) ?? next;
    },
  });
}

/** Moves states to their new backends before any of them is read. */
async function migrateStates(units: readonly StageUnit[]): Promise<void> {
  for (const unit of units) {
    await unit.ensureInitialized(true);
  }
}

/** Stages that {@link deployAll} applies, and how. */
export interface DeployAllProps {
  readonly selected: readonly StageUnit[];
  readonly order: readonly Task[];
  readonly options: DeployOptions;
  /** Reason to plan stages whose inputs did not change. @default as the options say */
  readonly forced?: string;
  /** Refuses a plan before anybody is asked to approve it. @default any plan may be approved */
  readonly refusal?: PlanRefusal;
  /** Hooks that run before anybody is asked to approve the plans. @default none */
  readonly hooks?: RunHooks;
}

/** Error for a plan that is not to be approved; undefined for others. */
export type PlanRefusal = (unit: StageUnit, proposal: Pick<Proposal, 'changes' | 'counts'>) => ToolkitError | undefined;

/** Previews stages, asks for approval, and applies them. */
export async function deployAll(
  run: StageRun,
  { selected, order, options, forced = forcedReason(options), refusal, hooks }: DeployAllProps,
): Promise<readonly StageOutcome[]> {
  const { session } = run;
  const { profile, environment } = run.assembly.metadata ?? {};
  const { yes = false, downFirst = false, allowDataLoss = [], parallelism = DEFAULT_PARALLELISM } = options;
  const typedName = profile === 'prod' ? environment : undefined;
  const { report, interruption } = session;
  const stageOrder = run.units.map(({ name }) => name);
  const approval = { report, signal: interruption.signal, yes, allowDataLoss, typedName, order: stageOrder };
  const gate = new ApprovalGate(approval);
  const keepPlan = hooks?.planKeeper;
  const needsPreview = !yes || downFirst || refusal !== undefined || keepPlan !== undefined;
  const preview = needsPreview ? new Preview(run, { forced, keepPlan }) : undefined;
  const images = new RunImages(run, options.images);
  const going = { selected, parallelism, isApproved: downFirst, allowDataLoss, typedName };
  const previewed = { gate, order, images, refusal, hooks };
  const refused = preview === undefined ? undefined : await previewAll(run, going, { ...previewed, preview });
  const guard = preview === undefined ? new DownFirstGuard(run) : undefined;
  return run.each(selected, {
    parallelism,
    dependencies: order,
    onStalled: () => gate.ask(),
    work: (unit, slot) =>
      refused?.get(unit)?.() ??
      deployStage(unit, slot, { run, gate, guard, images, approved: preview?.of(unit), forced }),
  });
}

/** Outcomes of stages that are not applied: that of the preview, or declined. */
type Refused = ReadonlyMap<StageUnit, () => Promise<StageWork>>;

interface PreviewAllProps {
  readonly preview: Preview;
  readonly gate: ApprovalGate;
  readonly order: readonly Task[];
  readonly images: RunImages;
  readonly refusal?: PlanRefusal;
  readonly hooks?: RunHooks;
}

/**
 * Previews all stages before any is applied, shows all plans, and asks for approval once. The destruction of stages that have to go down
 * first is approved before that, and done after it.
 */
async function previewAll(
  run: StageRun,
  props: GoingDownProps,
  { preview, gate, order, images, refusal, hooks }: PreviewAllProps,
): Promise<Refused> {
  const { selected, parallelism } = props;
  const previewed = (units: readonly StageUnit[]) =>
    run.each(units, {
      parallelism,
      dependencies: order.filter(({ name }) => units.some((unit) => unit.name === name)),
      isPreparation: true,
      work: (unit) => preview.stage(unit),
    });
  const first = await previewed(selected);
  await warnOfMoved(run, selected, preview);
  const goingDown = new GoingDown(run, await findAllDownFirst(run, selected, preview), props);
  await preview.describeAll();
  await hooks?.afterPlan(selected.map(({ name }) => name));
  hooks?.refuse();
  await images.describe(selected, (unit) => preview.of(unit)?.proposal?.changes);
  await goingDown.approve();
  preview.previewAnew(goingDown.units);
  const again = goingDown.units.length === 0 ? [] : await previewed(withDownstream(goingDown.units, selected));
  goingDown.refuseBecauseOf(again);
  const outcomes = new Map([...first, ...again].map((outcome) => [outcome.stage, outcome]));
  const refused = new Map(goingDown.refused);
  const answers = selected.map(async (unit) => {
    const { stage: _, ...work } = outcomes.get(unit.name) as StageOutcome;
    const { proposal } = preview.of(unit) ?? {};
    if (refused.has(unit)) {
      unit.terraform.dropPlan();
    } else if (!isSuccess(work.result) && work.result !== 'blocked') {
      refused.set(unit, () => Promise.resolve(work));
    } else if (proposal !== undefined) {
      const denied = refusal?.(unit, proposal);
      const answer = denied === undefined ? gate.request(unit, proposal) : Promise.reject(denied);
      await answer.catch((error: unknown) => {
        unit.terraform.dropPlan();
        refused.set(unit, () => Promise.reject(error as Error));
      });
    }
  });
  gate.ask(selected.map((unit) => proposed(outcomes.get(unit.name) as StageOutcome, refused.has(unit))));
  await Promise.all(answers);
  await goingDown.destroy((unit) => refused.has(unit));
  return new Map([...refused, ...goingDown.refused]);
}

/** The preview of a stage as it is shown before the question; one that could be planned and is refused waits for others to go down. */
function proposed(outcome: StageOutcome, isRefused: boolean): StageOutcome {
  const { stage, milliseconds } = outcome;
  return isRefused && isSuccess(outcome.result)
    ? { stage, milliseconds, result: 'skipped', reason: 'other stages have to go down first' }
    : outcome;
}

/** Reports the manual prerequisites of stages that are deployed for the first time. */
async function notePrerequisites(run: StageRun, units: readonly StageUnit[]): Promise<void> {
  for (const unit of units) {
    const words = (unit.stage.metadata?.prerequisites ?? []).join(' ');
    const secrets = secretPrerequisites(unit.stage, run.session.project.commandLineOptions);
    // A command ends its line, so that it can be copied.
    const notes = [...(words === '' ? [] : [words]), ...secrets].map((note) => `prerequisites: ${note}`);
    if (notes.length > 0 && !(await unit.isDeployed())) {
      notes.forEach((note) => run.about(unit).say('warning', 'stage.note', note, {}));
    }
  }
}
