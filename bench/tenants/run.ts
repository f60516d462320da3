import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Measures the synthesis of 10, 100 and 1,000 tenants as a whole process: wall time, the share of a tenant beyond the first ten, and peak memory. */
const app = path.join(__dirname, 'app.ts');
const report = "process.on('exit', () => require('fs').writeSync(3, String(process.resourceUsage().maxRSS)));";

function measure(count: number): { readonly seconds: number; readonly megabytes: number } {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-bench-'));
  const hook = path.join(directory, 'report.cjs');
  fs.writeFileSync(hook, report);
  const started = process.hrtime.bigint();
  const child = spawnSync(process.execPath, ['--require', hook, '--require', 'tsx/cjs', app, String(count)], {
    env: { ...process.env, CDKTF_OUTDIR: path.join(directory, 'out') },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  fs.rmSync(directory, { recursive: true });
  return { seconds, megabytes: Number(child.output[3]) / 1024 };
}

const [base, ...others] = [10, 100, 1000].map((count) => ({ count, ...measure(count) }));
for (const { count, seconds, megabytes } of base === undefined ? [] : [base, ...others]) {
  const each =
    base === undefined || count === base.count ? '' : ((seconds - base.seconds) * 1000) / (count - base.count);
  process.stdout.write(
    `${count} tenants: ${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB ${each === '' ? '' : `, ${each.toFixed(1)} ms a tenant`}\n`,
  );
}
