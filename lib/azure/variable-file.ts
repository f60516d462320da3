import { readTextFile } from '../toolkit/host/file-trouble';
import { ToolkitError } from '../toolkit/toolkit-error';

/**
 * Content of a file that an environment variable names, without white space around it.
 *
 * @throws ToolkitError when there is no such file, or it cannot be read
 */
export function variableFile(file: string, variable: string): string {
  const text = readTextFile(file);
  if (text === undefined) {
    throw new ToolkitError(
      'USAGE',
      `${variable} names ${file}, which does not exist.`,
      `Write the file, or unset ${variable}.`,
    );
  }
  return text.trim();
}
