import { checkTags } from '../../../lib/values/tags';

test('tags at the limits pass unchanged', () => {
  const tags = { ['n'.repeat(512)]: 'v'.repeat(256), 'managed-by': '' };
  expect(checkTags(tags)).toEqual(tags);
});

test.each([
  [{ 'a/b': '1' }, 'tag name "a/b". Allowed: 1 to 512 characters other than <>%&\\?/.'],
  [{ '': '1' }, 'tag name "".'],
  [{ ['n'.repeat(513)]: '1' }, 'Allowed: 1 to 512 characters'],
  [{ owner: 'v'.repeat(257) }, 'tag "owner" has a value of 257 characters. Allowed: up to 256.'],
  [{ Owner: 'a', owner: 'b' }, 'two tags are called "owner", but for their case. Allowed: each name once'],
])('%j is refused', (tags, message) => {
  expect(() => checkTags(tags)).toThrow(message);
});

test('more than 50 tags are refused', () => {
  const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, '1']));
  expect(() => checkTags(tags)).toThrow('51 tags. Allowed: at most 50 on one resource.');
});
