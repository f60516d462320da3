import { ContainerResources } from '../../../lib/values/container-resources';

test('memory follows from the processors', () => {
  expect(ContainerResources.cpu(0.75).memory).toBe('1.5Gi');
});

test('memory is written as Azure returns it', () => {
  expect(ContainerResources.of(1, '2.0Gi').memory).toBe('2Gi');
});

test.each([
  [0.5, '2Gi', 'Allowed: 0.5 vCPU with 1Gi, 1 vCPU with 2Gi.'],
  [0.3, '0.6Gi', 'Allowed: 0.25 vCPU with 0.5Gi.'],
  [8, '16Gi', 'Allowed: 4 vCPU with 8Gi.'],
])('%d vCPU with %s is refused with the nearest pairs', (cpu, memory, nearest) => {
  expect(() => ContainerResources.of(cpu, memory)).toThrow(nearest);
});

test.each(['512Mi', '1', '1GB', ''])('the memory %p is unreadable', (memory) => {
  expect(() => ContainerResources.of(0.5, memory)).toThrow('gibibytes, such as 0.5Gi or 2Gi');
});

test('a dedicated profile takes any pair, but not too little of one', () => {
  expect(ContainerResources.dedicated(6, '24Gi').fitsConsumption).toBe(false);
  expect(() => ContainerResources.dedicated(0.05, '1Gi')).toThrow('at least 0.1 vCPU');
  expect(() => ContainerResources.dedicated(1, '0Gi')).toThrow('some memory');
});

test('a sum has no noise of binary fractions', () => {
  const sum = ContainerResources.sum([
    ContainerResources.dedicated(0.1, '0.1Gi'),
    ContainerResources.dedicated(0.2, '0.2Gi'),
  ]);
  expect(sum.toString()).toBe('0.3 vCPU with 0.3Gi');
});
