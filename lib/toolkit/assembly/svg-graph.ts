import { Worker } from 'node:worker_threads';
import { ToolkitError } from '../toolkit-error';

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
 * @throws ToolkitError when it is interrupted
 */
export function svgGraph(dot: string, signal: AbortSignal): Promise<string> {
  const worker = new Worker(DRAW, { eval: true, workerData: { viz: require.resolve('@viz-js/viz'), dot } });
  return new Promise((resolve, reject) => {
    const interrupt = () => reject(new ToolkitError('INTERRUPTED', 'Interrupted.'));
    signal.addEventListener('abort', interrupt);
    worker.once('message', resolve);
    worker.once('error', reject);
  }).finally(() => worker.terminate()) as Promise<string>;
}
