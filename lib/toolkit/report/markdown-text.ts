import { printable } from './printable';

/** Longest name that is shown in full: of a stage, an address or a path, in UTF-16 units. */
const LONGEST_NAME = 300;

/** A name, in the type of code: no mention and no formatting can be in it, be it in a table or in HTML. */
export function code(name: string): string {
  const line = oneLine(clipped(name, LONGEST_NAME));
  return /^[^`|\\<>&]+$/.test(line) ? `\`${line}\`` : `<code>${entities(line)}</code>`;
}

/** As {@link code}, where Markdown is not looked at: between tags of HTML. */
export function htmlCode(name: string): string {
  return `<code>${entities(oneLine(clipped(name, LONGEST_NAME)))}</code>`;
}

/**
 * Text of one line, shown as it is.
 *
 * A zero-width space parts `@` and `#` from what follows: GitHub and GitLab look for mentions in what Markdown was made into, where an
 * escaped character is like any other.
 */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/^[-=]|^\d(?=\d*[.)])|[\\`*_{}[\]<>#+!|~&$@^]/g, entity)
    .replace(/&#(?:64|35);(?=\w)/g, '$&\u200b');
}

/** Text of several lines, shown as it is. */
export function fenced(text: string): readonly string[] {
  const lines = printable(text).trimEnd();
  const longest = lines.match(/`{3,}/g)?.reduce((length, run) => Math.max(length, run.length), 2) ?? 2;
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, lines, fence];
}

/** The beginning of a text that is too long, with a mark that something is missing. */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} ./,;()-]/gu, entity);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
