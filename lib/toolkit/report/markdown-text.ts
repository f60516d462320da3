import { oneLine, printable } from '../io/printable';

/** Maximum length of the name of a stage, an address or a path, in UTF-16 units. */
const LONGEST_NAME = 300;

/** A name as inline code, in which neither mentions nor formatting are possible, in a table or in HTML too. */
export function code(name: string): string {
  const line = oneLine(clipped(name, LONGEST_NAME));
  return /^[^`|\\<>&]+$/.test(line) ? `\`${line}\`` : `<code>${entities(line)}</code>`;
}

/** A name as {@link code} between tags of HTML, where Markdown is not rendered. */
export function htmlCode(name: string): string {
  return `<code>${entities(oneLine(clipped(name, LONGEST_NAME)))}</code>`;
}

/**
 * Escaped text of one line.
 *
 * A zero-width space separates `@` and `#` from the next character: GitHub and GitLab search for mentions in the rendered HTML, where an
 * escaped character is like any other.
 */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/^[-=]|^\d(?=\d*[.)])|[\\`*_{}[\]<>#+!|~&$@^]/g, entity)
    .replace(/&#(?:64|35);(?=\w)/g, '$&\u200b');
}

/** Text of several lines in a code fence. */
export function fenced(text: string): readonly string[] {
  const lines = printable(text).trimEnd();
  const fence = '`'.repeat(Math.max(2, longestRun(lines, '`')) + 1);
  return [`${fence}text`, lines, fence];
}

/** The length of the longest run of a character. A loop, as a regular expression overflows on runs of megabytes. */
function longestRun(text: string, character: string): number {
  let [longest, run] = [0, 0];
  for (let index = text.indexOf(character); index >= 0 && index < text.length; index++) {
    run = text[index] === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** The text, truncated with an ellipsis if it is too long. */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} ./,;()-]/gu, entity);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
