import { Worker } from 'node:worker_threads';
import { ToolkitError } from '../toolkit-error';
import { DETAILS_SIZE } from './dot-graph';
import { allColors, BACKGROUND } from './palette';

/** Code of the worker thread; Graphviz as WebAssembly is large, and loaded only to draw. */
const DRAW = `
  const { parentPort, workerData } = require('node:worker_threads');
  require(workerData.viz).instance().then((viz) => {
    parentPort.postMessage(viz.renderString(workerData.dot, { format: 'svg' }));
  });
`;

/**
 * Renders a graph of Graphviz as SVG in a worker thread: a hundred densely connected stages take minutes, and a thread that renders handles no
 * signals.
 *
 * @param dot from {@link dotGraph}: the dark colors replace those of its palette
 * @throws ToolkitError when it is interrupted
 */
export async function svgGraph(dot: string, signal: AbortSignal): Promise<string> {
  const worker = new Worker(DRAW, { eval: true, workerData: { viz: require.resolve('@viz-js/viz'), dot } });
  const svg = await new Promise<string>((resolve, reject) => {
    const interrupt = () => reject(new ToolkitError('INTERRUPTED', 'Interrupted.'));
    signal.addEventListener('abort', interrupt);
    worker.once('message', resolve);
    worker.once('error', reject);
  }).finally(() => worker.terminate());
  return forScreens(svg);
}

/** Adds to a drawing of Graphviz a style sheet with dark colors, and a size that follows the window, down to half of the natural size. */
export function forScreens(svg: string): string {
  return svg.replace(
    /<svg width="(\d+)pt" height="(\d+)pt"([^>]*)>/,
    (_, width: string, height: string, rest: string) => {
      const limits = `max-width:max(100%,${Math.ceil(Number(width) / 2)}px);max-height:max(100vh,${Math.ceil(Number(height) / 2)}px)`;
      return `<svg width="${width}" height="${height}" style="${limits}" role="img"${rest}>\n${STYLE}`;
    },
  );
}

const RULES = [
  `svg{background:${BACKGROUND.light}}`,
  '.node text{font-weight:bold}',
  `.details-1 text:last-of-type,.details-2 text:nth-last-of-type(-n+2){font-weight:normal;font-size:${DETAILS_SIZE}px}`,
];

const DARK_RULES = [
  `svg{background:${BACKGROUND.dark}}`,
  ...allColors().flatMap(({ light, dark }) => [
    `[fill="${light}"]{fill:${dark}}`,
    `[stroke="${light}"]{stroke:${dark}}`,
  ]),
];

const STYLE = `<style>${RULES.join('')}@media(prefers-color-scheme:dark){${DARK_RULES.join('')}}</style>`;
