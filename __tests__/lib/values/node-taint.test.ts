import { NodeTaint, TaintEffect } from '../../../lib/values/node-taint';

test('a taint has a key, a value and an effect', () => {
  const taint = NodeTaint.parse('workload=agents:NoSchedule');
  expect(taint).toMatchObject({ key: 'workload', value: 'agents', effect: TaintEffect.NO_SCHEDULE });
  expect(`${taint}`).toBe('workload=agents:NoSchedule');
});

test.each(['gpu:NoExecute', 'example.com/tier=gold:PreferNoSchedule', 'empty=:NoSchedule'])('%s is a taint', (text) => {
  expect(`${NodeTaint.parse(text)}`).toBe(text);
});

test.each([
  ['workload=agents', '"workload=agents" is not a taint. Allowed: key=value:effect'],
  ['workload=agents:NoSchedul', 'Did you mean "NoSchedule"?'],
  ['work load=agents:NoSchedule', '"work load" is not the name of a label or a taint'],
  ['workload=-agents:NoSchedule', '"-agents" is not a value of a label or a taint'],
  ['kubernetes.azure.com/mine=x:NoSchedule', 'belongs to AKS'],
])('%s is none', (text, message) => {
  expect(() => NodeTaint.parse(text)).toThrow(message);
});
