import { CosmosThroughput } from '../../../lib/values/cosmos-throughput';

test('manual throughput is the same at all times, autoscale is the most', () => {
  expect(CosmosThroughput.manual(400)).toMatchObject({ requestUnits: 400, isAutoscale: false });
  expect(CosmosThroughput.autoscale(4000)).toMatchObject({ requestUnits: 4000, isAutoscale: true });
});

test.each([300, 450, 400.5])('manual throughput is not %d', (requestUnits) => {
  expect(() => CosmosThroughput.manual(requestUnits)).toThrow(
    `throughput of ${requestUnits} RU/s. Allowed: 400 or more, in steps of 100.`,
  );
});

test.each([500, 1500])('autoscale does not end at %d', (requestUnits) => {
  expect(() => CosmosThroughput.autoscale(requestUnits)).toThrow('Allowed: 1000 or more, in steps of 1000.');
});
