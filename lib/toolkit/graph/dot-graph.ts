import { NO_STAGES } from '../io/no-stages';
import { type GraphNode } from '../io/results';
import { oneLine } from '../io/printable';
import { boxText, stageCount, textWidth } from './box-text';
import { layersOf } from './fold-layers';
import { BACKGROUND, boxStyle, type BoxStyle, EDGE, LIFECYCLES, TEXT, UNKNOWN } from './palette';

/** Font families, in order of preference. */
const FONTS = 'Helvetica,Arial,DejaVu Sans,sans-serif';

/** Font sizes of names and details. */
const FONT_SIZE = 13;
export const DETAILS_SIZE = 11;

/** Points per inch, the unit of Graphviz. */
const INCH = 72;

/** Sizes of a screen, of an average box, and of the space around it. */
const SCREEN = { width: 1600, height: 1000 };
const BOX = { width: 210, height: 60 };
const SPACE = { between: 18, ranks: 36 };

/** Digraph of Graphviz: https://graphviz.org/doc/info/lang.html */
export function dotGraph(nodes: readonly GraphNode[]): string {
  const edges = nodes.flatMap((node) =>
    node.dependencies.map((dependency) => `  ${quoted(dependency)} -> ${quoted(node.name)};`),
  );
  return [
    'digraph stages {',
    `  graph [rankdir=${direction(nodes)}, bgcolor="${BACKGROUND.light}", nodesep=${SPACE.between / INCH}, ranksep=${SPACE.ranks / INCH}, pad=0.2];`,
    ...legend(nodes),
    `  node [shape=box, fontname="${FONTS}", fontsize=${FONT_SIZE}, fontcolor="${TEXT.light}"];`,
    `  edge [color="${EDGE.light}", arrowsize=0.7];`,
    ...(nodes.length === 0 ? [`  ${quoted(NO_STAGES)} [shape=plaintext];`] : []),
    ...nodes.map((node) => `  ${quoted(node.name)} [${box(node)}];`),
    ...edges,
    '}',
  ].join('\n');
}

/** Direction in which the drawing fits a screen better: from top to bottom or from left to right. */
function direction(nodes: readonly GraphNode[]): 'TB' | 'LR' {
  const layers = [...layersOf(nodes).values()];
  const sizes = new Map<number, number>();
  layers.forEach((layer) => sizes.set(layer, (sizes.get(layer) ?? 0) + 1));
  const widest = Math.max(0, ...sizes.values());
  const fits = (width: number, height: number) => Math.min(SCREEN.width / width, SCREEN.height / height);
  const down = fits(widest * (BOX.width + SPACE.between), sizes.size * (BOX.height + SPACE.ranks));
  const right = fits(sizes.size * (BOX.width + SPACE.ranks), widest * (BOX.height + SPACE.between));
  return down >= right ? 'TB' : 'LR';
}

function box(node: GraphNode): string {
  const { name, details } = boxText(node);
  const style = boxStyle(node.lifecycle);
  const widths = [
    ...name.map((line) => textWidth(line, FONT_SIZE)),
    ...details.map((line) => textWidth(line, DETAILS_SIZE)),
  ];
  const width = Math.max(...widths) + FONT_SIZE * 1.6;
  return [
    `label="${[...name, ...details].map(escaped).join('\\n')}"`,
    `class="details-${details.length}"`,
    `width=${(width / INCH).toFixed(2)}`,
    `style="${styleNames(style)}"`,
    `color="${style.border.light}"`,
    `fillcolor="${fillOf(node)}"`,
    `penwidth=${style.borderWidth}`,
    ...(stageCount(node) > 1 ? ['peripheries=2'] : []),
  ].join(', ');
}

/** Fill of a box: the color of the lifecycle, the background if nothing is deployed. */
function fillOf({ lifecycle, statuses }: GraphNode): string {
  if (statuses?.unknown !== undefined) {
    return UNKNOWN.light;
  }
  const isEmpty = statuses !== undefined && statuses.deployed === undefined;
  return isEmpty ? BACKGROUND.light : boxStyle(lifecycle).fill.light;
}

function styleNames({ isDashed }: BoxStyle): string {
  return ['filled', 'rounded', ...(isDashed ? ['dashed'] : [])].join(',');
}

/** Legend, as an HTML-like label: https://graphviz.org/doc/info/shapes.html#html */
function legend(nodes: readonly GraphNode[]): string[] {
  const lifecycles = LIFECYCLES.filter((lifecycle) => nodes.some((node) => node.lifecycle === lifecycle));
  const cells = lifecycles.map((lifecycle) => {
    const style = boxStyle(lifecycle);
    return swatch(lifecycle, style, style.fill.light);
  });
  const other = boxStyle(undefined);
  const isOther = ({ lifecycle }: GraphNode) => lifecycle === undefined || !LIFECYCLES.includes(lifecycle);
  if (cells.length > 0 && nodes.some(isOther)) {
    cells.push(swatch('other or several', other, other.fill.light));
  }
  if (nodes.some(({ statuses }) => statuses !== undefined)) {
    cells.push(swatch('not deployed', other, BACKGROUND.light), swatch('status unknown', other, UNKNOWN.light));
  }
  if (nodes.some((node) => stageCount(node) > 1)) {
    cells.push(cell('double border: several stages'));
  }
  if (nodes.some(({ dependencies }) => dependencies.length > 0)) {
    cells.push(cell('a → b: b needs a'));
  }
  const table = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="6"><TR>${cells.join('')}</TR></TABLE>`;
  return cells.length === 0 ? [] : [`  graph [labelloc=b, labeljust=l, label=<${table}>];`];
}

function swatch(text: string, style: BoxStyle, fill: string): string {
  const names = styleNames(style).replace('filled,', '');
  const look = `STYLE="${names}" BORDER="${Math.round(style.borderWidth)}" COLOR="${style.border.light}" BGCOLOR="${fill}"`;
  return `<TD ${look} FIXEDSIZE="TRUE" WIDTH="26" HEIGHT="16"></TD>${cell(text)}`;
}

function cell(text: string): string {
  const width = Math.ceil(textWidth(text, DETAILS_SIZE) + DETAILS_SIZE);
  const font = `<FONT FACE="${FONTS}" POINT-SIZE="${DETAILS_SIZE}" COLOR="${TEXT.light}">${text}</FONT>`;
  return `<TD ALIGN="LEFT" WIDTH="${width}">${font}</TD>`;
}

function quoted(text: string): string {
  return `"${escaped(oneLine(text))}"`;
}

/** Escapes entities and backslashes, which Graphviz interprets in names and labels: https://graphviz.org/doc/info/attrs.html#k:escString */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replace(/["\\]/g, '\\$&');
}
