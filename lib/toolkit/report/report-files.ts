import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeDirectory } from '../host/file-trouble';
import { policyRules } from '../../policy/policy-rules';
import { printableJson } from '../io/printable';
import { ToolkitError } from '../toolkit-error';
import { junitReport } from './junit-report';
import { markdownReport } from './markdown-report';
import { pageHtml } from '../page/page-html';
import { type RunDetails } from '../run/run-details';
import { type Report } from './report';
import { runPage } from './run-page';
import { sarifOf } from './sarif-report';

/** Extension of a page. */
const PAGE = '.html';
/** Extension of SARIF. */
const SARIF = '.sarif';

/** Sources of a report beside the result. */
export interface ReportSources {
  /** Details of the run; a page has them. */
  readonly details: RunDetails;
  /** Path of the project in its git repository; SARIF has it. @default the project is the root, or in none */
  readonly prefix?: string;
}

const FORMATS: Readonly<Record<string, (report: Report, sources: ReportSources) => string | Promise<string>>> = {
  [PAGE]: (report, { details }) => pageHtml(runPage(report, details)),
  '.json': (report) => `${printableJson(report, 2)}\n`,
  '.xml': junitReport,
  '.md': (report) => markdownReport(report),
  [SARIF]: ({ azstage: version, findings = [] }, { prefix }) =>
    sarifOf(findings, { version, rules: policyRules(), prefix }),
};

/** Whether a report has paths of files in the repository. */
export function isSarif(file: string): boolean {
  return path.extname(file) === SARIF;
}

/** Whether a report is a page, which shows more of a run than its result. */
export function isPage(file: string): boolean {
  return path.extname(file) === PAGE;
}

/**
 * Refuses a file that no report can be written to, and creates its directory otherwise.
 *
 * @param file absolute path
 * @throws ToolkitError
 */
export function prepareReport(file: string): void {
  if (FORMATS[path.extname(file)] === undefined) {
    throw new ToolkitError(
      'USAGE',
      `A report is .html (a page), .json, .xml (JUnit), .md (Markdown) or .sarif, not ${path.basename(file)}.`,
      'Give only files after --report: stages come before it, or after another option.',
    );
  }
  prepareFile(file);
}

/**
 * Refuses a file that cannot be written, and creates its directory otherwise.
 *
 * @param file absolute path
 * @throws ToolkitError
 */
export function prepareFile(file: string): void {
  try {
    makeDirectory(path.dirname(file));
    fs.accessSync(path.dirname(file), fs.constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
  if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new ToolkitError('REFUSED', `The report ${file} is a directory.`, 'Name a file.');
  }
}

/**
 * Writes a report in the format of the extension of the file.
 *
 * @param file absolute path
 * @throws ToolkitError when it cannot be written
 */
export async function writeReport(report: Report, file: string, sources: ReportSources): Promise<void> {
  writeText(file, (await FORMATS[path.extname(file)]?.(report, sources)) ?? '');
}

/**
 * Writes a file. It is replaced atomically: a crash leaves the old content or the new.
 *
 * @param file absolute path
 *
 * @throws ToolkitError when it cannot be written
 */
export function writeText(file: string, content: string): void {
  const temporary = `${file}.${crypto.randomBytes(4).toString('hex')}.tmp`;
  try {
    fs.writeFileSync(temporary, content, { flag: 'wx' });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): ToolkitError {
  return new ToolkitError(
    'REFUSED',
    `The report ${file} cannot be written: ${(error as Error).message}`,
    'Name a file in a directory that can be written to.',
  );
}
