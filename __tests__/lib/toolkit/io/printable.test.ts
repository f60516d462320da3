import fc from 'fast-check';
import { oneLine, printable, printableJson } from '../../../../lib/toolkit/io/printable';
import { expectHarmless, hostileText } from '../../../helpers/hostile-text';

describe('printable text', () => {
  it.each([
    ['a control sequence', '\u001b[2Ja', '<U+001B>[2Ja'],
    ['a control sequence of C1', '\u009b2Ja', '<U+009B>2Ja'],
    ['the title of a window', '\u001b]0;a\u0007', '<U+001B>]0;a<U+0007>'],
    ['colors', '\u001b[1;31mred\u001b[0m', 'red'],
    ['colors within colors', '\u001b[\u001b[31m31mred', '<U+001B>[31mred'],
    ['a carriage return', 'deleted\rkept   ', 'deleted<U+000D>kept   '],
    ['the end of a line on Windows', 'a\r\nb', 'a\nb'],
    ['other line ends', 'a\u0085b\u2028c\u2029d', 'a<U+0085>b<U+2028>c<U+2029>d'],
    ['another direction', 'a\u202eb', 'a<U+202E>b'],
    ['isolates', '\u2066a\u2069', '<U+2066>a<U+2069>'],
    ['zero-width characters', 'a\u200bb\ufeffc\u200dd', 'a<U+200B>b<U+FEFF>c<U+200D>d'],
    ['invisible letters', 'a\u{e0041}', 'a<U+E0041>'],
    ['half of a pair', '\ud800', '<U+D800>'],
    ['a command of GitHub Actions', '::error::a', '<U+003A>:error::a'],
    ['one in a later line, after spaces', 'a\n \t::error::a', 'a\n \t<U+003A>:error::a'],
    ['an old command of GitHub Actions', 'a ##[error]b', 'a <U+0023>#[error]b'],
    ['a command of Azure Pipelines', 'a ##vso[task.complete]b', 'a <U+0023>#vso[task.complete]b'],
  ])('shows %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(['a\n\tb', 'Ł 日本 עברית', 'std::string', '# [a]', '👩‍💻 👍🏽 ❤️ 🏳️‍🌈', 'می‌خواهم', 'क्‍ष'])('leaves %j', (text) => {
    expect(printable(text)).toBe(text);
  });

  it('is harmless whatever it was made from, and stays the same', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        expectHarmless(
          printable(text).replace(/(?<=\p{L}|\p{M}|\p{Extended_Pictographic}|\ufe0f)[\u200c\u200d]/gu, ''),
        );
        expect(printable(printable(text))).toBe(printable(text));
        expect(oneLine(text)).not.toMatch(/[\n\t]/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('printable JSON', () => {
  it('is harmless, and exact', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileText, fc.string({ unit: 'binary' })),
        fc.constantFrom(undefined, 2),
        (text, indent) => {
          const json = printableJson({ [text]: [text] }, indent);
          expectHarmless(json);
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [text]: [text] })));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
