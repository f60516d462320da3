import { shortened } from '../graph/box-text';
import { count } from '../host/count';
import { type Html, html } from './html';
import { countKinds, KIND_NAMES, KINDS } from './kinds';
import { type PageKind, type PageStage } from './page';
import { BOX, GROUP, type GraphBox, type GraphLine, type PageGraph } from './page-graph';

/** Width of the band at the left of a box, which has the sign of its kind. */
const BAND = 32;

/** Most characters of a name in a box. */
const NAME = 25;

/** The drawing of the stages: boxes are links to the stages in the list, so that it works without the script of the page. */
export function graphSvg({ width, height, boxes, lines }: PageGraph, stages: readonly PageStage[]): Html {
  const text = `Graph of ${count(stages.length, 'stage')}. An arrow leads from a stage to one that needs it.`;
  return html`<svg
    id="graph"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="group"
    aria-label="${text}"
  >
    <defs>
      <marker
        id="tip"
        viewBox="0 0 12 10"
        refX="0"
        refY="5"
        markerWidth="12"
        markerHeight="10"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M0 0.5L12 5L0 9.5z" />
      </marker>
    </defs>
    <g id="scene">
      <g id="lines">${lines.map(lineSvg)}</g>
      ${boxes.map((box, index) => boxSvg(box, index, stages))}
    </g>
  </svg>`;
}

/** Facts that the script of the page has to know of the drawing: sizes, and the points of the lines. */
export function graphData({ width, height, boxes, lines }: PageGraph): unknown {
  return {
    size: [width, height],
    boxes: boxes.map(({ x, y, open, stages }) => [x, y, open?.width ?? BOX.width, open?.height ?? BOX.height, stages]),
    lines: lines.map(({ from, to, points }) => [from, to, points]),
    box: [BOX.width, BOX.height],
  };
}

function lineSvg({ points, from, to }: GraphLine): Html {
  const [x, y, ...rest] = points;
  return html`<path
    class="line"
    data-from="${from}"
    data-to="${to}"
    d="M${x} ${y}C${rest.join(' ')}"
    marker-end="url(#tip)"
  />`;
}

function boxSvg({ name, stages: members, x, y, open }: GraphBox, index: number, stages: readonly PageStage[]): Html {
  const [first = 0] = members;
  const stage = stages[first];
  if (open === undefined || stage === undefined) {
    return stage === undefined ? html`` : stageSvg(stage, first, x, y);
  }
  const inside = members.map((member, at) => {
    const column = at % open.columns;
    const row = Math.floor(at / open.columns);
    const left = GROUP.gap + column * (BOX.width + GROUP.gap);
    const top = GROUP.head + GROUP.gap + row * (BOX.height + GROUP.gap);
    const each = stages[member];
    return each === undefined ? html`` : stageSvg(each, member, left, top);
  });
  const short = name.replace(/ \(\d+ stages\)( …)*$/, '');
  const own = members.flatMap((member) => stages[member] ?? []);
  const kinds = countKinds(own);
  const kind = kinds[0]?.[0] ?? 'unchanged';
  const tally = kinds.map(([each, number]) => `${number} ${KINDS[each].label}`).join(', ');
  const text = `${members.length} stages: ${tally}`;
  const head = html`<a class="box fold k-${kind}" href="#stage-${first}" data-group="${index}"
    ><title>${short}, ${text}</title
    ><rect
      class="under"
      x="5"
      y="5"
      width="${BOX.width}"
      height="${BOX.height}"
      rx="9"
    />${faceSvg(kind, shortened(short, NAME), text)}</a
  >`;
  return html`<g class="group" id="group-${index}" transform="translate(${x} ${y})"
    ><g class="inside"
      ><rect class="frame" x="-6" y="-6" width="${open.width + 6}" height="${open.height + 6}" rx="12" />${inside}</g
    >${head}</g
  >`;
}

function stageSvg(stage: PageStage, index: number, x: number, y: number): Html {
  const { name, kind, tally, title } = stage;
  const losesData = stage.changes.some((change) => change.losesData === true);
  const { label } = KINDS[kind];
  const short = tally === undefined ? label : `${label}  ${tally}`;
  const named = title === undefined ? name : `${name} (${title})`;
  const text = [`${named}: ${label}`, tally, losesData ? 'data loss' : undefined].filter((part) => part !== undefined);
  const loss = losesData
    ? html`<g class="loss" aria-hidden="true"
        ><rect x="${BOX.width - 74}" y="${BOX.height - 8}" width="66" height="16" rx="8" /><text
          x="${BOX.width - 41}"
          y="${BOX.height + 4}"
          >DATA LOSS</text
        ></g
      >`
    : undefined;
  return html`<a class="box k-${kind}" href="#stage-${index}" data-stage="${index}" transform="translate(${x} ${y})"
    ><title>${text.join(', ')}</title>${faceSvg(kind, shortened(name, NAME), short)}${loss}</a
  >`;
}

/** The look of a box; its title says all of it. */
function faceSvg(kind: PageKind, name: string, text: string): Html {
  const { width, height } = BOX;
  const band = `M${BAND} 0H9A9 9 0 0 0 0 9V${height - 9}A9 9 0 0 0 9 ${height}H${BAND}z`;
  return html`<rect class="face" width="${width}" height="${height}" rx="9" /><path class="band" d="${band}" />
    <g aria-hidden="true">
      <text class="sign" x="${BAND / 2}" y="${height / 2 + 6}">${KINDS[kind].sign}</text>
      <svg x="${BAND + 9}" width="${width - BAND - 14}" height="${height}">
        <text class="name" y="23">${name}</text>
        <text class="sub" y="41">${text}</text>
      </svg>
    </g>`;
}

/** The names and signs of the kinds that there are. */
export function legendHtml(stages: readonly PageStage[]): Html {
  const present = KIND_NAMES.filter((kind) => stages.some((stage) => stage.kind === kind || hasAction(stage, kind)));
  const signs = present.map(
    (kind) =>
      html`<li class="k-${kind}">
        <span class="sign" aria-hidden="true">${KINDS[kind].sign}</span>${KINDS[kind].label}
      </li>`,
  );
  return html`<ul class="legend" aria-label="Legend">
    ${signs}
    <li><span class="arrow" aria-hidden="true">a → b</span>b needs a</li>
  </ul>`;
}

/** Whether one of the changes of a stage is of a kind, whose sign its numbers have. */
function hasAction({ changes }: PageStage, kind: PageKind): boolean {
  const action = { create: 'create', change: 'update', replace: 'replace', destroy: 'delete' }[kind as string];
  return action !== undefined && changes.some((change) => change.action === action);
}
