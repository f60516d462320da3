import postgresql from '../../../lib/facts/postgresql.json';
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

test.each([
  ['westeurope', 'northeurope'],
  ['westus3', 'eastus'],
  ['italynorth', undefined],
])('what is geo-redundant in %s is copied to %s', (name, pair) => {
  expect(Region.of(name).pairedRegion).toBe(pair);
});

test('what PostgreSQL copies from is a region with a pair', () => {
  for (const name of postgresql.geoRedundantBackupRegions) {
    expect(Region.of(name).pairedRegion).toMatch(/^[a-z0-9]+$/);
  }
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
