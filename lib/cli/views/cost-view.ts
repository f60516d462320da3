import { costNotes, costRows } from '../../toolkit/cost/cost-rows';
import { LIVE_HEADS, liveTexts } from '../../toolkit/cost/live-rows';
import { count } from '../../toolkit/host/count';
import { type AppCost, type CostOfStage, type CostResult, type Range } from '../../toolkit/io/cost-result';
import { formatMoney, formatMoneyChange, formatMoneyRange } from '../../toolkit/io/money';
import { NO_STAGES } from '../../toolkit/io/no-stages';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatHeading } from './synth-view';

/** Indent of the resources of a stage. */
const INDENT = '  ';

/** Formats monthly costs for the terminal: a table of the stages, then what each of them costs by resource. */
export function formatCost(result: CostResult, style: Style): string {
  const { comparedWith, stages } = result;
  if (comparedWith !== undefined) {
    return layout([
      formatComparison(result, comparedWith, style),
      formatLive(result, style),
      formatLive(comparedWith, style),
      formatNotes(result, style),
    ]);
  }
  return layout([
    formatHeading(result, style),
    formatOverview(result, style),
    ...stages.filter(({ resources }) => resources.length > 0).map((stage) => formatStage(stage, result, style)),
    formatNotPriced(stages, style),
    formatLive(result, style),
    formatNotes(result, style),
  ]);
}

function formatOverview({ stages, monthly, currency }: AppCost, style: Style): string[] {
  if (stages.length === 0) {
    return [NO_STAGES];
  }
  const rows = stages.map((stage) => [
    stage.name,
    ...bounds(stage.monthly, currency),
    budgetOf(stage),
    remarkOf(stage),
  ]);
  const table = [
    ['STAGE', 'FROM', 'TO', 'BUDGET', ''],
    ...rows,
    [`${count(stages.length, 'stage')} a month`, ...bounds(monthly, currency), '', ''],
  ];
  return formatTable(table, (padded, column, row) => {
    const cell = column === 0 || column === 4 ? padded : rightAligned(padded);
    const stage = stages[row - 1];
    if (cell.trim() === '') {
      return cell;
    }
    if (row === 0) {
      return style.dim(cell);
    }
    if (stage === undefined) {
      return style.bold(cell);
    }
    const isOver = column === 3 && stage.budgetStatus === 'over';
    return column === 0 ? style.name(cell) : isOver ? style.bad(cell) : cell;
  });
}

function formatStage(stage: CostOfStage, { currency }: AppCost, style: Style): string[] {
  const rows = costRows(stage).map(({ name, monthly, what, verified }) => [
    `${verified ? '' : '~'}${formatMoneyRange(monthly, currency)}`,
    `${name}: ${what}`,
  ]);
  const total = `${formatMoneyRange(stage.monthly, currency)} a month`;
  const table = formatTable(rows, (cell, column) => (column === 0 ? rightAligned(cell) : cell), within(style));
  return [`${style.name(stage.name)}: ${total}`, ...table.map((line) => `${INDENT}${line}`)];
}

function formatNotPriced(stages: readonly CostOfStage[], style: Style): string[] {
  const all = stages.flatMap(({ name, notPriced }) => notPriced.map((each) => ({ stage: name, ...each })));
  return all.length === 0
    ? []
    : [
        style.bold('Not priced, and not in these sums'),
        ...all.map(({ stage, address, reason }) => `  ${stage}: ${address}: ${reason}`),
      ];
}

/** The prices of Azure that are others than in the book, and those that were not found. */
function formatLive(app: AppCost, style: Style): string[] {
  const live = liveTexts(app);
  if (live === undefined) {
    return [];
  }
  const { title, rows, notes } = live;
  const heads = LIVE_HEADS.map((head) => head.toUpperCase());
  const aligned = (cell: string, column: number): string => (column >= 2 ? rightAligned(cell) : cell);
  const table = rows.length === 0 ? [] : formatTable([heads, ...rows], aligned);
  return [style.bold(title), ...[...table, ...notes].map((line) => `  ${line}`)];
}

function formatNotes(result: AppCost, style: Style): string[] {
  return costNotes(result).map((note) => style.dim(note));
}

/** Table of the stages of two environments. */
function formatComparison(first: AppCost, second: AppCost, style: Style): string[] {
  const names = [...new Set([...first.stages, ...second.stages].map(({ name }) => name))];
  const row = (name: string, one?: Range, other?: Range): string[] => [
    name,
    one === undefined ? '-' : formatMoneyRange(one, first.currency),
    other === undefined ? '-' : formatMoneyRange(other, first.currency),
    formatMoneyChange(one ?? NOTHING, other ?? NOTHING, first.currency),
  ];
  const of = ({ stages }: AppCost, name: string): Range | undefined =>
    stages.find((stage) => stage.name === name)?.monthly;
  const table = [
    ['STAGE', first.environment ?? '', second.environment ?? '', 'DIFFERENCE'],
    ...names.map((name) => row(name, of(first, name), of(second, name))),
    row('a month', first.monthly, second.monthly),
  ];
  return [
    `${style.name(first.app ?? '')}, ${first.environment} and ${second.environment}`,
    '',
    ...formatTable(table, (padded, column, line) => {
      const cell = column === 0 ? padded : rightAligned(padded);
      return line === 0
        ? style.dim(cell)
        : line > names.length
          ? style.bold(cell)
          : column === 0
            ? style.name(cell)
            : cell;
    }),
  ];
}

const NOTHING: Range = { low: 0, high: 0 };

function bounds({ low, high }: Range, currency: string): readonly [string, string] {
  return [formatMoney(low, currency), formatMoney(high, currency)];
}

function budgetOf({ budget }: CostOfStage): string {
  return budget === undefined ? '-' : `$${budget.from} to $${budget.to}`;
}

function remarkOf({ budgetStatus, notPriced }: CostOfStage): string {
  return [
    budgetStatus === 'over' ? 'over budget' : budgetStatus === 'may-exceed' ? 'can exceed it' : '',
    notPriced.length === 0 ? '' : `${notPriced.length} not priced`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Width of what is indented below a heading. */
function within({ columns }: Style): number | undefined {
  return columns === undefined ? undefined : columns - INDENT.length;
}

/** A cell that is padded on the right, padded on the left instead. */
function rightAligned(cell: string): string {
  return cell.trimEnd().padStart(cell.length);
}
