import { STALE } from '../../policy/acknowledged';
import { AZSTAGE } from '../../policy/evaluate';
import { type Finding, type FindingLevel } from '../../policy/finding';
import { POLICY_RULES } from '../../policy/rules';
import { count } from '../../toolkit/host/count';
import { type CheckResult, type RuleDescription, type RulesResult } from '../../toolkit/io/check-result';
import { findingCounts } from '../../toolkit/io/finding-text';
import { oneLine } from '../../toolkit/io/printable';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatHeading } from './synth-view';

/** Number of findings of a rule that are shown, so that all rules stay on the screen. */
const MOST = 10;

/** Options of {@link formatCheck}. */
interface CheckViewOptions {
  /** Whether all findings of a rule, and acknowledged ones, are shown. */
  readonly all: boolean;
}

/** Formats findings for the terminal: by rule, the worst first; then the numbers. */
export function formatCheck(result: CheckResult, options: CheckViewOptions, style: Style): string {
  const open = result.findings.filter(({ acknowledged }) => acknowledged === undefined);
  const accepted = options.all ? result.findings.filter(({ acknowledged }) => acknowledged !== undefined) : [];
  return layout([
    formatHeading(result, style),
    ...byRule(open).map((ofRule) => formatRule(ofRule, options, style)),
    ...byRule(accepted).map((ofRule) => formatAccepted(ofRule, style)),
    formatVerdict(result, open, options, style),
  ]);
}

/** Formats a list of rules for the terminal. */
export function formatRules({ rules }: RulesResult, style: Style): string {
  const rows = rules.map(({ id, severity, title }) => [id, severity, title]);
  const color = (cell: string, column: number) =>
    column === 0 ? style.name(cell) : column === 1 ? colored(cell, cell.trim() as FindingLevel, style) : cell;
  return layout([
    formatTable(rows, color, style.columns),
    [`${count(rules.length, 'rule')}. azstage check --explain ${rules[0]?.id} says why, and where a rule is from.`],
  ]);
}

/** Formats rules with all that is known of them. */
export function formatExplained({ rules }: RulesResult, style: Style): string {
  return layout(rules.flatMap((rule) => formatExplanation(rule, style)));
}

function formatExplanation(
  { id, severity, title, why, help, sources, resourceTypes }: RuleDescription,
  style: Style,
): string[][] {
  const rows = [
    ['Why', why],
    ['To do', help],
    ['Checks', resourceTypes.join(', ')],
    ['Azure Policy', sources.azurePolicy?.join(', ') ?? ''],
    ['Well-Architected', sources.waf ?? ''],
    ['APRL', sources.aprl?.join(', ') ?? ''],
    ['Checkov', sources.checkov?.join(', ') ?? ''],
    ['AVM', sources.avm?.join(', ') ?? ''],
    ['Page', sources.url],
    ['Accept', `acknowledge(construct, '${id}', 'reason')`],
  ].filter(([, text]) => text !== '');
  const color = (cell: string, column: number) => (column === 0 ? style.dim(cell) : cell);
  return [
    [`${colored(severity, severity, style)} ${style.name(id)} ${title}`],
    formatTable(rows, color, style.columns),
  ];
}

function formatRule(findings: readonly Finding[], { all }: CheckViewOptions, style: Style): string[] {
  const shown = all ? findings : findings.slice(0, MOST);
  const more = findings.length - shown.length;
  return [
    ...headingOf(findings, style),
    ...byMessage(shown).flatMap((alike) => [
      ...alike.flatMap((finding) => placeOf(finding, style)),
      ...indented(4, alike[0]?.message ?? '', style),
    ]),
    ...(more === 0 ? [] : [`  and ${more} more: --all lists them`]),
  ];
}

function formatAccepted(findings: readonly Finding[], style: Style): string[] {
  return [
    ...headingOf(findings, style, 'acknowledged'),
    ...findings.flatMap((finding) => [
      ...placeOf(finding, style),
      ...indented(4, finding.message, style),
      ...indented(4, `Reason: ${finding.acknowledged?.reason ?? ''}`, style),
    ]),
  ];
}

function headingOf([first]: readonly Finding[], style: Style, label?: string): string[] {
  if (first === undefined) {
    return [];
  }
  const { tool, ruleId, level } = first;
  const known = tool === AZSTAGE ? POLICY_RULES.find(({ id }) => id === ruleId)?.title : tool;
  const title = ruleId === STALE ? 'Acknowledgements match findings' : known;
  const rows = [[label ?? level, ruleId, title ?? '']];
  const color = (cell: string, column: number) =>
    column === 0 ? (label === undefined ? colored(cell, level, style) : style.dim(cell)) : style.bold(cell);
  return formatTable(rows, color, style.columns);
}

function placeOf({ constructPath, stage, address, file, line }: Finding, style: Style): string[] {
  const place = oneLine(constructPath ?? [stage, address].filter((part) => part !== undefined).join('/')) || 'the app';
  const source = file === undefined ? '' : oneLine(`${file}${line === undefined ? '' : `:${line}`}`);
  const fits = style.columns === undefined || place.length + source.length + 4 < style.columns;
  return fits
    ? [`  ${style.name(place)}${source === '' ? '' : `  ${style.dim(source)}`}`]
    : [`  ${style.name(place)}`, `    ${style.dim(source)}`];
}

function formatVerdict(
  { stages, counts, failsAt }: CheckResult,
  open: readonly Finding[],
  { all }: CheckViewOptions,
  style: Style,
): string[] {
  const where = `in ${count(stages.length, 'stage')}`;
  const hint = counts.acknowledged === 0 || all ? '' : ' (--all shows them)';
  const [first] = open.filter(({ ruleId, tool }) => tool === AZSTAGE && ruleId !== STALE);
  return [
    `check: ${findingCounts(counts)}${hint} ${where}`,
    ...(counts.warning > 0 && failsAt === 'error' ? ['Only errors make it fail, by --severity error.'] : []),
    ...(first === undefined ? [] : [style.dim(`azstage check --explain ${first.ruleId} says why, and what to do.`)]),
  ];
}

function byRule(findings: readonly Finding[]): (readonly Finding[])[] {
  return grouped(findings, ({ tool, ruleId }) => `${tool} ${ruleId}`);
}

function byMessage(findings: readonly Finding[]): (readonly Finding[])[] {
  return grouped(findings, ({ message }) => message);
}

function grouped(findings: readonly Finding[], key: (finding: Finding) => string): (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    groups.set(key(finding), [...(groups.get(key(finding)) ?? []), finding]);
  }
  return [...groups.values()];
}

/** Text with an indent, in as many lines as it needs. */
function indented(indent: number, text: string, style: Style): string[] {
  const width = style.columns === undefined ? undefined : style.columns - indent;
  // One column with an empty one before it begins after two spaces, which the continued lines have too.
  return formatTable([['', text]], undefined, width).map((line) => `${' '.repeat(indent - 2)}${line}`);
}

function colored(text: string, level: FindingLevel, style: Style): string {
  switch (level) {
    case 'error':
      return style.bad(text);
    case 'warning':
      return style.warn(text);
    case 'note':
      return style.dim(text);
  }
}
