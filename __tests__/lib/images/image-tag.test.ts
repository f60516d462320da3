import fs from 'node:fs';
import path from 'node:path';
import { readBuildContext } from '../../../lib/images/build-context';
import { type BuildInstructions, imageTag } from '../../../lib/images/image-tag';
import { type SourceFiles, sourceTree } from '../../helpers/source-tree';

const FILES = { Dockerfile: 'FROM scratch\n', 'main.py': 'print(1)\n', 'lib/a.py': 'a', link: '->main.py' };

function tagIn(directory: string, how: Partial<BuildInstructions> = {}): string {
  const instructions = { dockerfile: 'Dockerfile', platform: 'linux/amd64', ...how };
  const context = readBuildContext({ projectDirectory: directory, context: '.', dockerfile: instructions.dockerfile });
  return imageTag(context, instructions);
}

function tagOf(files: SourceFiles, how?: Partial<BuildInstructions>): string {
  return tagIn(sourceTree(files), how);
}

test('a tag is the same in every directory, at every time, for every owner', () => {
  const directory = sourceTree(Object.fromEntries(Object.entries(FILES).reverse()));
  fs.utimesSync(path.join(directory, 'main.py'), 1, 1);
  fs.chmodSync(path.join(directory, 'main.py'), 0o600);
  expect(tagIn(directory)).toBe(tagOf(FILES));
});

test('a tag stays from one version to the next: another one would build every image anew', () => {
  expect(tagOf(FILES)).toBe('4a07016a467495e96bb750ba2bd7f180');
  expect(tagOf(FILES, { args: { B: '2', A: '1' } })).toBe(tagOf(FILES, { args: { A: '1', B: '2' } }));
});

test.each<[string, SourceFiles]>([
  ['content', { ...FILES, 'main.py': 'print(2)\n' }],
  ['name', { Dockerfile: FILES.Dockerfile, 'main2.py': 'print(1)\n', 'lib/a.py': 'a', link: '->main.py' }],
  ['new file', { ...FILES, 'lib/b.py': '' }],
  ['target of a link', { ...FILES, link: '->lib/a.py' }],
  ['file in place of a link', { ...FILES, link: 'main.py' }],
])('another %s is another tag', (_, files) => {
  expect(tagOf(files)).not.toBe(tagOf(FILES));
});

test('an executable bit is another tag', () => {
  const directory = sourceTree(FILES);
  const before = tagIn(directory);
  fs.chmodSync(path.join(directory, 'main.py'), 0o755);
  expect(tagIn(directory)).not.toBe(before);
});

test('what the .dockerignore leaves out changes nothing', () => {
  const ignored = { ...FILES, '.dockerignore': '*.log' };
  expect(tagOf({ ...ignored, 'a.log': 'x' })).toBe(tagOf(ignored));
});

test.each<[string, Partial<BuildInstructions>]>([
  ['target', { target: 'runtime' }],
  ['build argument', { args: { VERSION: '1' } }],
  ['platform', { platform: 'linux/arm64' }],
])('another %s is another tag', (_, how) => {
  expect(tagOf(FILES, how)).not.toBe(tagOf(FILES));
});

test('another Dockerfile is another tag, even with the same content', () => {
  const files = { ...FILES, 'dev.Dockerfile': FILES.Dockerfile };
  expect(tagOf(files, { dockerfile: 'dev.Dockerfile' })).not.toBe(tagOf(files));
});
