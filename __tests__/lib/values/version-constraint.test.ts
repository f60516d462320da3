import { VersionConstraint } from '../../../lib/values/version-constraint';

test.each([
  ['~> 4.75', true],
  ['~> 4.75.2', true],
  ['~> 4', false],
  ['>= 4.60, < 5.0', false],
  ['>= 4.60, >= 4.80', true],
  ['4.74.0', false],
  ['4.75', true],
  ['=4.81.0', true],
  ['~> 5.0', true],
  ['!= 4.80.0', false],
  ['< 4.80', false],
  ['latest', false],
])('%s starts at 4.75: %s', (text, starts) => {
  expect(new VersionConstraint(text).startsAt(4, 75)).toBe(starts);
});

test.each([
  ['~> 4.75', 4],
  ['~> 4.75.2', 4],
  ['>= 4.60, < 5.0', 4],
  ['>= 4.60, < 5.0.0, != 4.70.1', 4],
  ['= 4.81.0', 4],
  ['5.1.0', 5],
  ['5.0.0-beta1', 5],
  ['~> 5.0', 5],
  ['>= 5.0, <= 5.9', 5],
  ['~> 6.1', 6],
  ['>= 4.60', undefined],
  ['~> 4', undefined],
  ['>= 4.60, < 5.1', undefined],
  ['< 5.0', undefined],
  ['latest', undefined],
  ['~> 5.0, latest', undefined],
  ['', undefined],
])('the only major of %s is %s', (text, major) => {
  expect(new VersionConstraint(text).major).toBe(major);
});
