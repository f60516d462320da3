import { type AppCost, type CostOfStage, type CostResult } from '../io/cost-result';
import { formatMoneyRange } from '../io/money';
import { oneLine } from '../io/printable';
import { BACKGROUND, type Color, EDGE, TEXT } from './palette';

const FONT = 'font-family="Helvetica, Arial, sans-serif"';
const LOW: Color = { light: '#0550ae', dark: '#79c0ff' };
const HIGH: Color = { light: '#a5d1ff', dark: '#1f4b7d' };
const BUDGET: Color = { light: '#cf222e', dark: '#ff7b72' };

const DARK_RULES = [TEXT, EDGE, LOW, HIGH, BUDGET].flatMap(({ light, dark }) => [
  `[fill="${light}"]{fill:${dark}}`,
  `[stroke="${light}"]{stroke:${dark}}`,
]);

const STYLE = `<style>svg{background:${BACKGROUND.light}}@media(prefers-color-scheme:dark){svg{background:${BACKGROUND.dark}}${DARK_RULES.join('')}}</style>`;

/** Measures of the picture, in pixels. */
const WIDTH = 860;
const LEFT = 240;
const RIGHT = 190;
const TOP = 64;
const ROW = 30;
const BAR = 16;
const BOTTOM = 44;

/** Most characters of a name that fit left of its bar. */
const NAME = 32;

/**
 * The monthly costs as a picture: a bar for each stage from its low to its high bound, with a mark where its budget ends. The stages of a second
 * environment follow those of the first.
 */
export function costSvg(result: CostResult): string {
  const apps: readonly AppCost[] = [result, ...(result.comparedWith === undefined ? [] : [result.comparedWith])];
  const most = Math.max(1, ...apps.flatMap(({ stages }) => stages.flatMap(extents)));
  const scale = (WIDTH - LEFT - RIGHT) / most;
  const parts: string[] = [];
  let top = 0;
  for (const app of apps) {
    parts.push(...panel(app, top, scale));
    top += heightOf(app);
  }
  const title = `Monthly cost of ${result.app ?? 'the stages'}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    STYLE,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** Amounts that have to fit: what the stage costs, and its budget. */
function extents({ monthly, budget, budgetStatus }: CostOfStage): readonly number[] {
  return [monthly.high, ...(budget === undefined || budgetStatus === undefined ? [] : [budget.to])];
}

function heightOf({ stages }: AppCost): number {
  return TOP + stages.length * ROW + BOTTOM;
}

function panel(app: AppCost, top: number, scale: number): readonly string[] {
  const { environment, stages, monthly, currency } = app;
  const heading = `${app.app ?? 'Stages'}${environment === undefined ? '' : `, ${environment}`}`;
  const total = `${formatMoneyRange(monthly, currency)} a month`;
  const hasBudget = stages.some(({ budgetStatus }) => budgetStatus !== undefined);
  return [
    label(20, top + 30, heading, `font-size="18" font-weight="bold" fill="${TEXT.light}"`),
    label(20, top + 50, total, `font-size="13" fill="${EDGE.light}"`),
    ...stages.flatMap((stage, index) => bar(stage, top + TOP + index * ROW, scale, currency)),
    ...legend(top + heightOf(app) - 16, hasBudget),
  ];
}

function bar(stage: CostOfStage, top: number, scale: number, currency: string): readonly string[] {
  const { low, high } = stage.monthly;
  const middle = top + ROW / 2;
  const y = middle - BAR / 2;
  const [lower, upper] = [pixels(low * scale), pixels(high * scale)];
  const isOver = stage.budgetStatus === 'over';
  const { budget } = stage;
  const mark = stage.budgetStatus === undefined || budget === undefined ? undefined : pixels(LEFT + budget.to * scale);
  const end = Math.max(LEFT + upper, mark ?? 0);
  return [
    label(LEFT - 12, middle + 4, clipped(stage.name), `font-size="13" text-anchor="end" fill="${TEXT.light}"`),
    `<rect x="${LEFT}" y="${y}" width="${Math.max(1, upper)}" height="${BAR}" rx="2" fill="${HIGH.light}"/>`,
    `<rect x="${LEFT}" y="${y}" width="${Math.max(1, lower)}" height="${BAR}" rx="2" fill="${LOW.light}"/>`,
    ...(mark === undefined
      ? []
      : [
          `<line x1="${mark}" x2="${mark}" y1="${y - 4}" y2="${y + BAR + 4}" stroke="${BUDGET.light}" stroke-width="2"/>`,
        ]),
    label(
      pixels(end + 8),
      middle + 4,
      formatMoneyRange(stage.monthly, currency),
      `font-size="12" fill="${isOver ? BUDGET.light : EDGE.light}"`,
    ),
  ];
}

function legend(y: number, hasBudget: boolean): readonly string[] {
  const square = (x: number, color: string, text: string): readonly string[] => [
    `<rect x="${x}" y="${y - 10}" width="12" height="12" rx="2" fill="${color}"/>`,
    label(x + 18, y, text, `font-size="12" fill="${EDGE.light}"`),
  ];
  return [
    ...square(LEFT, LOW.light, 'at least'),
    ...square(LEFT + 90, HIGH.light, 'at most'),
    ...(hasBudget
      ? [
          `<line x1="${LEFT + 186}" x2="${LEFT + 186}" y1="${y - 11}" y2="${y + 3}" stroke="${BUDGET.light}" stroke-width="2"/>`,
          label(LEFT + 196, y, 'budget', `font-size="12" fill="${EDGE.light}"`),
        ]
      : []),
  ];
}

function label(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${FONT} ${attributes}>${escaped(text)}</text>`;
}

function clipped(name: string): string {
  return name.length > NAME ? `${name.slice(0, NAME - 3)}...` : name;
}

function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
