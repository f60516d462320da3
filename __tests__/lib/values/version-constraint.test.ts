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
