import { downFirstLines } from '../../toolkit/report/down-first-lines';
import { formatDuration } from '../../toolkit/host/duration';
import { type RunResult, type StageError, type StageOutcome, type StageResult } from '../../toolkit/io/run-result';
import { layout } from '../layout';
import { type Style } from '../style';
import { count, formatTable } from '../table';

/** Formats the result of a run for the terminal: a table of the stages, then all warnings and errors again. */
export function formatRun(result: RunResult, style: Style): string {
  const sections = [
    formatStages(result, style),
    formatDownFirst(result, style),
    formatWarnings(result, style),
    formatErrors(result, style),
    formatEnd(result, style),
  ];
  return layout(sections);
}

function formatStages({ stages }: RunResult, style: Style): string[] {
  if (stages.length === 0) {
    return ['Nothing to do.'];
  }
  const header = ['STAGE', 'RESULT', 'ADDED', 'CHANGED', 'DESTROYED', 'TIME', 'REASON'];
  const rows = stages.map((stage) => [
    stage.stage,
    stage.result.replace('-', ' '),
    ...numbers(stage),
    stage.milliseconds === 0 ? '-' : formatDuration(stage.milliseconds),
    stage.reason ?? '',
  ]);
  return formatTable([header, ...rows], (cell, column, row) => {
    const stage = stages[row - 1];
    if (stage === undefined) {
      return style.dim(cell);
    }
    return column === 0 ? style.name(cell) : column === 1 ? colored(cell, stage.result, style) : cell;
  });
}

function numbers({ counts }: StageOutcome): string[] {
  return counts === undefined ? ['-', '-', '-'] : [counts.added, counts.changed, counts.destroyed].map(String);
}

/** Colors a cell by the result of its stage. */
export function colored(cell: string, result: StageResult, style: Style): string {
  switch (result) {
    case 'applied':
    case 'destroyed':
    case 'planned':
      return style.good(cell);
    case 'unchanged':
    case 'no-changes':
    case 'not-deployed':
      return style.dim(cell);
    case 'failed':
    case 'interrupted':
      return style.bad(cell);
    case 'drifted':
    case 'blocked':
    case 'declined':
    case 'skipped':
    case 'cancelled':
      return style.warn(cell);
  }
}

function formatDownFirst({ stages }: RunResult, style: Style): string[] {
  return stages.flatMap(({ stage, downFirst }) =>
    downFirst === undefined
      ? []
      : [
          ...downFirstLines(downFirst).map((line) => style.warn(`${stage} ${line}`)),
          ...downFirst.commands.map((command) => `  ${command}`),
        ],
  );
}

function formatWarnings({ stages }: RunResult, style: Style): string[] {
  return stages.flatMap(({ stage, warnings = [] }) =>
    warnings.flatMap((warning) => formatError(style.warn(`${stage}: warning: ${warning.summary}`), warning)),
  );
}

/** Lines for all errors of a run, each with its origin and fix. */
export function formatErrors({ stages }: Pick<RunResult, 'stages'>, style: Style): string[] {
  return stages
    .filter((stage) => stage.errors !== undefined)
    .flatMap((stage, index) => [
      ...(index === 0 ? [] : ['']),
      ...(stage.errors ?? []).flatMap((error) => formatError(style.bad(`${stage.stage}: ${error.summary}`), error)),
      ...(stage.fix === undefined ? [] : [`  To do: ${stage.fix}`]),
    ]);
}

function formatError(heading: string, { detail, address, constructPath, source }: StageError): string[] {
  return [
    heading,
    ...(address === undefined ? [] : [`  Resource: ${address}`]),
    ...(constructPath === undefined ? [] : [`  Construct: ${constructPath}`]),
    ...(source === undefined ? [] : [`  Source: ${source}`]),
    ...(detail === undefined ? [] : detail.trim().split('\n')).map((line) => `  ${line}`),
  ];
}

function formatEnd({ command, stages, exitCode, milliseconds, checks }: RunResult, style: Style): string[] {
  const locked = stages.filter((stage) => stage.mayBeLocked === true).map((stage) => stage.stage);
  const interrupted =
    exitCode === 130
      ? [
          locked.length === 0
            ? 'Interrupted. No lock is left.'
            : `Interrupted. A lock may be left on ${locked.join(', ')}.`,
        ]
      : [];
  return [
    ...(checks.length === 0 ? [] : [style.bold('Look at'), ...checks.map((check) => `  - ${check}`), '']),
    ...interrupted,
    `${command}: ${count(stages.length, 'stage')} in ${formatDuration(milliseconds)}`,
  ];
}
