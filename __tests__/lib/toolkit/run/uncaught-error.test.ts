import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readUncaughtError } from '../../../../lib/toolkit/run/uncaught-error';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage a program '));
const tsx = require.resolve('tsx/cjs');

afterAll(() => fs.rmSync(directory, { recursive: true }));

/** What Node.js prints of the error that ends a TypeScript program. */
function printedBy(source: string): string {
  fs.writeFileSync(path.join(directory, 'main.ts'), source);
  return spawnSync(process.execPath, ['--require', tsx, 'main.ts'], { cwd: directory, encoding: 'utf8' }).stderr;
}

const file = path.join(directory, 'main.ts');

test('an error is its message and the place in the source, by way of source maps', () => {
  const source = ['interface Unused { readonly a: string }', '', 'class Stage {', '  constructor() {'];
  const thrown = [
    ...source,
    "    throw new RangeError('bad:\\n    at most one\\n    at least: 5');",
    '  }',
    '}',
    'new Stage();',
  ];
  expect(readUncaughtError(printedBy(thrown.join('\n')))).toEqual({
    text: 'RangeError: bad:\n    at most one\n    at least: 5',
    frame: { caller: 'new Stage', file, position: '5:11' },
    hadTrace: true,
  });
});

test('the fields of an error are left out, and its causes are kept', () => {
  const { text, frame } = readUncaughtError(
    printedBy(`
      class ValidationError extends Error { code = 'X'; problems = [{ message: 'one\\ntwo' }]; name = 'ValidationError' }
      throw new ValidationError('one\\ntwo', { cause: new AggregateError([new TypeError('deep\\ndeeper')], 'outer') });`),
  );
  expect(text).toMatch(/^one\ntwo\n+Caused by: AggregateError: outer\nCaused by: TypeError: deep\n\s*deeper$/);
  expect(frame).toMatchObject({ file, position: '3:13' });
});

test('an error without a stack keeps its message', () => {
  const { text } = readUncaughtError(
    printedBy("Promise.reject(Object.assign(new Error('one'), { stack: undefined, code: 3 }));"),
  );
  expect(text).toContain('one');
  expect(text).not.toMatch(/code|\bat\b|[{}]/);
});

test.each([
  ["throw 'a text';", 'a text'],
  ['const x: = 3;', 'Error: Transform failed with 1 error:'],
  ["import './nowhere';", "Error: Cannot find module './nowhere'"],
])('the excerpt of the source and the notes of Node.js are left out: %s', (source, expected) => {
  const { text } = readUncaughtError(printedBy(source));
  expect(text).toMatch(new RegExp(`^${expected.replace(/[.()]/g, '\\$&')}`));
  expect(text).not.toMatch(/Node\.js v|--trace-uncaught|\^/);
});

test.each([
  'one\n  two: {\n}\nthree',
  '[1/2] building\nat 10:30 it failed',
  'npm error could not determine executable to run',
])('text that is no error of Node.js is kept: %j', (text) => {
  expect(readUncaughtError(text)).toEqual({ text, frame: undefined, hadTrace: false });
});

test('output of 100 KB is read in a moment', () => {
  const lines = ['    at '.repeat(20_000), `${' '.repeat(50_000)}^`, '[Error'.repeat(10_000), 'a:1'.repeat(30_000)];
  const started = performance.now();
  readUncaughtError(lines.join('\n'));
  expect(performance.now() - started).toBeLessThan(10_000);
});
