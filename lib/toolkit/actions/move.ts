import path from 'node:path';
import { type Moves, movedStates, type StatePair } from '../terraform/moved-states';
import { type StageWithState, resourcesToMove } from '../deploy/resources-to-move';
import { writeMovedStates } from '../deploy/write-moved-states';
import { count } from '../host/count';
import { shellWords } from '../host/shell-word';
import { Preview } from '../preview/preview';
import { withPlanCleanup } from '../run/plan-stage';
import { protectStates, readStates } from '../run/prepare-states';
import { requireSecrets } from '../run/require-secrets';
import { type Session } from '../run/session';
import { type RunResult, type StageOutcome } from '../io/run-result';
import { StageRun } from '../run/stage-run';
import { type StageRunProps } from '../run/each-props';
import { ToolkitError } from '../toolkit-error';
import { isSuccess } from '../unit/stage-outcome';
import { selectUnits, withUpstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';

/** Options of `move`. */
export interface MoveOptions extends Pick<StageRunProps, 'acceptState'> {
  /** Name of the stage whose state has the resources; it need not be in the code any more. */
  readonly from: string;
  /** Name of the stage whose code has them. */
  readonly to: string;
  /** Addresses of resources, or paths of constructs. @default all that only the code of `to` has */
  readonly names?: readonly string[];
  /** Whether nothing is written. @default false */
  readonly dryRun?: boolean;
  /** Whether the move is approved in advance. @default false */
  readonly yes?: boolean;
}

/**
 * Moves resources from the state of one stage to that of another, after their constructs have moved in the code. Nothing in Azure changes: both stages
 * are planned with the states that they will have, and the plans are shown before anything is written.
 *
 * @throws ToolkitError when the run is refused as a whole, or the move is declined
 */
export function move(session: Session, options: MoveOptions): Promise<RunResult> {
  const work = async (run: StageRun): Promise<readonly StageOutcome[]> => {
    const [from, to] = [await stageWithState(run, options.from), await stageWithState(run, options.to)];
    if (from.unit === to.unit) {
      throw new ToolkitError('USAGE', `--from and --to are both ${from.unit.name}.`, 'Name two stages.');
    }
    const moves = resourcesToMove(from, to, options.names ?? []);
    const blocks = [...moves.addresses, ...moves.inBoth];
    if (blocks.length === 0) {
      const reason = `nothing in its state is only in the code of ${to.unit.name}`;
      return [{ stage: from.unit.name, result: 'no-changes', reason, milliseconds: 0 }];
    }
    const states = await statesAfter(session, from, to, moves);
    const previewed = await previewMove(run, from.unit, to.unit, states);
    if (!previewed.every(({ result }) => isSuccess(result) || result === 'blocked')) {
      return previewed;
    }
    const what = `${count(blocks.length, 'resource')} from ${from.unit.name} to ${to.unit.name}`;
    session.report.say('info', 'move.planned', [`Move ${what}:`, ...blocks.map((block) => `  ${block}`)].join('\n'), {
      from: from.unit.name,
      to: to.unit.name,
      addresses: blocks,
    });
    if (options.dryRun === true) {
      return previewed;
    }
    await approve(session, what, options);
    await writeMovedStates(run, { from, to, states, blocks });
    return outcomesOf(from.unit, to.unit, blocks);
  };
  const next = shellWords([options.from, options.to]);
  return StageRun.perform(session, 'move', work, {
    acceptState: options.acceptState,
    complete: (run, result) =>
      Promise.resolve(
        result.stages.some((stage) => stage.result === 'moved')
          ? {
              ...result,
              next: `azstage plan ${isInCode(run.units, options.from) ? next : shellWords([options.to])}${session.project.commandLineOptions}`,
            }
          : result,
      ),
  });
}

function isInCode(units: readonly StageUnit[], name: string): boolean {
  return units.some((unit) => unit.name === name);
}

/** The stage of a name, also one that is no longer in the code, with its state after all guards have passed. */
async function stageWithState(run: StageRun, name: string): Promise<StageWithState> {
  const known = isInCode(run.units, name) ? run.units : [...run.units, ...(await run.orphans.all())];
  const [unit, ...others] = selectUnits(known, { stages: [name] });
  if (unit === undefined || others.length > 0) {
    throw new ToolkitError('USAGE', `move takes one stage on each side, and "${name}" matches several.`);
  }
  protectStates(run, [unit]);
  return { unit, isInCode: run.units.includes(unit), state: await run.guardedState(unit) };
}

function statesAfter(session: Session, from: StageWithState, to: StageWithState, moves: Moves): Promise<StatePair> {
  const states = { from: from.state?.text ?? '', to: to.state?.isDeployed === true ? to.state.text : '' };
  return movedStates(session.terraform, path.join(from.unit.files.directory, 'move'), states, moves);
}

/** Plans both stages with the states that they will have; of one that is no longer in the code there is nothing to plan. */
async function previewMove(
  run: StageRun,
  from: StageUnit,
  to: StageUnit,
  states: StatePair,
): Promise<readonly StageOutcome[]> {
  const units = run.units.filter((unit) => unit === from || unit === to);
  const needed = withUpstream(units, run.units);
  await run.requireProviders(needed);
  await readStates(needed);
  await requireSecrets(run, units);
  const preview = new Preview(run);
  preview.previewWith(from, states.from, `resources move to ${to.name}`);
  preview.previewWith(to, states.to, `resources move here from ${from.name}`);
  return withPlanCleanup(units, async () => {
    const outcomes = await run.each(units, {
      parallelism: 1,
      isPreparation: true,
      work: (unit) => preview.stage(unit),
    });
    for (const unit of units) {
      const { proposal } = preview.of(unit) ?? {};
      if (proposal !== undefined) {
        const { counts, changes } = proposal;
        const text = `After the move, deploy would change this:\n${await proposal.text()}`;
        run.about(unit).say('result', 'plan.shown', text, { counts, changes });
      }
    }
    return outcomes;
  });
}

async function approve(session: Session, what: string, { yes = false }: MoveOptions): Promise<void> {
  if (yes) {
    return;
  }
  const answer = await session.report.ask({ code: 'approve.move', text: `Move ${what}? Nothing in Azure changes.` });
  if (answer === undefined) {
    throw new ToolkitError(
      'DECLINED',
      'The move needs approval, and the run is not interactive.',
      'Add --yes to approve it.',
    );
  }
  if (!answer) {
    throw new ToolkitError('DECLINED', 'The move was declined; no state was changed.');
  }
}

function outcomesOf(from: StageUnit, to: StageUnit, blocks: readonly string[]): StageOutcome[] {
  const many = count(blocks.length, 'resource');
  return [
    { stage: from.name, result: 'moved', reason: `${many} to ${to.name}`, milliseconds: 0 },
    { stage: to.name, result: 'moved', reason: `${many} from ${from.name}`, milliseconds: 0 },
  ];
}
