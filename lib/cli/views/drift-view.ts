import { count } from '../../toolkit/host/count';
import { formatDuration } from '../../toolkit/host/duration';
import { NO_STAGES } from '../../toolkit/io/no-stages';
import {
  type OutsideChange,
  type RunResult,
  type StageChange,
  type StageDrift,
  type StageOutcome,
} from '../../toolkit/io/run-result';
import { describeFailedCheck } from '../../toolkit/io/failed-check';
import { type Origin } from '../../toolkit/assembly/stage-artifact';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { shellWord } from '../../toolkit/host/shell-word';
import { stageColors } from './result-color';
import { formatErrors } from './stage-errors';

/**
 * Formats drift for the terminal: a table of the stages, the differences of each, then errors.
 *
 * @param options options that select the environment and the project in suggested commands: ` --environment prod`
 */
export function formatDrift(result: RunResult, options: string, style: Style): string {
  const { command, stages, milliseconds } = result;
  const sections = [
    formatStages(stages, style),
    ...stages
      .map((stage) => formatStageDrift(stage, options, style))
      .map((lines, index) => (lines.length === 0 ? [] : [style.name(stages[index]?.stage ?? ''), ...lines])),
    formatChecks(stages, style),
    formatErrors(result, style),
    [`${command}: ${count(stages.length, 'stage')} in ${formatDuration(milliseconds)}`],
  ];
  return layout(sections);
}

/** Lines for failed Terraform checks. */
function formatChecks(stages: readonly StageOutcome[], style: Style): string[] {
  return stages.flatMap(({ stage, failedChecks = [] }) =>
    failedChecks.map((check) => style.warn(`${stage}: ${describeFailedCheck(check)}`)),
  );
}

/** Differences of one stage, and suggested commands; no lines for a stage without drift. */
function formatStageDrift(outcome: StageOutcome, options: string, style: Style): string[] {
  const { stage, result, reason, drift } = outcome;
  if (result === 'blocked') {
    return [`  ${style.warn('Blocked')} ${reason}, whose outputs it reads.`];
  }
  if (result === 'not-deployed' && reason !== undefined) {
    return [`  Not deployed: ${reason}.`];
  }
  if (result !== 'drifted' || drift === undefined) {
    return [];
  }
  return [
    ...section('Changed outside of Terraform:', drift.changedOutside.flatMap(describeOutside), style),
    ...section('Not applied:', drift.notApplied.map(describeChange), style),
    ...section(
      'Upstream changed:',
      drift.upstreamChanged.flatMap((changed) => [
        `output ${changed.output} of ${changed.stage}${changed.changes.length === 0 ? ', without effect on this stage' : ''}`,
        ...changed.changes.map((change) => `  ${describeChange(change)}`),
      ]),
      style,
    ),
    ...section('To do:', toDo(drift, `${shellWord(stage)}${options}`), style),
  ];
}

function formatStages(stages: readonly StageOutcome[], style: Style): string[] {
  if (stages.length === 0) {
    return [NO_STAGES];
  }
  const header = ['STAGE', 'RESULT', 'CHANGED OUTSIDE', 'NOT APPLIED', 'UPSTREAM CHANGED'];
  const rows = stages.map(({ stage, result, drift }) => [stage, result.replace('-', ' '), ...numbers(drift)]);
  return formatTable([header, ...rows], stageColors(stages, style));
}

function numbers(drift: StageDrift | undefined): string[] {
  return drift === undefined
    ? ['-', '-', '-']
    : [drift.changedOutside, drift.notApplied, drift.upstreamChanged].map(({ length }) => String(length));
}

function section(heading: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : [`  ${style.bold(heading)}`, ...lines.map((line) => `    ${line}`)];
}

function describeOutside(change: OutsideChange): string[] {
  const { answer } = change;
  const next = answer === undefined ? 'deploy would not change it' : `deploy would ${answer} it`;
  return [
    `${located(change)}: ${whatHappened(change)}; ${next}`,
    ...change.changes.map((other) => `  as a result, ${describeChange(other)}`),
  ];
}

function whatHappened({ action, attributes }: OutsideChange): string {
  switch (action) {
    case 'update':
      return `${attributes.join(', ')} changed`;
    case 'delete':
      return 'deleted';
    case 'read':
      return `${attributes.join(', ')} changed, read from outside of the app`;
  }
}

function describeChange(change: StageChange): string {
  return `${change.action} ${located(change)}`;
}

/** `azurerm_subnet.App (stage-foundation/App, stacks/shop/foundation.ts:42:5)` */
function located({ address, constructPath, source }: Origin & { readonly address: string }): string {
  const origin = [constructPath, source].filter((part) => part !== undefined).join(', ');
  return origin === '' ? address : `${address} (${origin})`;
}

/** @param selection name and options as the shell takes them */
function toDo({ changedOutside, notApplied, upstreamChanged }: StageDrift, selection: string): string[] {
  const isAnswered = changedOutside.some(({ answer, changes }) => answer !== undefined || changes.length > 0);
  // A stage with unchanged inputs is only planned with --refresh.
  const refresh = notApplied.length === 0 && upstreamChanged.length === 0 ? ' --refresh' : '';
  const deploys = isAnswered || refresh === '';
  return [
    ...(deploys
      ? [`azstage plan ${selection}${refresh} shows what azstage deploy ${selection}${refresh} would do.`]
      : []),
    ...(isAnswered ? ['To keep what changed outside of Terraform, add it to the code.'] : []),
    ...(deploys
      ? []
      : [
          'The code does not set these attributes: the next apply records them in the state. To enforce values, set them in the code.',
        ]),
  ];
}
