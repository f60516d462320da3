import { readTextFile } from '../host/file-trouble';

/** Indent of types, and of names of resources, in Terraform JSON as cdktf writes it. */
const TYPE = /^ {4}"([\w-]+)": \{$/;
const NAME = /^ {6}"([\w-]+)": \{$/;
const SECTION = /^ {2}"([\w-]+)": [{[]/;

/**
 * Address of the resource of Terraform JSON that a line is in; undefined where it is in none.
 *
 * @param line the first one is 1
 */
export function resourceAtLine(file: string, line: number): string | undefined {
  const lines = (readTextFile(file) ?? '').split('\n').slice(0, line);
  const section = lines.findLastIndex((text) => SECTION.test(text));
  if (SECTION.exec(lines[section] ?? '')?.[1] !== 'resource') {
    return undefined;
  }
  const type = lines.findLastIndex((text) => TYPE.test(text));
  const name = lines.findLastIndex((text) => NAME.test(text));
  return section < type && type < name
    ? `${TYPE.exec(lines[type] ?? '')?.[1]}.${NAME.exec(lines[name] ?? '')?.[1]}`
    : undefined;
}
