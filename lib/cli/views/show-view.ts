import { count } from '../../toolkit/host/count';
import { formatMoneyRange } from '../../toolkit/io/money';
import { formatTime } from '../../toolkit/host/local-time';
import { shellWord } from '../../toolkit/host/shell-word';
import { NO_STAGES } from '../../toolkit/io/no-stages';
import {
  type Deployment,
  type HistoryResult,
  type OutputsResult,
  type ShownStage,
  type ShowResult,
} from '../../toolkit/io/results';
import { describeCiRun } from '../../toolkit/records/ci-run';
import { formatDuration } from '../../toolkit/host/duration';
import { describeFailedCheck } from '../../toolkit/io/failed-check';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatDrift } from './drift-view';
import { formatValues } from './output-values';
import { formatHeading } from './synth-view';

/** Properties of {@link formatShow}. */
export interface ShowViewProps {
  /** Whether all details are shown, instead of one line for each stage. */
  readonly isDetailed: boolean;
  /** Options that select the environment and the project in suggested commands: ` --environment prod`. */
  readonly options: string;
}

/** Formats deployed stages for the terminal: an overview table or all details, then drift. */
export function formatShow(result: ShowResult, { isDetailed, options }: ShowViewProps, style: Style): string {
  const { drift, stages } = result;
  const body = isDetailed ? stages.map((stage) => formatStage(stage, options, style)) : [formatOverview(stages, style)];
  const below = drift === undefined ? [] : [formatDrift(drift, options, style)];
  return [layout([formatHeading(result, style), ...body]), ...below].join('\n\n');
}

/** Formats the outputs of stages for the terminal. */
export function formatOutputs({ stages }: OutputsResult, style: Style): string {
  const withOutputs = stages.filter((stage) => stage.outputs.length > 0 || stage.problem !== undefined);
  return withOutputs.length === 0
    ? 'There are no outputs.'
    : layout(
        withOutputs.map(({ name, outputs, problem }) => [
          style.name(name),
          ...(problem === undefined ? formatValues(outputs) : [`  ${style.bad(problem)}`]),
        ]),
      );
}

/** Formats past runs for the terminal. */
export function formatHistory({ runs }: HistoryResult, style: Style): string {
  if (runs.length === 0) {
    return 'There are no past runs in this directory.';
  }
  return layout(
    runs.map((run) => {
      const end = run.exitCode === undefined ? 'did not finish' : `exit code ${run.exitCode}`;
      const settings = Object.entries(run.settings)
        .filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== undefined))
        .map(([name, value]) => `${name} ${String(value)}`);
      const stages = run.stages.map((stage) => [
        stage.stage,
        stage.result.replace('-', ' '),
        formatDuration(stage.milliseconds),
        stage.reason ?? '',
      ]);
      const heading = [
        `${formatTime(run.started)}  ${run.command}  by ${run.user}@${run.host}`,
        ...(run.ci === undefined ? [] : [describeCiRun(run.ci)]),
        end,
      ];
      return [style.bold([...heading, ...settings].join(', ')), ...formatTable(stages).map((line) => `  ${line}`)];
    }),
  );
}

function formatOverview(stages: readonly ShownStage[], style: Style): string[] {
  const header = ['STAGE', 'STATUS', 'LIFECYCLE', 'RESOURCES', 'APPLIED', 'BY'];
  const rows = stages.map((stage) => [
    stage.name,
    stage.status,
    stage.lifecycle ?? '-',
    String(stage.resources.length),
    stage.appliedAt === undefined ? '-' : formatTime(stage.appliedAt),
    stage.appliedBy ?? '-',
  ]);
  const table = formatTable([header, ...rows], (cell, column, row) => {
    if (row === 0) {
      return style.dim(cell);
    }
    const isDeployed = stages[row - 1]?.isDeployed === true;
    return column === 0 ? style.name(cell) : column === 1 && isDeployed ? style.good(cell) : cell;
  });
  const saved = stages.flatMap((stage) => savedBy(stage) ?? []);
  return [
    ...(stages.length === 0 ? [NO_STAGES] : table),
    ...(saved.length === 0 ? [] : ['', ...saved]),
    ...formatProblems(stages, style),
  ];
}

/** `Saved per month while stage-agent-runtime is down: $5.00 to $86.83` */
function savedBy({ name, savedPerMonth }: ShownStage): string | undefined {
  return savedPerMonth === undefined
    ? undefined
    : `Saved per month while ${name} is down: ${formatMoneyRange(savedPerMonth, savedPerMonth.currency)}`;
}

/** Lines below a table for unreadable states and failed checks. */
export function formatProblems(stages: readonly (Deployment & { readonly name: string })[], style: Style): string[] {
  const lines = stages.flatMap((stage) => [
    ...(stage.problem === undefined ? [] : [`${stage.name}: ${stage.problem}`]),
    ...(stage.failedChecks ?? []).map((check) => `${stage.name}: ${describeFailedCheck(check)}`),
  ]);
  return lines.length === 0 ? [] : ['', ...lines.map((line) => style.warn(line))];
}

function formatStage(stage: ShownStage, options: string, style: Style): string[] {
  const facts = [
    stage.title,
    stage.lifecycle,
    [
      stage.status,
      ...(stage.appliedAt === undefined ? [] : [`applied ${formatTime(stage.appliedAt)} by ${stage.appliedBy}`]),
    ].join(', '),
    stage.commit === undefined ? undefined : `commit ${stage.commit}`,
    stage.subscriptionId === undefined ? undefined : `subscription ${stage.subscriptionId}`,
    savedBy(stage),
  ].filter((fact) => fact !== undefined);
  return [
    style.name(stage.name),
    ...facts.map((fact) => `  ${fact}`),
    ...(stage.problem === undefined ? [] : [`  ${style.bad(stage.problem)}`]),
    ...(stage.failedChecks ?? []).map((check) => `  ${style.warn(describeFailedCheck(check))}`),
    ...(stage.resources.length === 0 ? [] : [`  ${count(stage.resources.length, 'resource')}:`]),
    ...stage.resources.map((address) => `    ${address}`),
    ...(stage.outputs.length === 0 ? [] : ['  Outputs:', ...formatValues(stage.outputs).map((line) => `  ${line}`)]),
    ...(stage.isDeployed && stage.checks.length > 0
      ? ['  Look at:', ...stage.checks.map((check) => `    - ${check}`)]
      : []),
    ...(stage.isDeployed ? [`  Verify: azstage verify ${shellWord(stage.name)}${options}`] : []),
  ];
}
