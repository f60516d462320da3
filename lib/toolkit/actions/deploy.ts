import { ApprovalGate } from '../approval-gate';
import { deployStage } from '../deploy-stage';
import { refuseMissingUpstream } from '../guards';
import { findOrphans } from '../orphans';
import { Preview } from '../preview/preview';
import { deploymentOrder } from '../removed-outputs';
import { type Task } from '../scheduler';
import { type Session } from '../session';
import { isSuccess, type RunResult, type StageOutcome } from '../stage-outcome';
import { describeOutcome } from '../outcome-text';
import { StageRun, type StageRunProps, type StageWork } from '../stage-run';
import { selectUnits, withUpstream } from '../stage-selection';
import { type StageUnit } from '../stage-unit';

/** How `deploy` goes about it. */
export interface DeployOptions extends StageRunProps {
  /** Names of the stages. */
  readonly stages: readonly string[];
  /** Whether all stages are meant. @default false */
  readonly all?: boolean;
  /** Whether stages that are needed are taken along. @default false */
  readonly withDependencies?: boolean;
  /** How many stages run at once. @default 4 */
  readonly parallelism?: number;
  /** Whether plans are approved beforehand, all but the loss of data. @default false */
  readonly yes?: boolean;
  /** Whether stages are planned that did not change. @default false */
  readonly force?: boolean;
  /** Whether stages that did not change are compared with what is really there. @default false */
  readonly refresh?: boolean;
  /** Addresses whose data may be lost. @default none */
  readonly allowDataLoss?: readonly string[];
  /** Whether state is moved when its backend has changed. @default false */
  readonly migrateState?: boolean;
}

/** How many stages run at once unless said otherwise. */
export const DEFAULT_PARALLELISM = 4;

/**
 * Applies stages in the order of their dependencies; exactly what was approved, and nothing for stages that did not change.
 *
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export function deploy(session: Session, options: DeployOptions): Promise<RunResult> {
  const work = async (run: StageRun) => {
    const named = selectUnits(run.units, options);
    const selected = options.withDependencies === true ? withUpstream(named, run.units) : named;
    await run.requireProviders(withUpstream(selected, run.units));
    if (options.migrateState === true) {
      await migrateStates(selected);
    }
    await run.readStates();
    await refuseMissingUpstream(selected, run.units, session.project.optionsInWords);
    await run.locks.restoreLeft(withUpstream(selected, run.units));
    await warnOfOrphans(run);
    const order = await deploymentOrder(run, selected);
    await tellPrerequisites(run, selected);
    return withoutPlansLeft(selected, () => deployAll(run, { selected, order, options }));
  };
  return StageRun.perform(session, 'deploy', work, options);
}

/** Moves states to their new backends before any of them is read. */
async function migrateStates(units: readonly StageUnit[]): Promise<void> {
  for (const unit of units) {
    await unit.ensureInitialized(true);
  }
}

/** Plans hold secrets in clear: those of stages that were not reached go, however the run ends. */
export async function withoutPlansLeft<T>(units: readonly StageUnit[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    units.forEach((unit) => unit.terraform.dropPlan());
  }
}

interface DeployAllProps {
  readonly selected: readonly StageUnit[];
  readonly order: readonly Task[];
  readonly options: DeployOptions;
}

async function deployAll(
  run: StageRun,
  { selected, order, options }: DeployAllProps,
): Promise<readonly StageOutcome[]> {
  const { session } = run;
  const { profile, environment } = run.assembly.metadata ?? {};
  const preview = options.yes === true ? undefined : previewOf(run, options);
  const gate = new ApprovalGate({
    report: session.report,
    yes: options.yes ?? false,
    allowDataLoss: options.allowDataLoss ?? [],
    typedName: profile === 'prod' ? environment : undefined,
  });
  session.interruption.signal.addEventListener('abort', () => gate.cancel());
  const parallelism = options.parallelism ?? DEFAULT_PARALLELISM;
  const refused =
    preview === undefined ? undefined : await previewAll(run, selected, { preview, gate, order, parallelism });
  return run.each(selected, {
    parallelism,
    dependencies: order,
    onStalled: () => gate.ask(),
    work: (unit, slot) => {
      const ended = refused?.get(unit);
      return ended === undefined
        ? deployStage(unit, slot, {
            run,
            gate,
            approved: preview?.of(unit),
            forced: forcedReason(options),
          })
        : ended();
    },
  });
}

/** How a stage ends that is not applied: as its preview did, or declined. */
type Refused = ReadonlyMap<StageUnit, () => Promise<StageWork>>;

interface PreviewAllProps {
  readonly preview: Preview;
  readonly gate: ApprovalGate;
  readonly order: readonly Task[];
  readonly parallelism: number;
}

function previewOf(run: StageRun, options: DeployOptions): Preview {
  return new Preview(run, {
    forced: forcedReason(options),
  });
}

/** Previews all stages before any is applied, shows all that would be done, and asks once. */
async function previewAll(run: StageRun, selected: readonly StageUnit[], props: PreviewAllProps): Promise<Refused> {
  const { preview, gate, order, parallelism } = props;
  const refused = new Map<StageUnit, () => Promise<StageWork>>();
  const outcomes = await run.each(selected, {
    parallelism,
    dependencies: order,
    isPreparation: true,
    work: async (unit) => {
      const found = await preview.stage(unit);
      run.about(unit).say('info', 'stage.previewed', describeOutcome(found), found);
      return found;
    },
  });
  const answers = outcomes.map(async ({ stage: name, ...work }, index) => {
    const unit = selected[index] as StageUnit;
    const { proposal } = preview.of(unit) ?? {};
    if (!isSuccess(work.result) && work.result !== 'blocked') {
      refused.set(unit, () => Promise.resolve(work));
    } else if (proposal !== undefined) {
      await gate.request(unit, proposal).catch((error: unknown) => {
        unit.terraform.dropPlan();
        refused.set(unit, () => Promise.reject(error as Error));
      });
    }
  });
  gate.ask();
  await Promise.all(answers);
  return refused;
}

/** Tells what must be done by hand before stages that are deployed for the first time. */
async function tellPrerequisites(run: StageRun, units: readonly StageUnit[]): Promise<void> {
  for (const unit of units) {
    const prerequisites = unit.stage.metadata?.prerequisites ?? [];
    if (prerequisites.length > 0 && !(await unit.isDeployed())) {
      run.about(unit).say('warning', 'stage.note', `needs, before it is deployed: ${prerequisites.join(' ')}`, {});
    }
  }
}

/** Finds stages that are still deployed, but no longer in the code, and tells of them. */
export async function warnOfOrphans(run: StageRun): Promise<void> {
  run.orphans = await findOrphans(run.session, run.assembly, run.units);
  for (const orphan of run.orphans) {
    const resources = (await orphan.state())?.addresses.length ?? 0;
    run
      .about(orphan)
      .say(
        'warning',
        'stage.orphaned',
        `is still deployed (${resources} resources), but no longer in the code. Destroy it with azstage down ${orphan.name}, or put it back.`,
        { resources, key: orphan.files.key },
      );
  }
}

/** Why stages are planned that did not change. */
export function forcedReason({ force, refresh }: DeployOptions): string | undefined {
  if (force === true) {
    return '--force';
  }
  return refresh === true ? '--refresh' : undefined;
}
