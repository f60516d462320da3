import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ContentChanges } from '../../../../lib/toolkit/run/content-changes';

let directory: string;
let announce: (file: string) => void;
let ignored: (readonly string[])[];
let abort: AbortController;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-changes-'));
  ignored = [];
  abort = new AbortController();
});

const file = (name: string) => path.join(directory, name);

function write(name: string, content: string): void {
  fs.writeFileSync(file(name), content);
  announce(file(name));
}

async function started(): Promise<ContentChanges> {
  const changes = new ContentChanges({
    source: {
      start: (changed) => {
        announce = changed;
        return Promise.resolve([]);
      },
      close: () => Promise.resolve(),
    },
    signal: abort.signal,
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    onIgnored: (files) => ignored.push(files),
  });
  await changes.start();
  return changes;
}

test('a file that has other content after each of three rounds is named once, and no longer watched', async () => {
  const changes = await started();
  write('time.ts', '1');
  expect(await changes.next()).toEqual([file('time.ts')]);
  write('time.ts', '2');
  expect(await changes.next()).toEqual([file('time.ts')]);
  write('time.ts', '3');
  write('edited.ts', 'a');
  expect(await changes.next()).toEqual([file('edited.ts')]);
  expect(ignored).toEqual([[file('time.ts')]]);
  write('time.ts', '4');
  const next = changes.next();
  setTimeout(() => write('edited.ts', 'b'), 20);
  expect(await next).toEqual([file('edited.ts')]);
  expect(ignored).toHaveLength(1);
});

test('a file that is edited while nothing runs is watched for ever', async () => {
  const changes = await started();
  for (const content of ['1', '2', '3', '4', '5']) {
    const next = changes.next();
    setTimeout(() => write('edited.ts', content), 20);
    expect(await next).toEqual([file('edited.ts')]);
  }
  expect(ignored).toEqual([]);
});

test('an interruption ends the waiting', async () => {
  const changes = await started();
  const next = changes.next();
  abort.abort();
  expect(await next).toEqual([]);
});
