import { type Problem, quote } from '../errors';
import { outlineOf } from './json-outline';

/**
 * Problems of keys that an object of a JSON text has more than once: a parser would keep the last value and report nothing.
 *
 * @param file name of the file, for the message
 * @param shown the path of a key as it may be printed
 */
export function duplicateKeyProblems(
  file: string,
  text: string,
  shown: (property: string) => string = (property) => quote(property).slice(1, -1),
): Problem[] {
  return outlineOf(text.replace(/^\uFEFF/, '')).duplicateKeys.map(({ path, lines }) => ({
    path: file,
    property: shown(path),
    message: `occurs ${lines.length} times, on lines ${lines.join(', ')}`,
    allowed: 'each field once',
  }));
}
