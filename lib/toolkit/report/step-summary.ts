import fs from 'node:fs';
import { COMMENT_LIMIT, markdownReport } from './markdown-report';
import { type Report } from './report';

/**
 * How long the summary of one step may be, in bytes; GitHub drops one that is longer as a whole:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
const STEP_LIMIT = 1024 * 1024;

/**
 * Appends a report to the summary of a step on GitHub Actions, in full as far as there is room.
 *
 * @param file the value of `GITHUB_STEP_SUMMARY`
 * @returns why it could not be done
 */
export function appendToStepSummary(report: Report, file: string): string | undefined {
  try {
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const left = STEP_LIMIT - size;
    if (left < COMMENT_LIMIT) {
      return `${size} bytes of ${STEP_LIMIT} are taken`;
    }
    fs.appendFileSync(file, `\n${markdownReport(report, left - 1)}`);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
