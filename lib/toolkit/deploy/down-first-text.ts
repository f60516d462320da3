import { downFirstLines } from '../report/down-first-lines';
import { type StageDownFirst } from '../io/run-result';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';
import { type DownFirst } from './down-first';
import { shellWords } from '../host/shell-word';

/** Warns of stages that have to go down first, with the commands for it. */
export function warnOfDownFirst(run: StageRun, found: DownFirst): void {
  const described = describeDownFirst(run, found);
  const text = [...downFirstLines(described), toDo(run, found)].join('\n');
  run.about(found.upstream).say('warning', 'stage.down-first', text, described);
}

/** The refusal of a stage for which others would have to go down first. */
export function refusalOf(run: StageRun, found: DownFirst): ToolkitError {
  const what = downFirstLines(describeDownFirst(run, found)).map((line) => `It ${line}`);
  return new ToolkitError('DECLINED', what.join('\n'), toDo(run, found));
}

/** The stages that have to go down first, as data for programs. */
export function describeDownFirst(run: StageRun, { upstream, standing, down }: DownFirst): StageDownFirst {
  return {
    standing: standing.map((one) => ({
      stage: one.unit.name,
      on: one.on.map(({ address, type, action }) => ({ address, type, action })),
      down: namesOf(one.down),
    })),
    down: namesOf(down),
    commands: stepsOf(run, upstream, down),
  };
}

/** The commands that take stages down and deploy them again, as a sentence. */
function toDo(run: StageRun, { upstream, down }: DownFirst): string {
  const steps = stepsOf(run, upstream, down).join(', then ');
  const it = down.length === 1 ? 'it' : 'them';
  const atOnce = deployCommand(run, upstream, down, ' --down-first');
  return down.every((unit) => run.units.includes(unit) && !unit.isPermanent)
    ? `Run ${atOnce}, which takes ${it} down and deploys ${it} again; or ${steps}.`
    : `Run ${steps}.`;
}

/** The fix when a stage fails because others were applied with outputs of what it replaces or deletes. */
export function wayOutOfReaders(run: StageRun, upstream: StageUnit, readers: readonly StageUnit[]): string {
  const steps = stepsOf(run, upstream, readers).join(', then ');
  return `${namesOf(readers).join(', ')} ${readers.length === 1 ? 'was' : 'were'} applied with outputs of what it replaces or deletes. If they prevent that, run ${steps}.`;
}

/**
 * The fix after stages were destroyed for another one that then failed.
 *
 * @param gone the destroyed stages
 */
export function wayOutOfDown(run: StageRun, { upstream, down }: DownFirst, gone: readonly StageUnit[]): string {
  const command = deployCommand(run, upstream, down);
  return `${namesOf(gone).join(', ')} went down first: ${command} deploys ${gone.length === 1 ? 'it' : 'them'} again.`;
}

function stepsOf(run: StageRun, upstream: StageUnit, down: readonly StageUnit[]): string[] {
  const permanent = down.some((unit) => unit.isPermanent) ? ' --allow-permanent' : '';
  return [
    `azstage down ${shellWords(namesOf(down))}${permanent}${run.session.project.commandLineOptions}`,
    deployCommand(run, upstream, down),
  ];
}

/** The command that deploys these stages, without those that are no longer in the code. */
function deployCommand(run: StageRun, upstream: StageUnit, down: readonly StageUnit[], option = ''): string {
  const stages = run.units.filter((unit) => unit === upstream || down.includes(unit));
  return `azstage deploy ${shellWords(namesOf(stages))}${option}${run.session.project.commandLineOptions}`;
}

function namesOf(units: readonly StageUnit[]): string[] {
  return units.map(({ name }) => name);
}
