import { count } from '../host/count';
import { formatTime } from '../host/local-time';
import { formatDuration } from '../host/duration';
import { type StageChange, type StageError, type StageOutcome } from '../io/run-result';
import { costLines } from './cost-lines';
import { changeText } from './change-text';
import { downFirstLines } from './down-first-lines';
import { driftLines } from './drift-lines';
import { clipped, code, fenced, htmlCode, prose } from './markdown-text';
import { findingsMarkdown } from './findings-markdown';
import { outcomeLine } from './outcome-line';
import { type Report } from './report';

/**
 * Maximum size of a Markdown report, in bytes of UTF-8: a comment on GitHub has 65,536 characters at most, of which some are left for a
 * text before the report.
 */
export const COMMENT_LIMIT = 65_000;

/** Characters of a text that are worth one line of a list when details are truncated. */
const LINE = 100;

/** Limits of each part. */
interface Limits {
  /** Characters of a text: of an error, a reason. Without any, errors are counted alone. */
  readonly characters: number;
  /** Lines of a list: of the changes of one stage, checks, warnings. */
  readonly lines: number;
  /** Rows of the table. */
  readonly rows: number;
}

const SYMBOLS: Readonly<Record<StageChange['action'], string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  read: '<=',
  import: '.',
  move: '.',
  remove: '.',
};

/**
 * A report as Markdown, for a comment or a page: a table of the stages, errors below it, then the changes of each stage.
 *
 * Too long a report is truncated: first its details, that is the longest lists of changes and the longest texts, then the rows of the table.
 *
 * @param limit in bytes of UTF-8
 */
export function markdownReport(report: Report, limit: number = COMMENT_LIMIT): string {
  const limits = (details: number, rows: number): Limits => ({
    characters: Math.min(details, limit),
    lines: Math.floor(details / LINE),
    rows,
  });
  const fits = (details: number, rows: number) => Buffer.byteLength(render(report, limits(details, rows))) <= limit;
  const all = limit * LINE;
  if (fits(all, limit)) {
    return render(report, limits(all, limit));
  }
  const details = largest(all, (tried) => fits(tried, limit));
  const rows = details > 0 ? limit : largest(limit, (tried) => fits(0, tried));
  return render(report, limits(details, rows));
}

/** The largest number below a bound that satisfies a predicate, 0 where none does; numbers far above it are never tried. */
function largest(bound: number, satisfies: (tried: number) => boolean): number {
  let high = 1;
  while (high < bound && satisfies(high)) {
    high *= 2;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    [low, high] = satisfies(middle) ? [middle, high] : [low, middle];
  }
  return low;
}

