import { costNotes, costRows } from '../cost/cost-rows';
import { LIVE_HEADS, liveTexts } from '../cost/live-rows';
import { type AppCost, type CostOfStage, type CostResult, type Range } from '../io/cost-result';
import { formatMoney, formatMoneyChange, formatMoneyRange } from '../io/money';
import { code, prose } from './markdown-text';

/** Monthly costs as Markdown: a table of the stages, and one of the resources of each. */
export function costMarkdown(result: CostResult): string {
  const { comparedWith } = result;
  const blocks =
    comparedWith === undefined
      ? [
          heading(result, result.environment),
          overview(result),
          ...result.stages.flatMap((stage) => ofStage(stage, result.currency)),
          ...notPriced(result),
          ...livePrices(result),
          ...costNotes(result).map(prose),
        ]
      : [
          heading(result, `${result.environment} and ${comparedWith.environment}`),
          comparison(result, comparedWith),
          ...livePrices(result),
          ...livePrices(comparedWith),
        ];
  return `${blocks.join('\n\n')}\n`;
}

function heading({ app }: AppCost, environment: string | undefined): string {
  const of = app === undefined ? '' : ` of ${code(app)}`;
  return `## Monthly cost${of}${environment === undefined ? '' : `, ${prose(environment)}`}`;
}

function overview({ stages, monthly, currency }: AppCost): string {
  const row = ({ name, monthly: own, budget, notPriced: open }: CostOfStage): string =>
    line([
      code(name),
      formatMoney(own.low, currency),
      formatMoney(own.high, currency),
      budget === undefined ? '-' : `$${budget.from} to $${budget.to}`,
      open.length === 0 ? '-' : String(open.length),
    ]);
  return [
    '| stage | from | to | budget | not priced |',
    '| :-- | --: | --: | --: | --: |',
    ...stages.map(row),
    line([
      '**total**',
      `**${formatMoney(monthly.low, currency)}**`,
      `**${formatMoney(monthly.high, currency)}**`,
      '',
      '',
    ]),
  ].join('\n');
}

function ofStage(stage: CostOfStage, currency: string): readonly string[] {
  const rows = costRows(stage);
  return rows.length === 0
    ? []
    : [
        `### ${code(stage.name)}`,
        [
          '| resource | a month | what |',
          '| :-- | --: | :-- |',
          ...rows.map(({ name, monthly, what, verified }) =>
            line([code(name), `${verified ? '' : '~ '}${formatMoneyRange(monthly, currency)}`, prose(what)]),
          ),
        ].join('\n'),
      ];
}

function notPriced({ stages }: AppCost): readonly string[] {
  const lines = stages.flatMap(({ name, notPriced: open }) =>
    open.map(({ address, reason }) => `- ${code(name)}: ${code(address)}: ${prose(reason)}`),
  );
  return lines.length === 0 ? [] : ['### Not priced', lines.join('\n')];
}

function livePrices(app: AppCost): readonly string[] {
  const live = liveTexts(app);
  if (live === undefined) {
    return [];
  }
  const rows = live.rows.map(([key, region, ...amounts]) =>
    line([code(key), prose(region), ...amounts.map((amount) => amount.replace('*', '\\*'))]),
  );
  const table = [line(LIVE_HEADS), '| :-- | :-- | --: | --: | --: |', ...rows].join('\n');
  const notes = live.notes.map((note) => `- ${prose(note.trim())}`).join('\n');
  return [`### ${prose(live.title)}`, ...(rows.length === 0 ? [] : [table]), ...(notes === '' ? [] : [notes])];
}

function comparison(first: AppCost, second: AppCost): string {
  const names = [...new Set([...first.stages, ...second.stages].map(({ name }) => name))];
  const of = ({ stages }: AppCost, name: string): Range | undefined =>
    stages.find((stage) => stage.name === name)?.monthly;
  const nothing: Range = { low: 0, high: 0 };
  const row = (name: string, one?: Range, other?: Range): string =>
    line([
      name,
      one === undefined ? '-' : formatMoneyRange(one, first.currency),
      other === undefined ? '-' : formatMoneyRange(other, first.currency),
      formatMoneyChange(one ?? nothing, other ?? nothing, first.currency),
    ]);
  return [
    line(['stage', prose(first.environment ?? ''), prose(second.environment ?? ''), 'difference']),
    '| :-- | --: | --: | --: |',
    ...names.map((name) => row(code(name), of(first, name), of(second, name))),
    row('**total**', first.monthly, second.monthly),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
