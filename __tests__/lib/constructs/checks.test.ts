import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { checkedValue, Checks } from '../../../lib/constructs/checks';
import { ValidationError, ValueError } from '../../../lib/errors';

const scope = new Construct(new Construct(undefined as unknown as Construct, ''), 'Thing');
const token = Fn.join('-', ['a', 'b']);

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

test('all problems are thrown at once, in the order in which they were found', () => {
  const checks = new Checks(scope)
    .that('colour', 'red', false, 'blue', 'Paint it.')
    .wholeNumber('size', 2.5, 1, 3)
    .oneOf('shape', 'round', ['square', 'flat'])
    .together(false, 'size and shape do not go together', 'Drop one.');
  expect(messageOf(() => checks.done())).toBe(
    [
      'Thing: colour: got "red". Allowed: blue. Paint it.',
      'Thing: size: got 2.5. Allowed: a whole number from 1 to 3.',
      'Thing: shape: got "round". Allowed: square, flat.',
      'Thing: size and shape do not go together. Drop one.',
    ].join('\n'),
  );
});

test('what is left out passes', () => {
  const checks = new Checks(scope)
    .that('colour', undefined, false, 'blue')
    .wholeNumber('size', undefined, 1, 3)
    .oneOf('shape', undefined, ['square']);
  expect(() => checks.done()).not.toThrow();
});

test('what Terraform computes passes, in a list too', () => {
  const checks = new Checks(scope)
    .that('colour', token, false, 'blue')
    .that('colours', ['red', token], false, 'blue')
    .oneOf('shape', token, ['square']);
  expect(() => checks.done()).not.toThrow();
});

test.each([0, 4, Number.NaN, Number.POSITIVE_INFINITY])('%d is no whole number from 1 to 3', (size) => {
  expect(() => new Checks(scope).wholeNumber('size', size, 1, 3).done()).toThrow(ValidationError);
});

test.each([1, 3])('the bounds themselves are allowed: %d', (size) => {
  expect(() => new Checks(scope).wholeNumber('size', size, 1, 3).done()).not.toThrow();
});

test('the refusal of a value class is reported with path and property', () => {
  const checks = new Checks(scope);
  const value = checks.value('range', () => {
    throw new ValueError({ message: '"x" is not a range', allowed: '10.0.0.0/16' });
  });
  expect(value).toBeUndefined();
  expect(messageOf(() => checks.done())).toBe('Thing: range: "x" is not a range. Allowed: 10.0.0.0/16.');
});

test('an error that is no refusal is not swallowed', () => {
  const broken = () => {
    throw new TypeError('a bug');
  };
  expect(() => new Checks(scope).value('range', broken)).toThrow(TypeError);
});

test('a single value is made, or refused at once', () => {
  expect(checkedValue(scope, 'range', () => 42)).toBe(42);
  expect(() =>
    checkedValue(scope, 'range', () => {
      throw new ValueError({ message: 'no' });
    }),
  ).toThrow('Thing: range: no.');
});
