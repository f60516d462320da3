// Builds the package into a directory: declarations, JavaScript, the entries for cdktn made from both, and the program of the job of azstage verify.
import { execFileSync } from 'node:child_process';

const target = process.argv[2] ?? 'dist';
const TSC = 'node_modules/typescript-7/bin/tsc';

for (const [script, ...args] of [
  [TSC, '--project', 'tsconfig.build.json', '--outDir', target],
  ['scripts/build-js.mjs', target, 'lib', 'bin'],
  ['scripts/build-cdktn.mjs', target],
  ['scripts/build-verify-job.mjs', `${target}/lib/verify/from-job`],
]) {
  try {
    execFileSync(process.execPath, [script, ...args], { stdio: 'inherit' });
  } catch {
    process.exit(1);
  }
}
