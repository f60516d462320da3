import { foldAlike } from '../graph/fold-alike';
import { foldLayers, layersOf } from '../graph/fold-layers';
import { renderGraph } from '../graph/graphviz';
import { withoutTransitive } from '../graph/transitive-reduction';
import { type GraphNode } from '../io/results';
import { type PageStage } from './page';

/** Size of the box of a stage, and the space around those in a group, in pixels. */
export const BOX = { width: 216, height: 54 };
export const GROUP = { gap: 12, head: 54 };

/** Space between boxes of the drawing, in pixels. */
const SPACE = { between: 16, ranks: 44, margin: 12 };

/** Number of stages that are all drawn on their own. */
const MOST_STAGES = 30;

/** Pixels per inch, the unit of Graphviz. */
const INCH = 96;

/** Shape of the part of the page that has the drawing: wider than high. */
const PANE = { width: 760, height: 600 };

/** Box of a drawing: a stage, or a group of stages that is opened into a larger box. */
export interface GraphBox {
  readonly name: string;
  /** Indexes of its stages. */
  readonly stages: readonly number[];
  readonly x: number;
  readonly y: number;
  /** Size of the box of a group that is open. @default it is no group */
  readonly open?: { readonly width: number; readonly height: number; readonly columns: number };
}

/** Line from one box to another: the control points of Bézier curves. */
export interface GraphLine {
  readonly from: number;
  readonly to: number;
  readonly points: readonly number[];
}

/** Drawing of the stages. */
export interface PageGraph {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly GraphBox[];
  readonly lines: readonly GraphLine[];
}

/**
 * Draws the stages. Of many, those that are alike and of one kind share a box: equal neighbours, and names that begin alike; then whole layers do,
 * until the boxes fit a screen.
 */
export async function layOut(stages: readonly PageStage[]): Promise<PageGraph> {
  const indexes = new Map(stages.map(({ name }, index) => [name, index]));
  const nodes = folded(stages, indexes);
  const plain = nodes.length === 0 ? '' : await renderGraph(dotOf(nodes), 'plain');
  return { ...drawingOf(plain), boxes: boxesOf(plain, nodes, indexes) };
}

function folded(stages: readonly PageStage[], indexes: ReadonlyMap<string, number>): readonly GraphNode[] {
  const nodes = stages.map(({ name, kind, dependencies }): GraphNode => ({
    name,
    dependencies: dependencies.filter((other) => indexes.has(other)),
    // Stages to which other things happen are not alike.
    lifecycle: kind,
  }));
  const direct = withoutTransitive(nodes);
  return direct.length <= MOST_STAGES ? direct : withoutTransitive(foldLayers(foldAlike(direct)));
}

/** Digraph of Graphviz with a number for each box: names of others are none of its language. */
function dotOf(nodes: readonly GraphNode[]): string {
  const numbers = new Map(nodes.map(({ name }, index) => [name, index]));
  const edges = nodes.flatMap(({ name, dependencies }) =>
    dependencies.map((other) => `n${numbers.get(other)} -> n${numbers.get(name)};`),
  );
  const inches = (pixels: number) => (pixels / INCH).toFixed(4);
  return [
    'digraph {',
    // Limits of the time that a dense graph takes.
    `graph [rankdir=${directionOf(nodes)}, nodesep=${inches(SPACE.between)}, ranksep=${inches(SPACE.ranks)}, nslimit=2, nslimit1=2];`,
    `node [shape=box, fixedsize=true, width=${inches(BOX.width)}, height=${inches(BOX.height)}];`,
    ...nodes.map((_, index) => `n${index};`),
    ...edges,
    '}',
  ].join('\n');
}

/** Direction in which the drawing fits the pane better: from top to bottom, or from left to right. */
function directionOf(nodes: readonly GraphNode[]): 'TB' | 'LR' {
  const sizes = new Map<number, number>();
  [...layersOf(nodes).values()].forEach((layer) => sizes.set(layer, (sizes.get(layer) ?? 0) + 1));
  const widest = Math.max(0, ...sizes.values());
  const fits = (width: number, height: number) => Math.min(PANE.width / width, PANE.height / height);
  const down = fits(widest * (BOX.width + SPACE.between), sizes.size * (BOX.height + SPACE.ranks));
  const right = fits(sizes.size * (BOX.width + SPACE.ranks), widest * (BOX.height + SPACE.between));
  return down >= right ? 'TB' : 'LR';
}

/** Size and lines of a drawing in the format "plain": https://graphviz.org/docs/outputs/plain/ */
function drawingOf(plain: string): Pick<PageGraph, 'width' | 'height' | 'lines'> {
  const [, , width, height] = wordsAt(plain, 'graph')[0] ?? [];
  const place = placing(plain);
  const lines = wordsAt(plain, 'edge').map(([, from = '', to = '', count = '', ...rest]) => {
    const numbers = rest.slice(0, Number(count) * 2);
    const points = numbers.map((text, at) => (at % 2 === 0 ? place(text, '0').x : place('0', text).y));
    return { from: Number(from.slice(1)), to: Number(to.slice(1)), points };
  });
  const size = (inches: string | undefined) => Math.ceil(Number(inches ?? 0) * INCH) + 2 * SPACE.margin;
  return { width: size(width), height: size(height), lines };
}

function boxesOf(plain: string, nodes: readonly GraphNode[], indexes: ReadonlyMap<string, number>): GraphBox[] {
  const place = placing(plain);
  const centres = new Map(wordsAt(plain, 'node').map(([, id = '', x = '', y = '']) => [id, place(x, y)]));
  return nodes.map(({ name, stages = [name] }, index) => {
    const { x, y } = centres.get(`n${index}`) ?? { x: 0, y: 0 };
    const members = stages.flatMap((stage) => indexes.get(stage) ?? []).sort((a, b) => a - b);
    const corner = { x: pixel(x - BOX.width / 2), y: pixel(y - BOX.height / 2) };
    return { name, stages: members, ...corner, ...(members.length > 1 ? { open: openSize(members.length) } : {}) };
  });
}

/** Size of an open group, whose stages are in a grid somewhat wider than high. */
function openSize(count: number): GraphBox['open'] {
  const columns = Math.max(
    2,
    Math.round(Math.sqrt((count * (BOX.height + GROUP.gap) * 1.4) / (BOX.width + GROUP.gap))),
  );
  const rows = Math.ceil(count / columns);
  return {
    columns,
    width: columns * (BOX.width + GROUP.gap) + GROUP.gap,
    height: rows * (BOX.height + GROUP.gap) + GROUP.gap + GROUP.head,
  };
}

/** Turns coordinates of Graphviz, in inches from below, into pixels from above. */
function placing(plain: string): (x: string, y: string) => { readonly x: number; readonly y: number } {
  const height = Number(wordsAt(plain, 'graph')[0]?.[3] ?? 0);
  return (x, y) => ({
    x: pixel(Number(x) * INCH + SPACE.margin),
    y: pixel((height - Number(y)) * INCH + SPACE.margin),
  });
}

function wordsAt(plain: string, kind: string): readonly (readonly string[])[] {
  return plain
    .split('\n')
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => line.split(' '));
}

function pixel(value: number): number {
  return Math.round(value * 10) / 10;
}
