import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { BlobBackend } from '../../__tests__/helpers/blob-backend';
import { median, secondsSince } from './measure';

const STAGES = '8';

/** Medians, in seconds. */
export interface CheckoutTimes {
  /** Of a run in the checkout that applied. */
  readonly applied: number;
  /** Of a run in a checkout in which azstage never ran. */
  readonly fresh: number;
  /** How many stages the last of these skipped. */
  readonly skipped: number;
}

/**
 * Measures `deploy --all` of 8 unchanged, chained stages whose states are blobs of Azurite, in two kinds of checkout in turn.
 *
 * Azurite and what leads to it are asked while Terraform runs: nothing here may block.
 */
export async function deployInCheckouts(azstage: string, rounds: number): Promise<CheckoutTimes> {
  const blobs = await BlobBackend.start();
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-bench-'));
  const { account: storageAccountName, container: containerName, metadataHost } = blobs;
  const backend = { storageAccountName, containerName, metadataHost };
  const env = { ...blobs.env, BENCH_SHAPE: 'chained', BENCH_STAGES: STAGES, BENCH_AZURERM: JSON.stringify(backend) };
  try {
    const first = checkout(directory, 'first');
    await deploy(azstage, first, env);
    const applied: number[] = [];
    const fresh: number[] = [];
    let skipped = 0;
    for (let round = 0; round < rounds; round++) {
      applied.push((await deploy(azstage, first, env)).seconds);
      const { seconds, stdout } = await deploy(azstage, checkout(directory, `fresh-${round}`), env);
      fresh.push(seconds);
      skipped = [...stdout.matchAll(/^stage-\d+ +unchanged/gm)].length;
    }
    return { applied: median(applied), fresh: median(fresh), skipped };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
    await blobs.stop();
  }
}

function checkout(directory: string, name: string): string {
  const project = path.join(directory, name);
  fs.mkdirSync(project);
  const app = `node ${path.join(__dirname, 'app.cjs')}`;
  fs.writeFileSync(path.join(project, 'cdktf.json'), JSON.stringify({ language: 'typescript', app }));
  return project;
}

async function deploy(
  azstage: string,
  project: string,
  more: NodeJS.ProcessEnv,
): Promise<{ readonly seconds: number; readonly stdout: string }> {
  const env = { ...process.env, CI: '1', CHECKPOINT_DISABLE: '1', FORCE_COLOR: '0', ...more };
  const started = process.hrtime.bigint();
  const args = [azstage, 'deploy', '--all', '--yes'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project, env });
  return { seconds: secondsSince(started), stdout };
}
