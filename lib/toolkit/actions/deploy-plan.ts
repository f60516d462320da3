import { withPlanCleanup } from '../run/plan-stage';
import { ApprovalGate } from '../deploy/approval-gate';
import { type Bundle } from '../bundle/bundle';
import { type BundleStage } from '../bundle/manifest';
import { refuseStale } from '../bundle/staleness';
import { refuseUnknownLosses } from '../deploy/data-loss';
import { type ApprovedStage, deployStage } from '../deploy/deploy-stage';
import { DownFirstGuard } from '../deploy/down-first-guard';
import { RunImages } from '../deploy/run-images';
import { writeAtomically } from '../host/private-files';
import { deploymentOrder } from '../run/removed-outputs';
import { protectStates, readStates } from '../run/prepare-states';
import { requireSecrets } from '../run/require-secrets';
import { type Session } from '../run/session';
import { type RunResult } from '../io/run-result';
import { StageRun } from '../run/stage-run';
import { withNeighbours, withUpstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { PlanJson } from '../terraform/plan-json';
import { type DeployOptions, type ImagesOption } from './deploy';
import { withNextStep } from './next-step';
import { DEFAULT_PARALLELISM } from '../scheduler';

/** Options of `deployPlan`. */
export type DeployPlanOptions = ImagesOption &
  Pick<DeployOptions, 'parallelism' | 'allowDataLoss' | 'acceptState' | 'failOnChecks' | 'complete'>;

/**
 * Applies the plans of a bundle, and nothing else: they are what was approved. A stage that was previewed with planned outputs of other
 * stages is planned again at its turn; that plan has to refine the preview.
 *
 * @throws ToolkitError when anything has changed since the bundle was written, or data would be lost that nobody confirmed
 */
export function deployPlan(session: Session, bundle: Bundle, options: DeployPlanOptions): Promise<RunResult> {
  const work = async (run: StageRun) => {
    const { stages } = bundle.manifest;
    const planned = new Set(stages.map(({ name }) => name));
    const named = run.units.filter(({ name }) => planned.has(name));
    const needed = withUpstream(named, run.units);
    protectStates(run, needed);
    await run.requireProviders(needed);
    await run.locks.restoreStale(needed);
    await run.orphans.warn(withNeighbours(named, run.units));
    await readStates(needed);
    await refuseUnknownLosses(run.units, options.allowDataLoss);
    await requireSecrets(run, named);
    const units = await refuseStale(run, bundle.manifest);
    const allowDataLoss = options.allowDataLoss ?? [];
    const { report, interruption } = session;
    const order = run.units.map(({ name }) => name);
    const approval = { report, signal: interruption.signal, allowDataLoss, order };
    await confirmLosses(units, stages, new ApprovalGate({ ...approval, yes: true }));
    const gate = new ApprovalGate({ ...approval, yes: false });
    return withPlanCleanup(units, async () => {
      for (const stage of stages) {
        await restore(units, stage, bundle);
      }
      const guard = new DownFirstGuard(run);
      const images = new RunImages(run, options.images);
      return run.each(units, {
        parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
        dependencies: await deploymentOrder(run, units),
        onStalled: () => gate.ask(),
        work: (unit, slot) => {
          const stage = stages.find(({ name }) => name === unit.name);
          return deployStage(unit, slot, { run, gate, guard, images, approved: approvedOf(stage, bundle) });
        },
      });
    });
  };
  return StageRun.perform(session, 'deploy', work, {
    ...options,
    complete: async (run, result) => {
      const next = await withNextStep(run, result, { command: 'deploy' });
      return options.complete?.(run, next) ?? next;
    },
  });
}

/** Asks for approval of the loss of data before anything is applied. */
async function confirmLosses(
  units: readonly StageUnit[],
  stages: readonly BundleStage[],
  gate: ApprovalGate,
): Promise<void> {
  const answers = stages.flatMap(({ name, proposal }) => {
    const unit = units.find((other) => other.name === name);
    const isAsked = unit !== undefined && proposal !== undefined && gate.needsAnswer(unit, proposal.changes);
    const text = () => Promise.resolve('Deletes or replaces resources that hold data.');
    return isAsked ? [gate.request(unit, { ...proposal, text })] : [];
  });
  gate.ask();
  await Promise.all(answers);
}

/** Copies Terraform's plan file from the bundle to the directory of the stage. */
async function restore(units: readonly StageUnit[], stage: BundleStage, bundle: Bundle): Promise<void> {
  const unit = units.find((other) => other.name === stage.name);
  if (unit === undefined || stage.proposal?.plan === undefined) {
    return;
  }
  await unit.ensureInitialized();
  writeAtomically(unit.files.plan, bundle.read(stage.proposal.plan));
}

function approvedOf(stage: BundleStage | undefined, bundle: Bundle): ApprovedStage | undefined {
  if (stage?.proposal === undefined) {
    return stage === undefined ? undefined : { result: stage.result, inputs: stage.inputs };
  }
  const { changes, isFinal, deferred, values } = stage.proposal;
  const plan = PlanJson.of(bundle.values(values));
  return { result: stage.result, inputs: stage.inputs, proposal: { changes, isFinal, deferred, plan } };
}
