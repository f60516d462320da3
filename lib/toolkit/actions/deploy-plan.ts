import { withPlanCleanup } from '../run/plan-stage';
import { ApprovalGate } from '../deploy/approval-gate';
import { type Bundle } from '../bundle/bundle';
import { BundleRun, deployCommand } from '../bundle/bundle-run';
import { type BundleManifest, type BundleStage } from '../bundle/manifest';
import { type Progress, progressOf } from '../bundle/progress';
import { refuseOtherApp, refuseStale } from '../bundle/staleness';
import { refuseUnknownLosses } from '../deploy/data-loss';
import { type ApprovedStage, deployStage, type DeployStageProps } from '../deploy/deploy-stage';
import { DownFirstGuard } from '../deploy/down-first-guard';
import { RunImages } from '../deploy/run-images';
import { formatTime } from '../host/local-time';
import { writeAtomically } from '../host/private-files';
import { protectStates, readStates } from '../run/prepare-states';
import { requireSecrets } from '../run/require-secrets';
import { type Session } from '../run/session';
import { type StageWork } from '../run/each-props';
import { type RunResult, type StageOutcome } from '../io/run-result';
import { StageRun } from '../run/stage-run';
import { type StageSelection } from '../unit/stage-filter';
import { selectUnits, withNeighbours, withUpstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { PlanJson } from '../terraform/plan-json';
import { TerraformFailure } from '../terraform/terraform-failure';
import { type DeployOptions, type ImagesOption } from './deploy';
import { withNextStep } from './next-step';
import { DEFAULT_PARALLELISM, type Slot } from '../scheduler';

/** Options of `deployPlan`: stages of the bundle, all of them when none is selected, and how they are applied. */
export type DeployPlanOptions = ImagesOption &
  StageSelection &
  Pick<DeployOptions, 'parallelism' | 'allowDataLoss' | 'acceptState' | 'failOnChecks' | 'complete'>;

/**
 * Applies the plans of a bundle, and nothing else: they are what was approved. A stage that was previewed with planned outputs of other
 * stages is planned again at its turn; that plan has to refine the preview.
 *
 * Some of the stages may be selected, as the jobs of a pipeline do, each in a checkout of its own. A stage whose plan is applied is left as it is, and
 * one whose apply did not finish goes on with what is left of it.
 *
 * @throws ToolkitError when anything has changed since the bundle was written, a stage needs one that is not applied yet, or data would be
 * lost that nobody confirmed
 */
export function deployPlan(session: Session, bundle: Bundle, options: DeployPlanOptions): Promise<RunResult> {
  const { manifest } = bundle;
  const isJob = isSelective(options);
  const work = async (run: StageRun): Promise<readonly StageOutcome[]> => {
    refuseOtherApp(run.assembly, manifest);
    const selected = selectedUnits(run, manifest, options);
    const needed = withUpstream(selected, run.units);
    protectStates(run, needed);
    await run.requireProviders(needed);
    await run.locks.restoreStale(needed);
    await run.orphans.warn(withNeighbours(selected, run.units));
    await readStates(needed);
    await refuseUnknownLosses(run.units, unplanned(manifest, options.allowDataLoss));
    await requireSecrets(run, selected);
    const of = await BundleRun.of(run, bundle, selected);
    await refuseStale(run, of, isJob ? selected.flatMap((unit) => of.plannedOf(unit) ?? []) : manifest.stages);
    await of.refuseEarly();
    return applyAll(run, of, bundle, options);
  };
  return StageRun.perform(session, 'deploy', work, {
    ...options,
    bundle: manifest.id,
    complete: async (run, result) => {
      const next = await withNextStep(run, result, {
        command: 'deploy',
        goOn: (left) => deployCommand(session, bundle, isJob ? left : []),
        isJob,
      });
      return options.complete?.(run, next) ?? next;
    },
  });
}

function isSelective({ stages = [], exclude = [], lifecycles = [], tags = [] }: StageSelection): boolean {
  return [...stages, ...exclude, ...lifecycles, ...tags].length > 0;
}

/** The selected stages; those of the bundle when none is selected. */
function selectedUnits(run: StageRun, { stages }: BundleManifest, options: DeployPlanOptions): readonly StageUnit[] {
  const planned = new Set(stages.map(({ name }) => name));
  return isSelective(options) ? selectUnits(run.units, options) : run.units.filter(({ name }) => planned.has(name));
}

/** The addresses that no plan of the bundle changes: what a plan deletes may be gone, as another job has applied it. */
function unplanned({ stages }: BundleManifest, addresses: readonly string[] = []): readonly string[] {
  const planned = new Set(
    stages.flatMap(({ name, proposal }) =>
      (proposal?.changes ?? []).flatMap(({ address }) => [address, `${name}/${address}`]),
    ),
  );
  return addresses.filter((address) => !planned.has(address));
}

async function applyAll(
  run: StageRun,
  of: BundleRun,
  bundle: Bundle,
  { allowDataLoss = [], parallelism = DEFAULT_PARALLELISM, images }: DeployPlanOptions,
): Promise<readonly StageOutcome[]> {
  const { report, interruption } = run.session;
  const order = run.units.map(({ name }) => name);
  const approval = { report, signal: interruption.signal, allowDataLoss, order };
  const pending = await pendingOf(of);
  await confirmLosses(pending, new ApprovalGate({ ...approval, yes: true }));
  const gate = new ApprovalGate({ ...approval, yes: false });
  const props = { run, gate, guard: new DownFirstGuard(run), images: new RunImages(run, images) };
  return withPlanCleanup(of.selected, async () => {
    for (const stage of pending) {
      await restore(stage, bundle);
    }
    return run.each(of.selected, {
      parallelism,
      dependencies: of.tasks,
      onStalled: () => gate.ask(),
      work: (unit, slot) => {
        const stage = pending.find((other) => other.unit === unit);
        return stage === undefined ? nothingToDo(unit, of) : deployPending(stage, slot, bundle, props);
      },
    });
  });
}

/** Stage of a bundle whose plan is not applied. */
interface PendingStage {
  readonly unit: StageUnit;
  readonly planned: BundleStage;
  readonly isStarted: boolean;
}

async function pendingOf(of: BundleRun): Promise<readonly PendingStage[]> {
  const pending: PendingStage[] = [];
  for (const unit of of.selected) {
    const planned = of.plannedOf(unit);
    const progress = planned === undefined ? undefined : await progressOf(unit, planned, of.manifest);
    if (planned !== undefined && progress?.status !== 'applied') {
      pending.push({ unit, planned, isStarted: progress?.status === 'started' });
    }
  }
  return pending;
}

/** Outcome of a stage whose plan is applied, or that has none. */
async function nothingToDo(unit: StageUnit, of: BundleRun): Promise<StageWork> {
  const planned = of.plannedOf(unit);
  const progress = planned === undefined ? undefined : await progressOf(unit, planned, of.manifest);
  return progress?.status === 'applied'
    ? done(progress)
    : { result: 'unchanged', reason: 'the plans have no part for it' };
}

function done({ time, serial }: Extract<Progress, { readonly status: 'applied' }>): StageWork {
  return { result: 'unchanged', reason: `these plans were applied at ${formatTime(time)}, serial ${serial}` };
}

/** Applies the plan of a stage, unless another job did in the meantime. */
async function deployPending(
  { unit, planned, isStarted }: PendingStage,
  slot: Slot,
  bundle: Bundle,
  props: Omit<DeployStageProps, 'approved' | 'forced'>,
): Promise<StageWork> {
  // What was planned for a reason that the state does not show, as with --force, is applied for that reason.
  const forced = planned.result === 'unchanged' || isStarted ? undefined : planned.reason;
  try {
    return await deployStage(unit, slot, { ...props, forced, approved: approvedOf(planned, bundle, isStarted) });
  } catch (error) {
    if (!(error instanceof TerraformFailure) || error.kind !== 'STALE') {
      throw error;
    }
    unit.forgetState();
    const progress = await progressOf(unit, planned, bundle.manifest);
    if (progress.status !== 'applied') {
      throw error;
    }
    return done(progress);
  }
}

/** Asks for approval of the loss of data before anything is applied. */
async function confirmLosses(pending: readonly PendingStage[], gate: ApprovalGate): Promise<void> {
  const answers = pending.flatMap(({ unit, planned: { proposal } }) => {
    const isAsked = proposal !== undefined && gate.needsAnswer(unit, proposal.changes);
    const text = () => Promise.resolve('Deletes or replaces resources that hold data.');
    return isAsked ? [gate.request(unit, { ...proposal, text })] : [];
  });
  gate.ask();
  await Promise.all(answers);
}

/** Copies Terraform's plan file from the bundle to the directory of the stage. A plan that was started is out of date for Terraform. */
async function restore({ unit, planned, isStarted }: PendingStage, bundle: Bundle): Promise<void> {
  if (planned.proposal?.plan !== undefined && !isStarted) {
    await unit.ensureInitialized();
    writeAtomically(unit.files.plan, bundle.read(planned.proposal.plan));
  }
}

function approvedOf({ result, inputs, proposal }: BundleStage, bundle: Bundle, isStarted: boolean): ApprovedStage {
  if (proposal === undefined) {
    return { result, inputs };
  }
  const { changes, isFinal, deferred, values } = proposal;
  const plan = PlanJson.of(bundle.values(values));
  return { result, inputs, isStarted, proposal: { changes, isFinal, deferred, plan } };
}
