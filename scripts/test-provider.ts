import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SettingsError } from '../lib/errors';
import { createAppFor, systemNames } from '../stacks';

/**
 * Initializes, validates and plans every stage of every system with the real azurerm provider.
 *
 * The provider comes from the registry, or from any mirror that the user's Terraform CLI configuration names. Where it cannot be
 * installed this says so and ends well. Plans need an Azure sign-in (`ARM_SUBSCRIPTION_ID` set); values of earlier stages are unknown
 * in them, as they are before the first deploy.
 *
 * Usage: `npm run test:provider` for the default version of azurerm, `npm run test:provider -- "~> 5.0"` for another one.
 */
function main(azurermVersion?: string): number {
  if (azurermVersion !== undefined) {
    process.env['CDKTF_CONTEXT_JSON'] = JSON.stringify({ azurermVersion });
  }
  const terraform = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  if (spawnSync(terraform, ['version']).status !== 0) {
    return skip(`${terraform} is not on the PATH`);
  }
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-provider-'));
  try {
    return testAll(terraform, cache);
  } finally {
    fs.rmSync(cache, { recursive: true, force: true });
  }
}

function testAll(terraform: string, directory: string): number {
  const plans = process.env['ARM_SUBSCRIPTION_ID'] !== undefined;
  let failures = 0;
  for (const system of systemNames()) {
    for (const environment of ['dev', 'staging', 'prod']) {
      for (const stage of synthesize(system, environment, directory)) {
        const init = run(terraform, stage, directory, ['init', '-backend=false', '-input=false', '-no-color']);
        if (init.status !== 0 && /Failed to (query available|install) provider/.test(init.stderr)) {
          return skip(`azurerm cannot be installed here:\n${init.stderr.trim()}`);
        }
        const steps = [
          ['validate', '-no-color'],
          ...(plans ? [['plan', '-input=false', '-lock=false', '-no-color']] : []),
        ];
        for (const step of steps) {
          const { status, stdout, stderr } = run(terraform, stage, directory, step);
          say(`${status === 0 ? 'ok    ' : 'FAILED'} ${system} ${environment} ${path.basename(stage)} ${step[0]}`);
          const deprecated = /Warning:[^]*/.exec(stdout + stderr)?.[0];
          if (status !== 0 || deprecated !== undefined) {
            say(status === 0 ? (deprecated ?? '') : stdout + stderr);
          }
          failures += status === 0 ? 0 : 1;
        }
      }
    }
  }
  say(plans ? '' : 'Not planned: set ARM_SUBSCRIPTION_ID and sign in to Azure to plan as well.');
  return failures === 0 ? 0 : 1;
}

/**
 * Writes the stages of a system in an environment; none where the system has no such environment.
 *
 * @returns the directories of the stages, which neither have a backend nor read another state
 */
function synthesize(system: string, environment: string, directory: string): string[] {
  const outdir = path.join(directory, `${system}-${environment}`);
  process.env['CDKTF_OUTDIR'] = outdir;
  try {
    createAppFor({ AZSTAGE_SYSTEM: system, AZSTAGE_ENVIRONMENT: environment }).synth();
  } catch (error) {
    if (error instanceof SettingsError && error.problems.every((problem) => problem.path === 'environment')) {
      say(`none   ${system} ${environment}`);
      return [];
    }
    throw error;
  }
  const stacks = path.join(outdir, 'stacks');
  return fs
    .readdirSync(stacks)
    .sort()
    .map((name) => {
      const file = path.join(stacks, name, 'cdk.tf.json');
      fs.writeFileSync(file, standAlone(fs.readFileSync(file, 'utf8')));
      return path.join(stacks, name);
    });
}

/** Puts a value that is not known before apply in the place of each output of another stage. */
function standAlone(json: string): string {
  const inputs: Record<string, unknown> = {};
  const text = json.replace(/data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)/g, (_match, state, output) => {
    inputs[`${state}_${output}`] = { input: 'known after apply' };
    return `terraform_data.${state}_${output}.output`;
  });
  const root = JSON.parse(text);
  delete root.terraform.backend;
  delete root.data?.terraform_remote_state;
  if (Object.keys(root.data ?? {}).length === 0) {
    delete root.data;
  }
  const resource = { ...root.resource, ...(Object.keys(inputs).length > 0 ? { terraform_data: inputs } : {}) };
  if (Object.keys(resource).length > 0) {
    root.resource = resource;
  }
  return JSON.stringify(root, undefined, 2);
}

function run(terraform: string, cwd: string, cache: string, args: string[]) {
  const env = { ...process.env, TF_PLUGIN_CACHE_DIR: path.join(cache, 'plugins'), TF_IN_AUTOMATION: '1' };
  fs.mkdirSync(env.TF_PLUGIN_CACHE_DIR, { recursive: true });
  return spawnSync(terraform, args, { cwd, env, encoding: 'utf8' });
}

function skip(reason: string): number {
  say(`Skipped: ${reason}`);
  return 0;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = main(process.argv[2]);
