import fc from 'fast-check';

/** A word that must not begin a line, as if azstage had said it. */
const FORGED = 'FORGED';

/** What text of others does to a terminal, to the log of a CI system, or to a reader. */
const PARTS = [
  `\u001b[2J\u001b[1;1H${FORGED}`,
  '\u001b]0;title\u0007\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\',
  '\u009b31m\u009d0;title\u009c\u0090q\u009c',
  '\u001b[32mgreen\u001b[0m\u001b[38:5:1m',
  '\u001b[\u001b[31m31mnested',
  `visible\r${FORGED}`,
  `a\n${FORGED}: applied`,
  `a\r\n${FORGED}: applied\n\n`,
  '::error::a',
  'a\n::add-mask::a\n \t::stop-commands::a',
  'a\u000b::error::a',
  '##vso[task.setvariable variable=a]b',
  "a ##[error]b ###[group]c ##VSO[d] ##teamcity[message text='e']",
  '\u202egpj.exe\u202c \u2066a\u2069 \u061c\u200f',
  'a\u200bb\ufeffc\u2060d\u00ade\u200df\u034f',
  `a\u2028${FORGED}\u2029${FORGED}\u0085${FORGED}\u000b${FORGED}\u000c${FORGED}`,
  '\u007f\u0000\b\b\b',
  '\ud800 \u{e0041}\u{e0042} \ufff9\ufdd0',
  'a\tb',
  'Ł 日本 😀',
];

/** Every part at once. */
export const HOSTILE = PARTS.join(' ');

/** Some of the parts, in any order, directly after each other. */
export const hostileText = fc
  .array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));

const OWN_COLORS = /\u001b\[(?:1|2|22|31|32|33|36|39)m/g;
const OWN_MOVES = /\u001b\[\d+A\r\u001b\[0J/g;

/** The sequences of azstage's own colors in a text, in their order. */
export function colorsIn(text: string): readonly string[] {
  return text.match(OWN_COLORS) ?? [];
}

/** Expects that nothing in an output acts on a terminal or a CI system, hides or forges, apart from azstage's own colors and moves. */
export function expectHarmless(output: string): void {
  const text = output.replace(OWN_MOVES, '').replace(OWN_COLORS, '');
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e]/);
  expect(text).not.toMatch(/[\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toMatch(/##(?:vso|teamcity)?\[/i);
}

/** Expects that no text of others begins a line. */
export function expectUnforged(output: string): void {
  expect(output.replace(OWN_COLORS, '')).not.toMatch(new RegExp(`^${FORGED}`, 'm'));
}
