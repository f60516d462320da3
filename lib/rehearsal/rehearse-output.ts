import fs from 'node:fs';
import path from 'node:path';
import { type IoMessage } from '../toolkit/io/io-host';
import { Session } from '../toolkit/run/session';
import { rehearse, type RehearseOptions } from './rehearse';
import { type RehearsalResult } from './rehearsal-result';

/** Properties of {@link rehearseOutput}. */
export interface RehearseOutputProps extends Omit<RehearseOptions, 'change' | 'writeApp'> {
  /** Directory that an app was synthesized to. */
  readonly output: string;
  /** Directory of the same app with the changes that are deployed afterwards. @default nothing is changed */
  readonly changedOutput?: string;
  /** Environment variables. @default those of the process */
  readonly env?: NodeJS.ProcessEnv;
  /** Called with every message of the engine. @default none */
  readonly onMessage?: (message: IoMessage) => void;
}

/**
 * Variant of {@link rehearse} for an app that is synthesized already.
 *
 * @throws ToolkitError when nothing can be read there, or the providers cannot be installed; what does not hold is in the result
 */
export async function rehearseOutput(props: RehearseOutputProps): Promise<RehearsalResult> {
  const { output, changedOutput, env = process.env, onMessage = () => undefined, ...options } = props;
  const ioHost = { notify: onMessage, requestResponse: () => Promise.resolve(true) };
  const session = new Session({ directory: path.dirname(output), ioHost, env });
  let isChanged = false;
  return rehearse(session, {
    all: options.stages === undefined,
    ...options,
    change: changedOutput === undefined ? undefined : {},
    writeApp: async (directory) => {
      fs.rmSync(directory, { recursive: true, force: true });
      await fs.promises.cp(isChanged ? (changedOutput ?? output) : output, directory, { recursive: true });
      isChanged = true;
    },
  });
}
