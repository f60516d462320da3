import { JsonError, type JsonFormat } from '../../json/json-format';
import { readTextFile } from './file-trouble';
import { ToolkitError, type ToolkitErrorCode } from '../toolkit-error';

/** What is said of a file that is not of the form that it should have. */
export interface BadJson {
  readonly code: ToolkitErrorCode;
  /** What to do about it, as a sentence. */
  readonly fix: string;
}

/**
 * Reads a JSON file of the user, the app or another program; undefined when it is not there.
 *
 * @throws ToolkitError when it cannot be read, or is not of that form
 */
export function readJsonFile<T>(file: string, format: JsonFormat<T>, bad: BadJson): T | undefined {
  const text = readTextFile(file);
  return text === undefined ? undefined : parseJson(text, file, format, bad);
}

/**
 * Reads JSON.
 *
 * @param source where it is from, for messages
 * @throws ToolkitError when it is not of that form
 */
export function parseJson<T>(text: string, source: string, format: JsonFormat<T>, { code, fix }: BadJson): T {
  try {
    return format.parse(text);
  } catch (error) {
    throw error instanceof JsonError ? new ToolkitError(code, `${source} ${error.message}.`, fix) : error;
  }
}

/**
 * Reads a JSON file of azstage's own; undefined when it is not there or damaged, as after a crash of the machine.
 *
 * @throws ToolkitError when it is there and cannot be read
 */
export function readOwnJson<T>(file: string, format: JsonFormat<T>): T | undefined {
  const text = readTextFile(file);
  return text === undefined ? undefined : format.tryParse(text);
}
