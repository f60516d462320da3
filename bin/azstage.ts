#!/usr/bin/env node
import { run } from '../lib/cli/run';

void run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  directory: process.cwd(),
  signals: process,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
