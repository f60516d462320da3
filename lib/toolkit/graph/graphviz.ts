import { Worker } from 'node:worker_threads';
import { ToolkitError } from '../toolkit-error';

/** Code of the worker thread; Graphviz as WebAssembly is large, and loaded only to draw. */
const DRAW = `
  const { parentPort, workerData } = require('node:worker_threads');
  require(workerData.viz).instance().then((viz) => {
    parentPort.postMessage(viz.renderString(workerData.dot, { format: workerData.format }));
  });
`;

/**
 * Renders a graph with Graphviz in a worker thread: a hundred densely connected stages take minutes, and a thread that renders handles no signals.
 *
 * @param signal interrupts it. @default nothing does
 * @throws ToolkitError when it is interrupted
 */
export function renderGraph(dot: string, format: 'svg' | 'plain', signal?: AbortSignal): Promise<string> {
  const worker = new Worker(DRAW, { eval: true, workerData: { viz: require.resolve('@viz-js/viz'), dot, format } });
  return new Promise<string>((resolve, reject) => {
    const interrupt = () => reject(new ToolkitError('INTERRUPTED', 'Interrupted.'));
    signal?.addEventListener('abort', interrupt);
    worker.once('message', resolve);
    worker.once('error', reject);
  }).finally(() => worker.terminate());
}
