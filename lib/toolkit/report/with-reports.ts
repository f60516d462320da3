import path from 'node:path';
import { AzstageError } from '../../errors';
import { ExitCode } from '../exit-code';
import { fileTrouble } from '../host/file-trouble';
import { GitRepository } from '../host/git';
import { packageVersion } from '../package-version';
import { RunDetails } from '../run/run-details';
import { type Session } from '../run/session';
import { type RunResult } from '../io/run-result';
import { ToolkitError } from '../toolkit-error';
import { type Report, type ReportError, reportOf } from './report';
import { isPage, isSarif, prepareReport, writeReport } from './report-files';
import { appendToStepSummary } from './step-summary';

/** Options of {@link withReports}. */
export interface ReportProps {
  /** Name of the command. */
  readonly command: string;
  /** Files, relative to the working directory; `.html` for a page, `.json`, `.xml` for JUnit, `.md` or `.sarif`. @default none */
  readonly files?: readonly string[];
  /** Whether a page has the values of arguments; sensitive ones are hidden anyway. @default true */
  readonly values?: boolean;
}

/**
 * Performs a run, and writes its reports whether it succeeds or fails; on GitHub Actions also to the step summary.
 *
 * @returns the result; a successful run fails if a report could not be written
 * @throws ToolkitError before anything runs when a file cannot be a report, and all errors of the run
 */
export async function withReports(
  session: Session,
  props: ReportProps,
  run: () => Promise<RunResult>,
): Promise<RunResult> {
  const files = (props.files ?? []).map((file) => path.resolve(session.project.workingDirectory, file));
  files.forEach(prepareReport);
  const started = session.clock();
  const elapsed = session.stopwatch();
  const details = new RunDetails(elapsed, props.values !== false);
  session.details = files.some(isPage) ? details : undefined;
  const report = (result: RunResult, error?: ReportError): Report => {
    const { directory, settings } = session.project;
    return reportOf(result, { version: packageVersion(), started, settings, directory, error });
  };
  let result: RunResult;
  try {
    result = await run();
  } catch (error) {
    const failure = session.interruption.happened ? new ToolkitError('INTERRUPTED', 'Interrupted.') : error;
    const exitCode = failure instanceof ToolkitError ? failure.exitCode : ExitCode.FAILED;
    const milliseconds = elapsed();
    const known = session.refusedRun ?? { command: props.command, stages: [], checks: [] };
    await writeAll(session, report({ ...known, exitCode, milliseconds }, reportError(failure)), { files, details });
    throw error;
  }
  const isWritten = await writeAll(session, report(result), { files, details });
  const isDone = result.exitCode === ExitCode.DONE || result.exitCode === ExitCode.CHANGES;
  return isWritten || !isDone ? result : { ...result, exitCode: ExitCode.FAILED };
}

/** Writes all reports, and reports those that could not be written; returns whether all were written. */
async function writeAll(
  session: Session,
  report: Report,
  { files, details }: { readonly files: readonly string[]; readonly details: RunDetails },
): Promise<boolean> {
  let isWritten = true;
  const { project, env } = session;
  const place = files.some(isSarif) ? await GitRepository.placeOf(project.directory, env) : undefined;
  for (const file of files) {
    try {
      await writeReport(report, file, { details, prefix: place?.prefix });
      session.report.say('debug', 'report.written', `Wrote ${file}`, { file });
    } catch (error) {
      isWritten = false;
      session.report.say('error', 'report.failed', describeError(error), { file });
    }
  }
  const { GITHUB_STEP_SUMMARY: summary = '' } = session.env;
  const problem = summary === '' ? undefined : appendToStepSummary(report, summary);
  if (problem !== undefined) {
    const text = `The report was not appended to the step summary: ${problem}`;
    session.report.say('warning', 'report.failed', text, { file: summary });
  }
  return isWritten;
}

function describeError(error: unknown): string {
  const { message, fix } = error as Partial<ToolkitError>;
  return [message, fix].filter((part) => part !== undefined).join(' ');
}

function reportError(thrown: unknown): ReportError {
  const failure = fileTrouble(thrown) ?? thrown;
  const code = failure instanceof AzstageError ? failure.code : 'UNEXPECTED';
  const fix = failure instanceof ToolkitError ? failure.fix : undefined;
  return { code, message: failure instanceof Error ? failure.message : String(failure), fix };
}
