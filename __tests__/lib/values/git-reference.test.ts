import { GitReference } from '../../../lib/values/git-reference';

test.each([
  [GitReference.branch('release/1.2'), 'branch', 'release/1.2'],
  [GitReference.tag('v1.2.0'), 'tag', 'v1.2.0'],
  [GitReference.semver('>=1.2.0 <2.0.0'), 'semver', '>=1.2.0 <2.0.0'],
  [
    GitReference.commit('363a6a8fe6a7f13e05d34c163b0ef02a777da20a'),
    'commit',
    '363a6a8fe6a7f13e05d34c163b0ef02a777da20a',
  ],
])('%j is what it was made from', (reference, type, value) => {
  expect(reference).toEqual({ type, value });
});

test.each<[() => GitReference, string]>([
  [
    () => GitReference.branch('refs/heads/main'),
    'branch "refs/heads/main". Allowed: the name of a branch without refs/. Did you mean "main"?',
  ],
  [() => GitReference.branch(''), 'branch "". Allowed: the name of a branch without refs/.'],
  [() => GitReference.branch('a b'), 'branch "a b". Allowed: the name of a branch without refs/.'],
  [() => GitReference.tag('v1..2'), 'tag "v1..2". Allowed: the name of a tag without refs/.'],
  [() => GitReference.semver(' '), 'semver " ". Allowed: a range such as >=1.2.0 <2.0.0.'],
  [() => GitReference.commit('363a6a8'), 'commit "363a6a8". Allowed: all 40 hexadecimal digits, in lower case.'],
])('%p is refused', (make, message) => {
  expect(make).toThrow(message);
});
