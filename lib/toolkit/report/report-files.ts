import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeDirectory } from '../host/file-trouble';
import { POLICY_RULES } from '../../policy/rules';
import { printableJson } from '../io/printable';
import { ToolkitError } from '../toolkit-error';
import { junitReport } from './junit-report';
import { markdownReport } from './markdown-report';
import { type Report } from './report';
import { sarifOf } from './sarif-report';

const FORMATS: Readonly<Record<string, (report: Report) => string | Promise<string>>> = {
  '.json': (report) => `${printableJson(report, 2)}\n`,
  '.xml': junitReport,
  '.md': (report) => markdownReport(report),
  '.sarif': ({ azstage: version, findings = [] }) => sarifOf(findings, { version, rules: POLICY_RULES }),
};

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
      `A report is .json, .xml (JUnit), .md (Markdown) or .sarif, not ${path.basename(file)}.`,
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
 * Writes a report in the format of the extension of the file. The file is replaced atomically: a crash leaves the old content or the new.
 *
 * @param file absolute path
 * @throws ToolkitError when it cannot be written
 */
export async function writeReport(report: Report, file: string): Promise<void> {
  writeText(file, (await FORMATS[path.extname(file)]?.(report)) ?? '');
}

/**
 * Replaces a file atomically.
 *
 * @param file absolute path
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
