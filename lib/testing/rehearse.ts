import { type App } from 'cdktf';
import { type RehearsalResult } from '../rehearsal/rehearsal-result';
import type * as engine from '../rehearsal/rehearse-output';

/** Options of {@link rehearse}. */
export interface RehearseAppOptions extends Omit<engine.RehearseOutputProps, 'output' | 'changedOutput'> {
  /** The same app with the changes that are deployed afterwards, in an output directory of its own. @default nothing is changed */
  readonly change?: App;
}

/**
 * Synthesizes an app, and deploys, plans again and destroys its stages with the real Terraform and the real providers against an Azure on loopback.
 *
 * It takes minutes, as the providers wait between their requests; give the test a timeout.
 *
 * @returns what came of each step; `exitCode` is 0 when everything held
 * @throws ToolkitError when the providers cannot be installed
 */
export function rehearse(app: App, { change, ...options }: RehearseAppOptions = {}): Promise<RehearsalResult> {
  app.synth();
  change?.synth();
  // Only a test that rehearses loads the engine.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { rehearseOutput } = require('../rehearsal/rehearse-output') as typeof engine;
  return rehearseOutput({ ...options, output: app.outdir, changedOutput: change?.outdir });
}
