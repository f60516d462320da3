import { singleSpaced } from '../host/single-spaced';

/**
 * Characters that a reader does not see, or that change what the reader sees: control characters (C0 with ESC, DEL, C1), marks and isolates of the
 * direction of text, zero-width and other default ignorable characters, separators of lines and paragraphs, annotations, noncharacters, and halves of
 * surrogate pairs. XML 1.0 forbids some of them (https://www.w3.org/TR/xml/#charsets).
 */
const HIDDEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]/gu;

/** Scripts that are not written without joiners: https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters */
const JOINED =
  '\\p{Script=Arabic}\\p{Script=Bengali}\\p{Script=Devanagari}\\p{Script=Gujarati}\\p{Script=Gurmukhi}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Oriya}\\p{Script=Sinhala}\\p{Script=Tamil}\\p{Script=Telugu}';

/** Exceptions from {@link HIDDEN}: line feeds, tabs, and joiners and variation selectors in emoji and in {@link JOINED}. */
const VISIBLE = new RegExp(
  [
    '[\\n\\t]',
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}])[\\u200d\\ufe0e\\ufe0f]',
    '(?<=\\p{Extended_Pictographic}\\ufe0f)\\u200d(?=\\p{Extended_Pictographic})',
    `(?<=[${JOINED}])[\\u200c\\u200d](?=[${JOINED}])`,
  ].join('|'),
  'uy',
);

/** Colors and other attributes of text, which are left out: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ */
const COLORS = /(?:\u001b\[|\u009b)[\d;:]*m/g;

/**
 * Beginning of a line that GitHub Actions takes as a command, even after spaces:
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const LINE_COMMAND = /^([^\S\n\r\u2028\u2029]*):(?=:)/gm;

/**
 * Commands of Azure Pipelines and GitHub Actions, anywhere in a line, and of TeamCity:
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
const COMMAND = /#(?=#(?:vso|teamcity)?\[)/gi;

/**
 * Text of others, harmless on a terminal, in the log of a CI run, in XML and in Markdown.
 *
 * Hidden characters become visible, as in `<U+202E>`; so does the first character of a workflow command, such as `::error::` or `##vso[...]`.
 * Colors are left out. Line feeds and tabs stay: see {@link oneLine}. Applied twice, it changes nothing.
 */
export function printable(text: string): string {
  return text
    .replace(COLORS, '')
    .replace(/\r\n/g, '\n')
    .replace(HIDDEN, (character, at: number, all: string) => {
      VISIBLE.lastIndex = at;
      return VISIBLE.test(all) ? character : named(character);
    })
    .replace(COMMAND, named)
    .replace(LINE_COMMAND, (_, indent: string) => `${indent}${named(':')}`);
}

/** {@link printable} text in one line, as for a name. */
export function oneLine(text: string): string {
  return singleSpaced(printable(text));
}

/**
 * JSON that is {@link printable} as it is, and exact for the program that reads it: what would be hidden, or a workflow command, is escaped.
 *
 * @param indent number of spaces. @default one line
 */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(HIDDEN, (character) => (character === '\n' ? character : escaped(character)))
    .replace(COMMAND, escaped);
}

/** `<U+202E>` */
function named(character: string): string {
  const number = character.codePointAt(0) ?? 0;
  return `<U+${number.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** `\u202e`; two of them for a character outside of the Basic Multilingual Plane. */
function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
