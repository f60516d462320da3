import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../../lib/cli/run';
import { createApp } from '../../stacks/finagentix';
import { expectGolden } from '../helpers/golden';

test.each([
  ['stages', 'graph'],
  ['cost', 'cost'],
])('docs/images/%s.svg is what azstage %s --format svg draws of FinagentiX', async (image, command) => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-image-'));
  fs.writeFileSync(path.join(directory, 'cdktf.json'), '{ "language": "typescript", "app": "false" }\n');
  createApp({ projectDirectory: directory, outdir: path.join(directory, 'cdktf.out') }).synth();
  const stdout = new PassThrough();
  const exitCode = await run([command, '--format', 'svg', '--skip-synth'], {
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    env: {},
    directory,
    signals: new EventEmitter(),
  });
  stdout.end();
  expect(exitCode).toBe(0);
  expectGolden(`../docs/images/${image}.svg`, await text(stdout));
});
