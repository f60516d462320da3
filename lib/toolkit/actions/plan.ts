import { withPlanCleanup } from '../run/plan-stage';
import crypto from 'node:crypto';
import path from 'node:path';
import { type Finding } from '../../policy/finding';
import { Bundle } from '../bundle/bundle';
import { type BundlePlace, writeBundle } from '../bundle/write-bundle';
import { changeText } from '../report/change-text';
import { costDifference, costsOf } from '../cost/costs-of';
import { describeDownFirst, warnOfDownFirst } from '../deploy/down-first-text';
import { warnOfMoved } from '../deploy/moved-between';
import { RunImages } from '../deploy/run-images';
import { findAllDownFirst } from '../deploy/standing';
import { ExitCode } from '../exit-code';
import { RunHooks } from '../hooks/run-hooks';
import { findingsOf } from '../policy/findings-of';
import { Preview } from '../preview/preview';
import { deploymentOrder, outdatedUpstream } from '../run/removed-outputs';
import { protectStates, readStates } from '../run/prepare-states';
import { requireSecrets } from '../run/require-secrets';
import { type Session } from '../run/session';
import { isSuccess } from '../unit/stage-outcome';
import { type RunResult, type StageOutcome } from '../io/run-result';
import { StageRun } from '../run/stage-run';
import { type StageRunProps } from '../run/each-props';
import { stagesChangedSince } from '../since/since';
import { type StageSelection } from '../unit/stage-filter';
import { selectUnits, withNeighbours, withUpstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { type DeployOptions, type ImagesOption } from './deploy';
import { DEFAULT_PARALLELISM } from '../scheduler';
import { forcedReason } from '../run/reason-to-deploy';

/** Options of `plan`. */
export interface PlanOptions
  extends StageRunProps, StageSelection, Pick<DeployOptions, 'parallelism' | 'force' | 'refresh'>, ImagesOption {
  /** Whether the exit code is 2 when there are changes. @default false */
  readonly detailedExitCode?: boolean;
  /** Whether plans are shown as addresses and actions alone, without values. @default false */
  readonly summary?: boolean;
  /** Commit, branch or tag: stages whose synthesized files are the same there are omitted, unless outputs affect them. @default none */
  readonly since?: string;
  /** Directory that the plans are written to, for {@link deployPlan}. @default they are not kept */
  readonly out?: string;
  /** Recipients of age that the plans are encrypted for; the passphrase of the environment is used when empty. @default they are not encrypted */
  readonly encryptFor?: readonly string[];
}

/**
 * Plans what `deploy` would change, of all stages unless some are named. Upstream stages that are not deployed are planned as well, and
 * the others are planned with their planned outputs.
 *
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export async function plan(session: Session, options: PlanOptions): Promise<RunResult> {
  const place = await placeOf(session, options);
  let findings: readonly Finding[] | undefined;
  let areFailing = false;
  const work = async (run: StageRun) => {
    const scope = await scopeOf(run, options);
    const hooks = new RunHooks(run.session, run.assembly, run.findings);
    await hooks.afterSynth(scope.units.map(({ name }) => name));
    findings = await findingsOfAll(run, scope.units);
    const needed = withUpstream(scope.units, run.units);
    protectStates(run, needed);
    await readStates(needed);
    const selected = await withMissingUpstream(run, scope.units);
    await requireSecrets(run, selected);
    await run.requireProviders(withUpstream(selected, run.units));
    await run.orphans.warn(withNeighbours(selected, run.units));
    const outcomes = await hooks.whilePlansExist(() =>
      withPlanCleanup(selected, () => planAll(run, { selected, options, place, hooks })),
    );
    areFailing = hooks.areFailing;
    return outcomes.filter(({ stage, result: end }) => end !== 'unchanged' || !scope.onlyIfAffected.includes(stage));
  };
  const performed = await StageRun.perform(session, 'plan', work, {
    ...options,
    ...(place === undefined ? {} : { bundle: crypto.randomUUID() }),
  });
  const result =
    findings === undefined ? performed : { ...performed, findings: [...findings, ...(performed.findings ?? [])] };
  if (areFailing && result.exitCode === ExitCode.DONE) {
    return { ...result, exitCode: ExitCode.FINDINGS };
  }
  const isPending = result.stages.some((stage) => stage.result === 'planned' || stage.result === 'blocked');
  const hasChanges = options.detailedExitCode === true && result.exitCode === ExitCode.DONE && isPending;
  return hasChanges ? { ...result, exitCode: ExitCode.CHANGES } : result;
}

/** Policy findings of a plan of all stages: those of some would need the Terraform JSON of all others too. */
async function findingsOfAll(
  { units, assembly, session }: StageRun,
  planned: readonly StageUnit[],
): Promise<readonly Finding[] | undefined> {
  return planned.length === units.length ? findingsOf(assembly, session.project.directory) : undefined;
}

/** Stages that {@link planAll} plans, and the place of the plans. */
interface PlanAllProps {
  readonly selected: readonly StageUnit[];
  readonly options: PlanOptions;
  /** @default the plans are not kept */
  readonly place?: BundlePlace;
  readonly hooks: RunHooks;
}

async function planAll(
  run: StageRun,
  { selected, options, place, hooks }: PlanAllProps,
): Promise<readonly StageOutcome[]> {
  const keepPlan = hooks.planKeeper;
  const preview = new Preview(run, { forced: forcedReason(options), withText: options.summary !== true, keepPlan });
  const outcomes = await run.each(selected, {
    parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
    dependencies: await deploymentOrder(run, selected),
    work: (unit) => preview.stage(unit),
  });
  for (const unit of selected) {
    await showPreview(run, unit, preview, options.summary);
  }
  await warnOfMoved(run, selected, preview);
  await new RunImages(run, options.images).describe(selected, (unit) => preview.of(unit)?.proposal?.changes);
  const found = await findAllDownFirst(run, selected, preview);
  found.forEach((one) => warnOfDownFirst(run, one));
  await hooks.afterPlan(selected.map(({ name }) => name));
  if (place !== undefined) {
    const isWhole = outcomes.every(({ result }) => isSuccess(result) || result === 'blocked');
    const why = hooks.areFailing ? 'hooks have findings' : isWhole ? undefined : 'not all stages could be planned';
    await keepPlans(run, selected, preview, { place, why });
  }
  return withCosts(run, outcomes, preview).map((outcome) => {
    const one = found.find(({ upstream }) => upstream.name === outcome.stage);
    return one === undefined ? outcome : { ...outcome, downFirst: describeDownFirst(run, one) };
  });
}

/** The outcomes with what the plans do to the monthly costs. */
function withCosts(run: StageRun, outcomes: readonly StageOutcome[], preview: Preview): readonly StageOutcome[] {
  const { session, assembly } = run;
  const planned = outcomes.filter(({ result }) => result === 'planned').map(({ stage }) => stage);
  const costs = planned.length === 0 ? undefined : costsOf(session.project, assembly, session.report);
  return outcomes.map((outcome) => {
    const unit = run.units.find(({ name }) => name === outcome.stage);
    const plan = unit === undefined ? undefined : preview.of(unit)?.proposal?.plan;
    const cost =
      costs === undefined || plan === undefined || !planned.includes(outcome.stage)
        ? undefined
        : costDifference(costs.ofPlan(outcome.stage, plan), costs.book.currency);
    return cost === undefined ? outcome : { ...outcome, cost };
  });
}

/** Stages that are planned: the named ones, or all; with `since`, those of them that changed. */
interface Scope {
  readonly units: readonly StageUnit[];
  /** Names of stages that are reported only when the others affect them. */
  readonly onlyIfAffected: readonly string[];
}

async function scopeOf(run: StageRun, options: PlanOptions): Promise<Scope> {
  const { since } = options;
  const named = selectUnits(run.units, options);
  if (since === undefined) {
    return { units: named, onlyIfAffected: [] };
  }
  const { changed, downstream } = await stagesChangedSince(run.session, since, run.units);
  const units = named.filter((unit) => changed.includes(unit) || downstream.includes(unit));
  return { units, onlyIfAffected: downstream.map(({ name }) => name) };
}

/** The named stages, and the upstream stages that are not deployed or lack outputs that these need. */
async function withMissingUpstream(run: StageRun, named: readonly StageUnit[]): Promise<readonly StageUnit[]> {
  const planned = new Set(named);
  const add = (unit: StageUnit, why: string) => {
    planned.add(unit);
    run.about(unit).say('info', 'stage.note', `is planned as well: ${why}`, {});
  };
  for (const unit of [...withUpstream(named, run.units)].reverse()) {
    if (!planned.has(unit) && !(await unit.isDeployed())) {
      add(unit, 'it is needed, and not deployed');
    }
    for (const { upstream, outputs } of planned.has(unit) ? await outdatedUpstream(unit, run.units) : []) {
      if (!planned.has(upstream)) {
        add(upstream, `${unit.name} needs ${outputs.join(', ')} of it, which it was deployed without`);
      }
    }
  }
  return run.units.filter((unit) => planned.has(unit));
}

async function showPreview(run: StageRun, unit: StageUnit, preview: Preview, summary = false): Promise<void> {
  const { proposal } = preview.of(unit) ?? {};
  if (proposal === undefined) {
    return;
  }
  const { counts, changes, deferred } = proposal;
  const text = await proposal.text();
  const withoutValues = [
    ...changes.map((change) => changeText(change)),
    ...deferred.map((address) => `deferred: ${address}`),
  ].join('\n');
  run.about(unit).say('result', 'plan.shown', summary ? withoutValues : text, { counts, changes });
}

/** Directory and encryption of the bundle; refused before anything is planned when it cannot be written. */
async function placeOf(
  { project, env }: Session,
  { out, encryptFor: recipients }: PlanOptions,
): Promise<BundlePlace | undefined> {
  if (out === undefined) {
    return undefined;
  }
  const directory = path.resolve(project.workingDirectory, out);
  const encryption = recipients === undefined ? undefined : { recipients, env };
  await Bundle.refuseUnwritable(directory, encryption);
  return { directory, encryption };
}

async function keepPlans(
  run: StageRun,
  selected: readonly StageUnit[],
  preview: Preview,
  { place, why }: { readonly place: BundlePlace; readonly why?: string },
): Promise<void> {
  const { directory } = place;
  if (why === undefined && run.bundle !== undefined) {
    await writeBundle(run, selected, preview, { ...place, id: run.bundle });
  } else {
    const text = `No plans were written to ${directory}: ${why}.`;
    run.session.report.say('warning', 'bundle.refused', text, { directory });
  }
}
