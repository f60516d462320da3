import fs from 'node:fs';
import path from 'node:path';
import { type StageArtifact } from './stage-artifact';

/** One output of another stage that a stage reads. */
export interface OutputRead {
  readonly stage: string;
  readonly output: string;
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
  const sources = remoteStates(stage, all);
  const reads = [...sources].flatMap(([name, upstream]) =>
    upstream === undefined ? [] : readsOf(text, name, upstream).map((output) => ({ stage: upstream.name, output })),
  );
  return { reads, complete: [...sources.values()].every((upstream) => upstream !== undefined) };
}

/** By the name of its `terraform_remote_state`, each stage whose state a stage reads; undefined for a state outside of the app. */
export function remoteStates(
  stage: StageArtifact,
  all: readonly StageArtifact[],
): ReadonlyMap<string, StageArtifact | undefined> {
  const sources = Object.entries(stage.template.data?.['terraform_remote_state'] ?? {});
  return new Map(sources.map(([name, source]) => [name, all.find((other) => readsStateOf(stage, source, other))]));
}

/** The outputs in a text that are read through one `terraform_remote_state`; all that there are where it is used as a whole. */
export function readsOf(text: string, name: string, upstream: StageArtifact): string[] {
  const pattern = new RegExp(
    `terraform_remote_state\\.${escape(name)}\\.outputs(?:\\.([\\w-]+)|\\[\\\\?"([^"\\\\]+))?`,
    'g',
  );
  return [...text.matchAll(pattern)].flatMap(([, dotted, bracketed]) => {
    const output = dotted ?? bracketed;
    return output === undefined ? Object.keys(upstream.template.output ?? {}) : [output];
  });
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

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
