import { type App } from 'cdktf';
import fs from 'node:fs';
import { AzstageError } from '../errors';

/** Parts of the process that {@link runApp} uses. */
export interface RunAppOptions {
  /** Directory that synth writes to; removed again when it is new and synth fails. */
  readonly outdir: string;
  /** Whether errors are shown with their stack. @default false */
  readonly debug?: boolean;
  /** Stream for errors. */
  readonly stderr: { write(text: string): unknown };
}

/**
 * Makes an app and synthesizes it.
 *
 * A mistake of the user is printed as its message alone, and leaves no directory behind.
 *
 * @returns the exit code
 */
export function runApp(makeApp: () => App, options: RunAppOptions): number {
  const isNew = !fs.existsSync(options.outdir);
  const { captureStackTrace } = Error;
  if (options.debug !== true) {
    // cdktf keeps the call stack of every token that it makes, and never shows it: a tenth of the whole run. Errors have theirs nevertheless.
    Error.captureStackTrace = () => undefined;
  }
  try {
    makeApp().synth();
    return 0;
  } catch (error) {
    if (isNew) {
      fs.rmSync(options.outdir, { recursive: true, force: true });
    }
    if (!(error instanceof AzstageError) || options.debug === true) {
      throw error;
    }
    options.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
