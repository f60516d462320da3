import { type RehearsalResult, type RehearsedStage, type RehearsedStep, STEPS } from '../../rehearsal/rehearsal-result';
import { changeText } from '../../toolkit/report/change-text';
import { count } from '../../toolkit/host/count';
import { formatDuration } from '../../toolkit/host/duration';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatErrors } from './stage-errors';

/** Formats the result of a rehearsal for the terminal: a table of stages and steps, changes, what did not hold, and what was assumed. */
export function formatRehearsal(result: RehearsalResult, style: Style): string {
  const { stages, assumed, leftOver, unsupported, refusedHosts, directory } = result.rehearsal;
  return layout([
    formatSteps(stages, style),
    formatChanges(stages, style),
    ...stages.map((stage) => formatBroken(stage, style)),
    listed('Assumed to exist, as the app refers to them:', assumed, (text) => style.bold(text)),
    listed('Left over after everything was destroyed:', leftOver, (text) => style.bad(text)),
    listed('Not supported by a rehearsal, and refused:', unsupported, (text) => style.bad(text)),
    listed('Asked for outside of Azure, and refused:', refusedHosts, (text) => style.warn(text)),
    [...(directory === undefined ? [] : [`Kept in ${directory}`]), formatEnd(result, style)],
  ]);
}

function formatSteps(stages: readonly RehearsedStage[], style: Style): string[] {
  const names = STEPS.filter((name) => stages.some(({ steps }) => steps.some(({ step }) => step === name)));
  const header = ['STAGE', ...names.map((name) => name.toUpperCase().replaceAll('-', ' ')), 'TIME'];
  const cellOf = (step: RehearsedStep | undefined) =>
    step === undefined
      ? '-'
      : step.held
        ? `ok${step.runs === undefined ? '' : ` after ${step.runs} runs`}`
        : step.result.replace('-', ' ');
  const rows = stages.map(({ stage, steps }) => [
    stage,
    ...names.map((name) => cellOf(steps.find(({ step }) => step === name))),
    formatDuration(steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
  ]);
  return formatTable(
    [header, ...rows],
    (cell, column, row) => {
      const step = stages[row - 1]?.steps.find((each) => each.step === names[column - 1]);
      if (row === 0) {
        return style.dim(cell);
      }
      return column === 0
        ? style.name(cell)
        : step === undefined
          ? cell
          : step.held
            ? style.good(cell)
            : style.bad(cell);
    },
    style.columns,
  );
}

/** Updates and replacements by the change of parameters. */
function formatChanges(stages: readonly RehearsedStage[], style: Style): string[] {
  const lines = stages.flatMap(({ stage, steps }) =>
    steps
      .filter(({ step }) => step === 'change')
      .flatMap(({ changes = [] }) => changes.map((change) => `  ${style.name(stage)}: ${changeText(change)}`)),
  );
  return lines.length === 0 ? [] : [style.bold('Changes by the new parameters:'), ...lines];
}

/** Steps of a stage that did not hold, with their errors or changes. */
function formatBroken({ stage, steps }: RehearsedStage, style: Style): string[] {
  return steps
    .filter(({ held }) => !held)
    .flatMap(({ step, reason, result, errors, changes = [] }) => [
      style.bad(`${stage}: ${step} did not hold: ${reason ?? result.replace('-', ' ')}`),
      ...(step.startsWith('plan') ? changes.map((change) => `  ${changeText(change)}`) : []),
      ...formatErrors({ stages: errors === undefined ? [] : [{ stage, errors }] }, style),
    ]);
}

function listed(title: string, ids: readonly string[], color: (text: string) => string): string[] {
  return ids.length === 0 ? [] : [color(title), ...ids.map((id) => `  ${id}`)];
}

function formatEnd({ milliseconds, rehearsal }: RehearsalResult, style: Style): string {
  const { stages, requests, faults, refusedHosts, leftOver } = rehearsal;
  const broken = stages.filter(({ steps }) => steps.some(({ held }) => !held)).length;
  const held = broken === 0 && leftOver.length === 0;
  const verdict = held
    ? style.good('everything held')
    : style.bad(broken === 0 ? 'resources are left over' : `${count(broken, 'stage')} did not hold`);
  const hit = Object.entries(faults).map(([kind, number]) => `${number} ${kind}`);
  const purpose = hit.length === 0 ? '' : `, faults on purpose: ${hit.join(', ')}`;
  const off = refusedHosts.length === 0 ? 'none left the machine' : `${refusedHosts.length} outside of Azure refused`;
  return `rehearse: ${count(stages.length, 'stage')} in ${formatDuration(milliseconds)}, ${verdict}; ${count(requests, 'request')}, ${off}${purpose}`;
}
