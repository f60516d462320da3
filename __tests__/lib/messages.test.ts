import { expectGolden } from '../helpers/golden';
import { messageTexts, textsIn } from '../helpers/message-texts';

const texts = messageTexts();

test('all texts that the product prints are in one list, which is read when it changes', () => {
  expectGolden('fixtures/goldens/messages.txt', `${texts.join('\n')}\n`);
});

test('literals and templates with inserted values are texts; words and names are none', () => {
  const source =
    "f('STATE_UNUSABLE', `The state of ${unit.name} is ${kinds.get(kind)}: ${quote(`${a} of b`)}`, 'Restore it first.', 'x');";
  expect(textsIn('a.ts', source)).toEqual(['The state of {name} is {get}: {...}', '{a} of b', 'Restore it first.']);
});

test.each([
  ['an exclamation', /!(?:$| )/],
  ['an apology or a courtesy', /\b(?:sorry|oops|unfortunately|kindly)\b/i],
  ['a contraction', /\b(?:can|don|won|isn|doesn|couldn|shouldn|wasn|haven)'t\b/i],
  ['two blanks between words', /\p{L}[.,;:]? {2,}\p{L}/u],
  ['"is no" instead of "is not a"', /(?<!there )\bis no (?!longer\b)\p{L}/iu],
])('no text has %s', (_what, pattern) => {
  expect(texts.filter((text) => pattern.test(text))).toEqual([]);
});
