import { ExitCode } from '../../toolkit/exit-code';
import { AZSTAGE } from '../../policy/evaluate';
import { costLines } from '../../toolkit/report/cost-lines';
import { downFirstLines } from '../../toolkit/report/down-first-lines';
import { count } from '../../toolkit/host/count';
import { formatDuration } from '../../toolkit/host/duration';
import { countFindings, findingCounts } from '../../toolkit/io/finding-text';
import { type RunResult } from '../../toolkit/io/run-result';
import { describeVerified } from '../../toolkit/io/verified-text';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { countColumns } from './count-columns';
import { formatInterrupted } from './interrupted-view';
import { formatValues } from './output-values';
import { stageColors } from './result-color';
import { formatError, formatErrors } from './stage-errors';
import { formatVerified } from './verify-view';

/** Number of outputs that the end of a run shows. */
const MOST_OUTPUTS = 30;

/** Formats the result of a run for the terminal: a table of the stages, then all warnings and errors again. */
export function formatRun(result: RunResult, style: Style): string {
  if (result.exitCode === ExitCode.INTERRUPTED) {
    return layout(formatInterrupted(result, style));
  }
  const sections = [
    formatStages(result, style),
    formatDownFirst(result, style),
    [...costLines(result.stages, (name) => style.name(name))],
    formatWarnings(result, style),
    formatErrors(result, style),
    ...formatVerified(result.stages, style),
    ...formatOutputs(result, style),
    formatEnd(result, style),
  ];
  return layout(sections);
}

function formatStages({ stages }: RunResult, style: Style): string[] {
  if (stages.length === 0) {
    return ['Nothing to do.'];
  }
  const numbers = countColumns(style, ['IMPORTED', 'ADDED', 'CHANGED', 'DESTROYED'], stages);
  const header = ['STAGE', 'RESULT', ...numbers.header, 'TIME', 'REASON'];
  const rows = stages.map((stage) => [
    stage.stage,
    stage.result.replace('-', ' '),
    ...numbers.of(stage.counts),
    stage.milliseconds === 0 ? '-' : formatDuration(stage.milliseconds),
    stage.reason ?? '',
  ]);
  return formatTable([header, ...rows], stageColors(stages, style), style.columns);
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

/** Outputs of the stages that were applied; of many, the first. */
function formatOutputs({ outputs = [] }: RunResult, style: Style): string[][] {
  const filled = outputs.filter((stage) => stage.outputs.length > 0);
  const shown = filled.filter(
    (_, index) => filled.slice(0, index + 1).reduce((sum, each) => sum + each.outputs.length, 0) <= MOST_OUTPUTS,
  );
  const more = filled.length - shown.length;
  return [
    ...shown.map((stage) => [`${style.bold('Outputs of')} ${style.name(stage.name)}`, ...formatValues(stage.outputs)]),
    ...(more === 0 ? [] : [[`Outputs of ${count(more, 'more stage')}: azstage outputs`]]),
  ];
}

/** Number of checks of what is deployed; nothing where none were made. */
function verified(stages: RunResult['stages']): string {
  const checks = stages.flatMap((stage) => stage.verified ?? []);
  return checks.length === 0 ? '' : `; verified: ${describeVerified(checks)}`;
}

/** Number of open findings of each tool, with the command that shows those of the policy rules; nothing where there are none. */
function formatFindings({ findings = [], environment }: RunResult, style: Style): string[] {
  const command = `azstage check${environment === undefined ? '' : ` --environment ${environment}`}`;
  return [...new Set(findings.map(({ tool }) => tool))].flatMap((tool) => {
    const counts = countFindings(findings.filter((finding) => finding.tool === tool));
    const { error, warning } = counts;
    const text =
      tool === AZSTAGE ? `policy: ${findingCounts(counts)}: ${command}` : `${tool}: ${findingCounts(counts)}`;
    return error + warning === 0 ? [] : [error === 0 ? style.warn(text) : style.bad(text)];
  });
}

function formatEnd(result: RunResult, style: Style): string[] {
  const { command, stages, milliseconds, checks, next } = result;
  return [
    ...(checks.length === 0 ? [] : [style.bold('Look at'), ...checks.map((check) => `  - ${check}`), '']),
    `${command}: ${count(stages.length, 'stage')} in ${formatDuration(milliseconds)}${verified(stages)}`,
    ...formatFindings(result, style),
    ...(next === undefined ? [] : [`Next: ${style.bold(next)}`]),
  ];
}
