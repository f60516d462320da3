import { AzstageError } from '../../errors';
import { oneLine } from '../../toolkit/io/printable';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { type DataPlaneContext, type Verdict } from '../check';

/** Longest text of others in a verdict, in characters. */
const LONGEST = 400;

/** End of a check before its last step. */
export class Finding extends AzstageError {
  public readonly code = 'FINDING';

  constructor(public readonly verdict: Verdict) {
    super(verdict.detail);
  }
}

/** A service that does not do what it should. */
export function failed(detail: string, fix?: string): Finding {
  return new Finding({ status: 'failed', detail, fix });
}

/** A service that this machine cannot reach. */
export function unreachable(detail: string, fix: string): Finding {
  return new Finding({ status: 'unreachable', detail, fix });
}

/** Text of others for a verdict: in one line, and not longer than one reads. */
export function told(text: string): string {
  const line = oneLine(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

/**
 * Verdict of a check. What Azure refuses fails it, and so does a sign-in that fails.
 *
 * @param steps their result says what was found to work
 * @throws ToolkitError on Ctrl-C
 */
export async function verdictOf({ signal }: DataPlaneContext, steps: () => Promise<string>): Promise<Verdict> {
  try {
    return { status: 'passed', detail: await steps() };
  } catch (error) {
    if (error instanceof Finding) {
      return error.verdict;
    }
    if (error instanceof ToolkitError && !(signal.aborted && !isTimeLimit(signal))) {
      return { status: 'failed', detail: error.message, fix: error.fix };
    }
    throw error;
  }
}

/**
 * Result of work that ends with a signal.
 *
 * @param late what is found when the time is over
 * @param stop ends the work
 * @throws ToolkitError on Ctrl-C
 */
export async function within<T>(
  signal: AbortSignal,
  work: Promise<T>,
  late: () => Finding,
  stop: () => void = () => undefined,
): Promise<T> {
  const over = () => (isTimeLimit(signal) ? late() : new ToolkitError('INTERRUPTED', 'Interrupted.'));
  let end = () => undefined as void;
  const aborted = new Promise<never>((_, reject) => {
    end = () => {
      stop();
      reject(over());
    };
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) {
      end();
    }
    return await Promise.race([aborted, work]);
  } catch (error) {
    // The work may have seen the signal first, and says only that it was ended.
    throw signal.aborted && !(error instanceof Finding) ? over() : error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Whether a signal was aborted by a time limit, and not by Ctrl-C. */
export function isTimeLimit({ reason }: AbortSignal): boolean {
  return (reason as { readonly name?: unknown } | undefined)?.name === 'TimeoutError';
}
