import { NodePoolName } from '../../../lib/values/node-pool-name';

test('a pool makes way under a name that can be read', () => {
  expect(NodePoolName.of('agents').temporary).toBe('tmpagents');
});

test('two long names that begin alike make way under two names, which AKS takes', () => {
  const one = NodePoolName.of('analyticsone').temporary;
  const two = NodePoolName.of('analyticstwo').temporary;
  expect(one).not.toBe(two);
  expect([one, two].map((name) => `${NodePoolName.of(name)}`)).toEqual([one, two]);
});

test.each(['Agents', '1agents', 'agents-pool', 'muchtoolonganame'])('%s is no name', (name) => {
  expect(() => NodePoolName.of(name)).toThrow('Give a name, such as agents.');
});
