import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type StageArtifact } from './stage-artifact';
import { type StateOutput } from './terraform/terraform-state';

/** Everything that decides what an apply of a stage does, each part as a hash. */
export interface StageInputs {
  /** The synthesized files. */
  readonly files: string;
  /** The outputs of other stages that it reads: `stage-foundation.network_id`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The versions of its providers that are locked. */
  readonly providers: string;
  /** Terraform variables from the environment. */
  readonly variables: string;
  /** The version of Terraform. */
  readonly terraform: string;
}

/** What the inputs are made from beside the files. */
export interface StageInputsProps {
  readonly terraformVersion: string;
  readonly providerLock: string;
  readonly env: NodeJS.ProcessEnv;
  /** Outputs of a stage that is read, as its state holds them now. */
  readonly outputsOf: (stage: string) => Promise<Readonly<Record<string, StateOutput>>>;
}

/** One output of another stage that a stage reads. */
export interface OutputRead {
  readonly stage: string;
  readonly output: string;
}

/** The inputs of a stage as they are now. */
export async function stageInputs(
  stage: StageArtifact,
  all: readonly StageArtifact[],
  props: StageInputsProps,
): Promise<StageInputs> {
  const outputs: Record<string, string> = {};
  for (const read of outputsRead(stage, all).reads) {
    const { [read.output]: output } = await props.outputsOf(read.stage);
    outputs[`${read.stage}.${read.output}`] = hash(JSON.stringify([output?.value, output?.type]));
  }
  return {
    files: hash(directoriesOf(stage).map(hashDirectory).join('\n')),
    outputs,
    providers: hash(props.providerLock),
    variables: hash(
      JSON.stringify(
        Object.entries(props.env)
          .filter(([name]) => name.startsWith('TF_VAR_'))
          .sort(),
      ),
    ),
    terraform: props.terraformVersion,
  };
}

/** In words, what of the inputs changed; undefined when nothing did. */
export function inputsChange(before: StageInputs, now: StageInputs): string | undefined {
  if (before.files !== now.files) {
    return 'its Terraform JSON changed';
  }
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(now.outputs)])].sort();
  const moved = names.find((name) => before.outputs[name] !== now.outputs[name]);
  if (moved !== undefined) {
    const [stage, ...output] = moved.split('.');
    return `output ${output.join('.')} of ${stage} changed`;
  }
  if (before.providers !== now.providers) {
    return 'its provider versions changed';
  }
  if (before.terraform !== now.terraform) {
    return `Terraform changed from ${before.terraform} to ${now.terraform}`;
  }
  return before.variables === now.variables ? undefined : 'a TF_VAR_ variable changed';
}

/**
 * The outputs of other stages that a stage reads.
 *
 * `complete` is false when it also reads a state that is no stage of this app, of which nothing is known.
 */
export function outputsRead(
  stage: StageArtifact,
  all: readonly StageArtifact[],
): { readonly reads: readonly OutputRead[]; readonly complete: boolean } {
  const text = fs.readFileSync(stage.templateFile, 'utf8');
  const reads: OutputRead[] = [];
  let complete = true;
  for (const [name, source] of Object.entries(stage.template.data?.['terraform_remote_state'] ?? {})) {
    const upstream = all.find((other) => readsStateOf(stage, source, other));
    if (upstream === undefined) {
      complete = false;
      continue;
    }
    const pattern = new RegExp(
      `terraform_remote_state\\.${escape(name)}\\.outputs(?:\\.([\\w-]+)|\\[\\\\?"([^"\\\\]+))?`,
      'g',
    );
    for (const [, dotted, bracketed] of text.matchAll(pattern)) {
      const output = dotted ?? bracketed;
      const outputs = output === undefined ? Object.keys(upstream.template.output ?? {}) : [output];
      reads.push(...outputs.map((each) => ({ stage: upstream.name, output: each })));
    }
  }
  return { reads, complete };
}

/** Whether a `terraform_remote_state` reads the state that a stage writes: same backend, same place. */
function readsStateOf(
  reader: StageArtifact,
  source: Readonly<Record<string, unknown>>,
  writer: StageArtifact,
): boolean {
  const { backend, config } = source as { backend?: string; config?: Readonly<Record<string, unknown>> };
  const { backend: backends = {}, cloud } = writer.template.terraform ?? {};
  if (backend === 'remote' && cloud !== undefined) {
    return JSON.stringify(config?.['workspaces'] ?? '').includes(workspaceOf(cloud));
  }
  const written = backend === undefined ? undefined : backends[backend];
  if (written === undefined) {
    return false;
  }
  return backend === 'local'
    ? samePath(reader, config?.['path'], writer, written['path'])
    : ['key', 'prefix', 'path', 'storage_account_name', 'container_name', 'bucket', 'organization']
        .concat('workspaces')
        .every((key) => JSON.stringify(config?.[key]) === JSON.stringify(written[key]));
}

function workspaceOf(cloud: Readonly<Record<string, unknown>>): string {
  const { name } = (cloud['workspaces'] ?? {}) as { name?: string };
  return `"${name}"`;
}

function samePath(reader: StageArtifact, read: unknown, writer: StageArtifact, written: unknown): boolean {
  return path.resolve(reader.workingDirectory, String(read)) === path.resolve(writer.workingDirectory, String(written));
}

/** Its own directory, and those of modules on this disk. */
function directoriesOf(stage: StageArtifact): string[] {
  const modules = Object.values(stage.template.module ?? {})
    .map((module) => String(module['source']))
    .filter((source) => /^\.{0,2}\//.test(source))
    .map((source) => path.resolve(stage.workingDirectory, source));
  return [stage.workingDirectory, ...modules];
}

function hashDirectory(directory: string): string {
  if (!fs.existsSync(directory)) {
    return 'missing';
  }
  const files = fs
    .readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !isTerraforms(path.relative(directory, file)))
    .sort();
  return hash(files.map((file) => `${path.relative(directory, file)} ${hash(fs.readFileSync(file))}`).join('\n'));
}

/** Files that Terraform itself leaves in its working directory. */
function isTerraforms(file: string): boolean {
  return /^\.terraform|\.tfstate(\.|$)|^errored\.tfstate$/.test(file);
}

function hash(content: string | Buffer): string {
  return crypto.createHash('sha256').update(content).digest('hex');
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