function render(report: Report, limits: Limits): string {
  const blocks = [
    heading(report),
    ...table(report, limits),
    ...locks(report),
    ...errors(report, limits),
    ...verified(report, limits),
    ...findingsMarkdown(report.findings, limits.lines),
    ...downFirst(report, limits),
    ...costs(report, limits),
    ...changes(report, limits),
    ...warnings(report, limits),
    ...checks(report, limits),
    `azstage ${report.azstage}, ${formatTime(report.started)}, took ${formatDuration(report.milliseconds)}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The heading: `## azstage plan of shop, environment dev: 2 to add, 0 to change, 0 to destroy` */
function heading(report: Report): string {
  const { command, app, project, environment } = report;
  const parts = [
    app === undefined ? '' : ` of ${code(app)}`,
    project === undefined || project === app ? '' : `, project ${code(project)}`,
    environment === undefined ? '' : `, environment ${code(environment)}`,
  ];
  return `## azstage ${command}${parts.join('')}: ${outcomeLine(report)}`;
}

function table({ stages, error }: Report, limits: Limits): readonly string[] {
  if (stages.length === 0) {
    return error === undefined ? ['Nothing to do.'] : [];
  }
  const rows = stages.slice(0, limits.rows).map((stage) => row(stage, limits));
  const header = [
    '| stage | result | added | changed | destroyed | time | reason |',
    '| :-- | :-- | --: | --: | --: | --: | :-- |',
  ];
  return [[...header, ...rows].join('\n'), ...more(stages.length - rows.length, 'stage')];
}

function row({ stage, result, counts, milliseconds, reason = '' }: StageOutcome, limits: Limits): string {
  const numbers = counts === undefined ? ['-', '-', '-'] : [counts.added, counts.changed, counts.destroyed];
  const time = milliseconds === 0 ? '-' : formatDuration(milliseconds);
  const cells = [code(stage), result.replace('-', ' '), ...numbers, time, prose(clipped(reason, limits.characters))];
  return `| ${cells.join(' | ')} |`;
}

function locks({ stages }: Report): readonly string[] {
  const locked = stages.filter((stage) => stage.mayBeLocked === true).map((stage) => code(stage.stage));
  return locked.length === 0 ? [] : [`A lock may be left on ${locked.slice(0, 20).join(', ')}.`];
}

function errors({ stages, error }: Report, limits: Limits): readonly string[] {
  const refusal = error === undefined ? [] : [problem(undefined, splitMessage(error.message), error.fix, limits)];
  const ofStages = stages.flatMap(({ stage, errors: all = [], fix }) =>
    all.map((each, index) => problem(stage, each, index === all.length - 1 ? fix : undefined, limits)),
  );
  return section('Errors', [...refusal, ...ofStages], limits.characters === 0 ? 0 : Infinity, 'error');
}

/** Checks of what is deployed that did not pass. */
function verified({ stages }: Report, limits: Limits): readonly string[] {
  const open = stages.flatMap(({ stage, verified: all = [] }) =>
    all.filter(({ status }) => status !== 'passed').map((outcome) => ({ stage, outcome })),
  );
  const items = open.map(({ stage, outcome }) => () => {
    const { check, address, status, detail, fix } = outcome;
    const text = (each: string) => prose(clipped(each, Math.max(limits.characters, 200)));
    const what = `- **${status}**: ${prose(check)} of ${code(address)} in ${code(stage)}: ${text(detail)}`;
    return fix === undefined ? what : `${what} To do: ${text(fix)}`;
  });
  const shown = items.slice(0, limits.lines).map((item) => item());
  return items.length === 0
    ? []
    : [
        '### Not verified',
        ...(shown.length === 0 ? [] : [shown.join('\n')]),
        ...more(items.length - shown.length, 'check'),
      ];
}

function warnings({ stages }: Report, limits: Limits): readonly string[] {
  const all = stages.flatMap(({ stage, warnings: found = [] }) =>
    found.map((each) => problem(stage, each, undefined, limits)),
  );
  return section('Warnings', all, limits.lines, 'warning');
}

function downFirst({ stages }: Report, limits: Limits): readonly string[] {
  const all = stages.flatMap(({ stage, downFirst: found }) => (found === undefined ? [] : [{ stage, found }]));
  const items = all.map(({ stage, found }) => () => {
    const lines = downFirstLines(found, code).map((line) => `- ${code(stage)} ${line}`);
    return [lines.join('\n'), fenced(found.commands.join('\n')).join('\n')].join('\n\n');
  });
  return section('Down first', items, limits.lines, 'stage');
}

function costs({ stages }: Report, limits: Limits): readonly string[] {
  const lines = costLines(stages, code).slice(0, limits.lines);
  return lines.length === 0 ? [] : ['### Cost', lines.map((line) => `- ${line}`).join('\n')];
}

/** Function that renders one error or warning. */
function problem(stage: string | undefined, error: StageError, fix: string | undefined, { characters }: Limits) {
  return (): string => {
    const { summary, ...rest } = { ...error, ...splitMessage(error.summary, error.detail) };
    const places = [
      rest.address === undefined ? [] : [`resource ${code(rest.address)}`],
      rest.constructPath === undefined ? [] : [`construct ${code(rest.constructPath)}`],
      rest.source === undefined ? [] : [`source ${code(rest.source)}`],
    ].flat();
    const blocks = [
      [`${stage === undefined ? '' : `${code(stage)}: `}**${prose(clipped(summary, Math.max(characters, 200)))}**`],
      places.length === 0 ? [] : [`In ${places.join(', ')}`],
      rest.detail === undefined || characters === 0 ? [] : [fenced(clipped(rest.detail, characters)).join('\n')],
      fix === undefined ? [] : [`To do: ${prose(clipped(fix, Math.max(characters, 200)))}`],
    ];
    return blocks.flat().join('\n\n');
  };
}

/** The first line of a message, and the rest as its detail. */
function splitMessage(message: string, detail?: string): StageError {
  const [summary = '', ...rest] = message.trim().split('\n');
  const parts = [...rest, ...(detail === undefined ? [] : [detail.trim()])];
  return { summary, detail: parts.length === 0 ? undefined : parts.join('\n') };
}

function changes({ stages }: Report, limits: Limits): readonly string[] {
  const lists = stages.map(listOf).filter(({ lines }) => lines.length > 0);
  if (lists.length === 0) {
    return [];
  }
  const heading = stages.some((stage) => stage.drift !== undefined) ? '### Drift' : '### Changes';
  if (limits.lines === 0) {
    return [heading, 'Omitted because of the size limit. A JSON report has all of them.'];
  }
  return [heading, ...lists.map((list) => details(list, limits))];
}

/** Collapsed list of a stage; each line is rendered when it is shown. */
interface FoldedList {
  readonly stage: string;
  readonly title: string;
  readonly lines: readonly (() => string)[];
}

function listOf({ stage, reason = '', changes: all = [], deferred = [], drift }: StageOutcome): FoldedList {
  const lines = [
    ...all.map((change) => () => `- ${code(SYMBOLS[change.action])} ${changeText(change, code)}`),
    ...deferred.map((address) => () => `- ${code('?')} ${code(address)} is deferred`),
  ];
  if (drift === undefined) {
    return { stage, title: count(all.length, 'change'), lines };
  }
  const drifted = driftLines(drift, code).map(
    ({ depth, text }) =>
      () =>
        `${'  '.repeat(depth)}- ${text}`,
  );
  return { stage, title: reason, lines: [...lines, ...drifted] };
}

function details({ stage, title, lines }: FoldedList, limits: Limits): string {
  const shown = lines.slice(0, limits.lines).map((line) => line());
  const left = lines.length - shown.length;
  const list = [...shown, ...(left === 0 ? [] : [`- and ${left} more`])].join('\n');
  return `<details>\n<summary>${htmlCode(stage)}: ${prose(clipped(title, 300))}</summary>\n\n${list}\n\n</details>`;
}

function checks({ checks: all }: Report, limits: Limits): readonly string[] {
  const lines = all.slice(0, limits.lines).map((check) => `- ${prose(check)}`);
  const left = all.length - lines.length;
  return all.length === 0 ? [] : ['### Look at', [...lines, ...(left === 0 ? [] : [`- and ${left} more`])].join('\n')];
}

function section(title: string, items: readonly (() => string)[], limit: number, noun: string): readonly string[] {
  const shown = items.slice(0, limit).map((item) => item());
  return items.length === 0 ? [] : [`### ${title}`, ...shown, ...more(items.length - shown.length, noun)];
}

function more(left: number, noun: string): readonly string[] {
  return left === 0 ? [] : [`and ${count(left, `more ${noun}`)}`];
}
