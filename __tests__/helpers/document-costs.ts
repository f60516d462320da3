import path from 'node:path';
import { type ResourceCost, type StageCost } from '../../lib/cost/cost';
import { PriceBook } from '../../lib/cost/price-book';
import { type Range, sum } from '../../lib/cost/range';
import { Assembly } from '../../lib/toolkit/assembly/assembly';
import { AppCosts } from '../../lib/toolkit/cost/app-costs';
import { type DocumentCosts, type DocumentRow, type DocumentTable } from './document-tables';
import { prettierTable } from './markdown';
import { systemProject } from './system-project';

/** Day that the systems are synthesized as on. */
const TODAY = '2026-11-01';

/** How far two ranges may be from each other without a reason: a quarter of the figure of the document, either way. */
const TOLERANCE = 0.25;

/** A row of a document with what ours costs. */
export interface ComparedRow extends DocumentRow {
  /** Undefined where the system does not deploy it. */
  readonly ours?: Range;
}

/** A table of a document with what ours costs. */
export interface ComparedTable {
  readonly table: DocumentTable;
  readonly rows: readonly ComparedRow[];
  /** What of ours no row is about. */
  readonly rest: Range;
  readonly total?: ComparedRow;
  /** Sum of all rows of the document. */
  readonly sumOfRows?: Range;
}

/** Compares the tables of a document with the costs of its system. */
export function compareCosts(document: DocumentCosts): readonly ComparedTable[] {
  return document.tables.map((table) => compareTable(table, stagesOf(document, table)));
}

/** Whether ours is as far from the figure of the document as needs a reason. */
export function isApart({ figure, ours }: ComparedRow): boolean {
  return (
    figure !== undefined &&
    (ours === undefined || ours.high < figure.low * (1 - TOLERANCE) || ours.low > figure.high * (1 + TOLERANCE))
  );
}

/** Tables of a document as Markdown, for the page of its system. */
export function costTables(compared: readonly ComparedTable[]): string {
  return compared.map(markdownOf).join('\n\n');
}

function markdownOf({ table, rows, rest, total, sumOfRows }: ComparedTable): string {
  const cells = (label: string, figure?: Range, ours?: Range, why = ''): string[] => [
    label,
    figure === undefined ? '' : shown(figure),
    ours === undefined ? '-' : shown(ours),
    why,
  ];
  const body = [
    ...rows.map((row) => cells(row.label, row.figure, row.ours, isApart(row) ? row.why : '')),
    ...(rows.length === 0 || rest.high < 0.5 ? [] : [cells('not in the document', undefined, rest)]),
    ...(total === undefined
      ? []
      : [cells(`**${total.label}**`, total.figure, total.ours, isApart(total) ? total.why : '')]),
  ];
  const parameters = Object.entries(table.parameters ?? {}).map(([name, value]) => `\`${name}=${value}\``);
  const of = [`\`${table.environment}\``, ...parameters].join(', ');
  const sums =
    sumOfRows === undefined || total?.figure === undefined || isNear(sumOfRows, total.figure)
      ? []
      : [`The figures of the document add up to ${shown(sumOfRows)}, not to ${shown(total.figure)}.`];
  return [
    `**${table.title}** (${of})`,
    prettierTable([['the document', 'its figure', 'ours', 'why'], ...body]),
    ...sums,
  ].join('\n\n');
}

function compareTable(table: DocumentTable, stages: readonly StageCost[]): ComparedTable {
  const all = stages.flatMap(({ name, resources }) => resources.map((resource) => ({ stage: name, resource })));
  const costOf = (row: DocumentRow): Range | undefined => {
    if (row.types?.length === 0) {
      return undefined;
    }
    return added(all.filter((each) => isAbout(row, each.stage, each.resource)).map(({ resource }) => resource));
  };
  const compared = (row: DocumentRow): ComparedRow => ({ ...row, ours: costOf(row) });
  const others = all.filter(({ stage, resource }) => !table.rows.some((row) => isAbout(row, stage, resource)));
  const parts = table.rows.filter(({ label }) => !label.startsWith('Minimum'));
  return {
    table,
    rows: table.rows.map(compared),
    rest: added(others.map(({ resource }) => resource)),
    ...(table.total === undefined ? {} : { total: compared(table.total) }),
    ...(parts.length === 0
      ? {}
      : { sumOfRows: sum(parts.flatMap(({ figure }) => (figure === undefined ? [] : [figure]))) }),
  };
}

function isAbout({ stages, types }: DocumentRow, stage: string, { type }: ResourceCost): boolean {
  return (stages?.includes(stage) ?? true) && (types?.includes(type.replace(/^azurerm_/, '')) ?? true);
}

function added(resources: readonly ResourceCost[]): Range {
  return sum(resources.map(({ monthly }) => monthly));
}

function stagesOf({ system, files }: DocumentCosts, table: DocumentTable): readonly StageCost[] {
  const projectDirectory = systemProject(files ?? []);
  const outdir = path.join(projectDirectory, 'cdktf.out');
  const { environment, parameters = {} } = table;
  system.createApp({ environment, overrides: { today: TODAY, parameters }, projectDirectory, outdir }).synth();
  const assembly = Assembly.read(outdir);
  const costs = new AppCosts(assembly, PriceBook.packaged(), table.usage ?? {});
  return assembly.stages.map(({ name }) => costs.of(name));
}

function shown({ low, high }: Range): string {
  const text = (amount: number): string => Math.round(amount).toLocaleString('en-US');
  return text(low) === text(high) ? text(low) : `${text(low)}-${text(high)}`;
}

/** Whether two sums differ by no more than the figures of a document are rounded. */
function isNear(one: Range, other: Range): boolean {
  return Math.abs(one.low - other.low) <= 1 && Math.abs(one.high - other.high) <= 1;
}
