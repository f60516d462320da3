import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type BuildContext, readBuildContext } from '../../../lib/images/build-context';
import { type SourceFiles, sourceTree } from '../../helpers/source-tree';

const FILES = { 'api/Dockerfile': 'FROM scratch\n', 'api/main.py': 'print(1)\n', 'api/lib/a.py': 'a', 'other/x': 'x' };

function contextOf(files: SourceFiles, dockerfile = 'Dockerfile'): BuildContext {
  return readBuildContext({ projectDirectory: sourceTree(files), context: 'api', dockerfile });
}

function pathsOf(files: SourceFiles, dockerfile?: string): string[] {
  return contextOf({ ...FILES, ...files }, dockerfile).entries.map((entry) => entry.path);
}

test('a context is the files below its directory, sorted, with their sizes', () => {
  const { entries, size } = contextOf(FILES);
  expect(entries.map(({ path: file, size: bytes }) => [file, bytes])).toEqual([
    ['Dockerfile', 13],
    ['lib/a.py', 1],
    ['main.py', 9],
  ]);
  expect(size).toBe(23);
});

test('what the .dockerignore names is left out, but never the Dockerfile and the file itself', () => {
  const dockerignore = '# all but lib\r\n*\n!lib\nlib/**/*.md\n';
  expect(pathsOf({ 'api/.dockerignore': dockerignore, 'api/lib/deep/b.md': '', 'api/lib/deep/b.py': '' })).toEqual([
    '.dockerignore',
    'Dockerfile',
    'lib/a.py',
    'lib/deep/b.py',
  ]);
});

test('the .dockerignore of a Dockerfile replaces the one of the context', () => {
  const ignores = { 'api/.dockerignore': 'lib', 'api/docker/dev.Dockerfile.dockerignore': 'main.py' };
  expect(pathsOf({ ...ignores, 'api/docker/dev.Dockerfile': 'FROM x' }, 'docker/dev.Dockerfile')).toEqual([
    '.dockerignore',
    'Dockerfile',
    'docker/dev.Dockerfile',
    'docker/dev.Dockerfile.dockerignore',
    'lib/a.py',
  ]);
});

test('an ignored directory is not even read, unless an exception reaches into it', () => {
  const files = { ...FILES, 'api/node_modules/x/index.js': '', 'api/node_modules/kept/index.js': '' };
  const read = jest.spyOn(fs, 'readdirSync');
  const readDirectories = (dockerignore: string) => {
    read.mockClear();
    contextOf({ ...files, 'api/.dockerignore': dockerignore });
    return read.mock.calls.map(([directory]) => String(directory).replace(/^.*?\/api/, 'api'));
  };
  expect(readDirectories('node_modules\n!README.md')).not.toContain('api/node_modules');
  expect(readDirectories('node_modules/*\n!node_modules/kept')).toContain('api/node_modules/kept');
  expect(readDirectories('node_modules/*\n!node_modules/kept')).not.toContain('api/node_modules/x');
  expect(readDirectories('*\n!**/index.js')).toContain('api/node_modules/x');
  read.mockRestore();
});

test('links are links, wherever they lead, and empty directories are left out', () => {
  const directory = sourceTree({ ...FILES, 'api/out': '->/etc/passwd', 'api/folder': '->../other' });
  fs.mkdirSync(path.join(directory, 'api/empty'));
  const { entries } = readBuildContext({ projectDirectory: directory, context: 'api', dockerfile: 'Dockerfile' });
  expect(entries.filter(({ target }) => target !== undefined)).toEqual([
    { path: 'folder', size: 0, isExecutable: false, target: '../other' },
    { path: 'out', size: 0, isExecutable: false, target: '/etc/passwd' },
  ]);
  expect(entries.some((entry) => entry.path.startsWith('empty'))).toBe(false);
});

describe('a context is refused', () => {
  test.each([
    ['nothing', 'there is no directory "nothing"'],
    [
      'other',
      'there is no "Dockerfile" in "other". Add a Dockerfile, or set dockerfile to its path within the context.',
    ],
    ['elsewhere', 'the build context "elsewhere" is a link that leads out of the project'],
  ])('%s', (context, message) => {
    const directory = sourceTree({ ...FILES, elsewhere: `->${sourceTree(FILES)}` });
    expect(() => readBuildContext({ projectDirectory: directory, context, dockerfile: 'Dockerfile' })).toThrow(message);
  });

  test('with more than 512 MiB, before it is read', () => {
    const directory = sourceTree(FILES);
    fs.truncateSync(path.join(directory, 'api/main.py'), 513 * 1024 * 1024);
    expect(() => readBuildContext({ projectDirectory: directory, context: 'api', dockerfile: 'Dockerfile' })).toThrow(
      'the build context "api" has more than 512 MiB. Name what the image does not need in a .dockerignore',
    );
  });

  test('with something that is no file', () => {
    const directory = sourceTree(FILES);
    execFileSync('mkfifo', [path.join(directory, 'api/pipe')]);
    expect(() => readBuildContext({ projectDirectory: directory, context: 'api', dockerfile: 'Dockerfile' })).toThrow(
      '"pipe" in "api" is neither a file nor a directory nor a link. Name it in the .dockerignore.',
    );
  });
});
