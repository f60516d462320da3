import { JsonError, type JsonFormat } from '../../json/json-format';
import { readTextFile } from './file-trouble';
import { ToolkitError, type ToolkitErrorCode } from '../toolkit-error';

/** Code and fix of the error for a file that does not match its format. */
export interface BadJson {
  readonly code: ToolkitErrorCode;
  /** Instruction, as a sentence. */
  readonly fix: string;
}

/**
 * Reads a JSON file of the user, the app or another program; undefined when it does not exist.
 *
 * @throws ToolkitError when it cannot be read, or does not match the format
 */
export function readJsonFile<T>(file: string, format: JsonFormat<T>, bad: BadJson): T | undefined {
  const text = readTextFile(file);
  return text === undefined ? undefined : parseJson(text, file, format, bad);
}

/**
 * Parses JSON.
 *
 * @param source origin of the text, for messages
 * @throws ToolkitError when it does not match the format
 */
export function parseJson<T>(text: string, source: string, format: JsonFormat<T>, { code, fix }: BadJson): T {
  try {
    return format.parse(text);
  } catch (error) {
    throw error instanceof JsonError ? new ToolkitError(code, `${source} ${error.message}.`, fix) : error;
  }
}

/**
 * Reads a JSON file that azstage wrote; undefined when it does not exist or is damaged, as after a crash of the machine.
 *
 * @throws ToolkitError when it exists and cannot be read
 */
export function readOwnJson<T>(file: string, format: JsonFormat<T>): T | undefined {
  const text = readTextFile(file);
  return text === undefined ? undefined : format.tryParse(text);
}
