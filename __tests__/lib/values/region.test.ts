import facts from '../../../lib/facts/regions.json';
import { Region } from '../../../lib/values/region';

test.each(['westeurope', 'West Europe', 'WESTEUROPE'])('%s is West Europe', (text) => {
  const region = Region.of(text);
  expect(region.name).toBe('westeurope');
  expect(region.displayName).toBe('West Europe');
  expect(`${region}`).toBe('westeurope');
});

test.each([
  ['swedencentral', true],
  ['westus', false],
  ['norwaywest', false],
])('whether %s has availability zones: %s', (name, zones) => {
  expect(Region.of(name).hasAvailabilityZones).toBe(zones);
});

test('an unknown region is refused with the nearest name', () => {
  expect(() => Region.of('westeurop')).toThrow(/"westeurop" is not a region .* Did you mean "westeurope"\?/s);
});

test('each region of the facts is found by its name and its display name', () => {
  for (const { name, displayName } of facts.regions) {
    expect(Region.of(displayName).name).toBe(name);
  }
  expect(new Set(facts.regions.map(({ name }) => name)).size).toBe(facts.regions.length);
});
