import { formatDuration } from '../host/duration';
import { type Html, html } from './html';
import { type PageKind, type PageSpan, type PageStage } from './page';

/** Height of a lane and of the scale, in pixels. */
const LANE = 28;
const BAR = 22;
const SCALE = 26;

/** Distances of the marks of the scale, in milliseconds. */
const STEPS = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000];
const MOST_MARKS = 8;

/** Narrowest bar, in percent of the width. */
const NARROWEST = 0.3;

/** Bar in its lane. */
interface Placed extends PageSpan {
  readonly lane: number;
}

/** Times of the stages, one bar for each plan and each apply; stages that ran at the same time are in different lanes. */
export function lanesSvg(spans: readonly PageSpan[], stages: readonly PageStage[], command: string): Html {
  const placed = inLanes(spans);
  const lanes = Math.max(0, ...placed.map(({ lane }) => lane + 1));
  const end = Math.max(1, ...spans.map(({ to }) => to));
  const percent = (time: number) => Math.round((time / end) * 9_900) / 100;
  const height = lanes * LANE + SCALE;
  const indexes = new Map(stages.map((stage, index) => [stage.name, index]));
  const bars = placed.map((span) => {
    const index = indexes.get(span.stage);
    return barSvg(span, percent, { index, kind: stages[index ?? -1]?.kind ?? 'unchanged', command });
  });
  const text = `Times of ${stages.length} stages in ${lanes} lanes, ${formatDuration(end)} in all. Each stage names its own times.`;
  return html`<svg id="lanes" width="100%" height="${height}" role="img" aria-label="${text}">
    ${marksOf(end).map(
      (mark) =>
        html`<line class="mark" x1="${percent(mark)}%" x2="${percent(mark)}%" y1="0" y2="${height - SCALE + 4}" /><text
            class="mark"
            x="${percent(mark)}%"
            y="${height - 6}"
            >${mark === 0 ? '0' : formatDuration(mark)}</text
          >`,
    )}${bars}
  </svg>`;
}

interface BarProps {
  readonly index?: number;
  readonly kind: PageKind;
  readonly command: string;
}

function barSvg(span: Placed, percent: (time: number) => number, { index, kind, command }: BarProps): Html {
  const { stage, doing, from, to, lane } = span;
  const width = Math.max(NARROWEST, Math.round((percent(to) - percent(from)) * 100) / 100);
  const y = lane * LANE + (LANE - BAR) / 2;
  return html`<svg
    class="bar ${doing} k-${kind}"
    x="${percent(from)}%"
    y="${y}"
    width="${width}%"
    height="${BAR}"
    data-stage="${index}"
  >
    <title>${stage}: ${spanText(span, command)}</title>
    <rect width="100%" height="100%" rx="4" />
    <text x="7" y="15.5">${stage}</text>
  </svg>`;
}

/** `deploy 12 s, from 3.0 s on` */
export function spanText({ doing, from, to }: PageSpan, command: string): string {
  return `${doing === 'plan' ? 'plan' : command} ${formatDuration(to - from)}, from ${formatDuration(from)} on`;
}

/** Places each span in the first lane that is free. */
function inLanes(spans: readonly PageSpan[]): readonly Placed[] {
  const ends: number[] = [];
  const inOrder = spans.toSorted((a, b) => a.from - b.from || a.to - b.to || (a.stage < b.stage ? -1 : 1));
  return inOrder.map((span) => {
    const free = ends.findIndex((end) => end <= span.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = span.to;
    return { ...span, lane };
  });
}

function marksOf(end: number): readonly number[] {
  const step = STEPS.find((each) => end / each <= MOST_MARKS) ?? Math.ceil(end / MOST_MARKS / 3_600_000) * 3_600_000;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}
