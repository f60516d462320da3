import { count } from '../../toolkit/host/count';
import { formatDuration } from '../../toolkit/host/duration';
import { NO_STAGES } from '../../toolkit/io/no-stages';
import { type CheckOutcome, type RunResult, type StageOutcome } from '../../toolkit/io/run-result';
import { describeVerified } from '../../toolkit/io/verified-text';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { stageColors } from './result-color';
import { formatErrors } from './stage-errors';

/** Number of checks of a stage that are shown: a report, and `--json`, have all of them. */
const MOST_CHECKS = 10;

/** Indent of what is said of a stage. */
const INDENT = '  ';

/** Number of manual checks that are shown, so that the verdicts stay on the screen. */
const MOST_MANUAL = 6;

/** Formats a verification for the terminal: a table of the stages with their numbers, then what did not pass, and what is left to look at. */
export function formatVerify(result: RunResult, style: Style): string {
  const { stages, milliseconds } = result;
  const hasChecks = allOf(stages).length > 0;
  return layout([
    formatStages(stages, style),
    ...formatVerified(stages, style),
    formatErrors(result, style),
    formatManual(result, style),
    [
      `verify: ${count(stages.length, 'stage')} in ${formatDuration(milliseconds)}: ${hasChecks ? describeVerified(allOf(stages)) : 'nothing to check'}`,
      ...formatUnknown(stages, style),
    ],
  ]);
}

/** Sections for the stages with checks that did not pass. */
export function formatVerified(stages: readonly StageOutcome[], style: Style): string[][] {
  return stages.flatMap(({ stage, verified = [] }) => {
    const open = verified.filter(({ status }) => status !== 'passed');
    return open.length === 0 ? [] : [[style.name(stage), ...formatChecks(open, style)]];
  });
}

function formatStages(stages: readonly StageOutcome[], style: Style): string[] {
  if (stages.length === 0) {
    return [NO_STAGES];
  }
  const rows = stages.map(({ stage, result, reason, verified, milliseconds }) => [
    stage,
    result.replace('-', ' '),
    result === 'not-deployed' ? '-' : formatDuration(milliseconds),
    verified === undefined || verified.length === 0 ? (reason ?? '-') : describeVerified(verified),
  ]);
  return formatTable([['STAGE', 'RESULT', 'TIME', 'CHECKS'], ...rows], stageColors(stages, style), style.columns);
}

/** Rows of checks, each with what was found and what to do; of many, the first. Failures come before what was not reached. */
function formatChecks(checks: readonly CheckOutcome[], style: Style): string[] {
  const sorted = alike(checks).sort((a, b) => Number(a.status === 'unreachable') - Number(b.status === 'unreachable'));
  const shown = sorted.slice(0, MOST_CHECKS);
  const rows = shown.flatMap(({ check, address, status, detail, fix }) => [
    [status, `${check} of ${address}`],
    ['', detail],
    ...(fix === undefined ? [] : [['', `To do: ${fix}`]]),
  ]);
  const color = (cell: string, column: number) =>
    column > 0 ? cell : cell.trim() === 'failed' ? style.bad(cell) : style.warn(cell);
  const more = sorted.length - shown.length;
  const width = style.columns === undefined ? undefined : style.columns - INDENT.length;
  return [
    ...formatTable(rows, color, width).map((line) => `${INDENT}${line}`),
    ...(more === 0 ? [] : [`${INDENT}and ${more} more: --report verify.md lists all`]),
  ];
}

/** Checks of one resource that have found the same, as one; those of one name, as of several databases of a server, with their number. */
function alike(checks: readonly CheckOutcome[]): CheckOutcome[] {
  const found = new Map<string, CheckOutcome[]>();
  for (const each of checks) {
    const key = JSON.stringify([each.address, each.status, each.detail]);
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return [...found.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, check: namesOf([first, ...others]) }],
  );
}

function namesOf(checks: readonly CheckOutcome[]): string {
  return [...new Set(checks.map(({ check }) => check))]
    .map((name) => {
      const times = checks.filter(({ check }) => check === name).length;
      return times === 1 ? name : `${name} (${times} times)`;
    })
    .join(', ');
}

function formatManual({ stages, checks }: RunResult, style: Style): string[] {
  if (checks.length === 0) {
    return [];
  }
  return stages.length === 1 && checks.length <= MOST_MANUAL
    ? [style.bold('Look at'), ...checks.map((check) => `  - ${check}`)]
    : [`${count(checks.length, 'more thing')} to look at yourself: azstage show <stage> lists them.`];
}

function formatUnknown(stages: readonly StageOutcome[], style: Style): string[] {
  const unreachable = allOf(stages).filter(({ status }) => status === 'unreachable').length;
  return unreachable === 0 ? [] : [style.warn('What is unreachable was not checked. With --strict, that fails.')];
}

function allOf(stages: readonly StageOutcome[]): readonly CheckOutcome[] {
  return stages.flatMap(({ verified = [] }) => verified);
}
