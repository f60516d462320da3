import fs from 'node:fs';
import path from 'node:path';
import { type Assembly } from './assembly';
import { onFile } from '../host/file-trouble';

/** Entries that synth writes for a stack: its Terraform JSON, and copies of the files that it uses. */
const TEMPLATE = 'cdk.tf.json';
const ASSETS = 'assets';

/** Entries that `terraform init` recreates. */
const OF_TERRAFORM: readonly string[] = ['.terraform', '.terraform.lock.hcl'];

/**
 * Removes stale stacks from the output directory: those that an earlier synth wrote and that are no longer in the app, such as those of another system.
 *
 * A directory is removed only if all of its content can be recreated: not if it has a state or a file that synth did not write, or if Terraform may
 * be running in it.
 *
 * @returns names of the removed stacks
 */
export function removeStaleStacks({ directory, stages }: Assembly, dataDirectory: string): readonly string[] {
  const root = path.join(directory, 'stacks');
  const used = stages.map(({ workingDirectory }) => path.resolve(workingDirectory));
  const isUsed = (stack: string) => used.some((place) => place === stack || place.startsWith(`${stack}${path.sep}`));
  const stale = directoriesIn(root).filter((name) => {
    const stack = path.resolve(root, name);
    return !isUsed(stack) && isMadeBySynth(stack) && !isRunning(name, dataDirectory);
  });
  for (const name of stale) {
    onFile(path.join(root, name), () => fs.rmSync(path.join(root, name), { recursive: true, force: true }));
  }
  return stale;
}

function isMadeBySynth(stack: string): boolean {
  const entries = fs.readdirSync(stack, { withFileTypes: true, recursive: true });
  const top = entries.filter(({ parentPath }) => parentPath === stack);
  const isOwn = top.every((entry) => (entry.name === TEMPLATE ? entry.isFile() : isReproducible(entry)));
  return (
    isOwn && top.some(({ name }) => name === TEMPLATE) && !entries.some(({ name }) => /\.tfstate(\.|$)/.test(name))
  );
}

function isReproducible(entry: fs.Dirent): boolean {
  return OF_TERRAFORM.includes(entry.name) || (entry.name === ASSETS && entry.isDirectory());
}

/** Whether Terraform may be running in a stack: one that outlived its run still writes there, such as a state that its backend refuses. */
function isRunning(name: string, dataDirectory: string): boolean {
  const work = path.join(dataDirectory, 'work');
  const entries = fs.existsSync(work) ? fs.readdirSync(work, { withFileTypes: true, recursive: true }) : [];
  return entries.some((entry) => entry.name === 'running.json' && path.basename(entry.parentPath) === name);
}

function directoriesIn(root: string): string[] {
  const entries = fs.existsSync(root) ? fs.readdirSync(root, { withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
