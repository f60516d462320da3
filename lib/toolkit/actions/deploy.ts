import { ApprovalGate } from '../approval-gate';
import { deployStage } from '../deploy-stage';
import { refuseMissingUpstream } from '../guards';
import { findOrphans } from '../orphans';
import { type Session } from '../session';
import { type RunResult } from '../stage-outcome';
import { StageRun } from '../stage-run';
import { selectUnits, withUpstream } from '../stage-selection';
import { type StageUnit } from '../stage-unit';

/** How `deploy` goes about it. */
export interface DeployOptions {
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
  return StageRun.perform(session, 'deploy', async (run) => {
    const named = selectUnits(run.units, options);
    const selected = options.withDependencies === true ? withUpstream(named, run.units) : named;
    await run.installProviders(withUpstream(selected, run.units));
    await refuseMissingUpstream(selected, run.units, session.project.optionsInWords);
    await warnOfOrphans(run);
    await tellPrerequisites(run, selected);
    const finished = new Set<string>();
    const { profile, environment } = run.assembly.metadata ?? {};
    const gate = new ApprovalGate({
      report: session.report,
      yes: options.yes ?? false,
      allowDataLoss: options.allowDataLoss ?? [],
      typedName: profile === 'prod' ? environment : undefined,
      later: () => selected.filter((unit) => !finished.has(unit.name)).map((unit) => unit.name),
    });
    session.interruption.signal.addEventListener('abort', () => gate.cancel());
    return run.each(selected, {
      parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
      onStalled: () => gate.ask(),
      work: (unit, slot) => {
        finished.add(unit.name);
        return deployStage(unit, slot, {
          run,
          gate,
          forced: forcedReason(options),
          migrateState: options.migrateState,
        });
      },
    });
  });
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

/** Tells of stages that are still deployed, but no longer in the code. */
export async function warnOfOrphans(run: StageRun): Promise<void> {
  for (const orphan of await findOrphans(run.session, run.assembly, run.units)) {
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
