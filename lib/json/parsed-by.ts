import { z } from 'zod';
import { ValueError } from '../errors';

/**
 * A text that a value class reads, such as a parameter. The class's problem is in `params.problem` of the issue.
 *
 * @param parse throws ValueError when it refuses the text
 */
export function parsedBy<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof ValueError)) {
        throw error;
      }
      context.issues.push({ code: 'custom', input: text, message: error.message, params: { problem: error.problem } });
      return z.NEVER;
    }
  });
}
