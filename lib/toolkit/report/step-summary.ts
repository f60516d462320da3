import fs from 'node:fs';
import { COMMENT_LIMIT, markdownReport } from './markdown-report';
import { type Report } from './report';

/**
 * Maximum size of the summary of one step, in bytes; GitHub drops a longer one as a whole:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
const STEP_LIMIT = 1024 * 1024;

/**
 * Appends a report to the summary of a step on GitHub Actions, truncated to the space that is left.
 *
 * @param file the value of `GITHUB_STEP_SUMMARY`
 * @returns the problem if it could not be appended
 */
export function appendToStepSummary(report: Report, file: string): string | undefined {
  try {
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const left = STEP_LIMIT - size;
    if (left < COMMENT_LIMIT) {
      return `${size} bytes of ${STEP_LIMIT} are used`;
    }
    fs.appendFileSync(file, `\n${markdownReport(report, left - 1)}`);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
