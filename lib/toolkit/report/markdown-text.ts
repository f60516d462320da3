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
  const fence = '`'.repeat(Math.max(2, longestRun(lines, '`')) + 1);
  return [`${fence}text`, lines, fence];
}

/** The largest number of times that a character follows itself. By a loop: a regular expression overflows on runs of megabytes. */
function longestRun(text: string, character: string): number {
  let [longest, run] = [0, 0];
  for (let index = text.indexOf(character); index >= 0 && index < text.length; index++) {
    run = text[index] === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
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
