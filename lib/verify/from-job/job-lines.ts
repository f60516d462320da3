import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { oneLine, printableJson } from '../../toolkit/io/printable';
import { type Verdict } from '../check';

/** Line of the log of a job that is a result of its program, and no text of anything else. */
const MARK = 'azstage-verify';

/** Verdict of the check with this number. */
export interface NumberedVerdict {
  readonly index: number;
  readonly verdict: Verdict;
}

export const NUMBERED_VERDICT = new JsonFormat<NumberedVerdict>(
  'verdict in the log of a job',
  z.object({
    index: z.number().int().nonnegative(),
    verdict: z.object({
      status: z.enum(['passed', 'failed', 'unreachable']),
      detail: z.string().transform(oneLine),
      fix: z.string().transform(oneLine).optional(),
    }),
  }),
);

/**
 * Line of a verdict.
 *
 * @param run tells the lines of one run from those of others
 */
export function verdictLine(run: string, verdict: NumberedVerdict): string {
  return `${MARK} ${run} ${printableJson(verdict)}`;
}

/** Verdict in a line of the log of a job; undefined in any other line. */
export function verdictIn(run: string, line: string): NumberedVerdict | undefined {
  const start = `${MARK} ${run} `;
  const at = line.indexOf(start);
  return at === -1 ? undefined : NUMBERED_VERDICT.tryParse(line.slice(at + start.length));
}
