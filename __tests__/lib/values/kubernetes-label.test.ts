import { checkKubernetesKey, checkKubernetesValue } from '../../../lib/values/kubernetes-label';

test.each(['workload', 'example.com/workload', 'a_b.C-1', 'x'.repeat(63)])('%s is a key', (key) => {
  expect(() => checkKubernetesKey(key)).not.toThrow();
});

test.each(['', '-a', 'a/b/c', 'Example.com/a', '/a', 'x'.repeat(64)])('%j is no key', (key) => {
  expect(() => checkKubernetesKey(key)).toThrow('is not the name of a label or a taint');
});

test('a value may be empty, and has no slash', () => {
  expect(() => checkKubernetesValue('')).not.toThrow();
  expect(() => checkKubernetesValue('a/b')).toThrow('"a/b" is not a value of a label or a taint');
});
