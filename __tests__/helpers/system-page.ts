import fs from 'node:fs';
import path from 'node:path';
import { type AppMetadata } from '../../lib/manifest/app-metadata';
import { METADATA_FILE } from '../../lib/manifest/file-names';
import { stagesOfFlowchart } from '../../scripts/site/flowchart';
import { type System } from '../../stacks';
import { blocksIn } from './markdown';
import { systemProject } from './system-project';

/** By stage, by Terraform type: the arguments. */
type Blocks = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

/** What synth wrote for one variant of a system. */
export interface WrittenSystem {
  readonly metadata: AppMetadata;
  readonly resources: Blocks;
  /** Types have `data.` before them. */
  readonly dataSources: Blocks;
}

/** Synthesizes a variant of a system; each is made once. */
export type SystemWriter = (
  environment: string | undefined,
  parameters?: Readonly<Record<string, string>>,
) => WrittenSystem;

/**
 * Synthesizes a system as on a day.
 *
 * @param environments those of `environments/` that it takes along; others of a checkout are its owner's
 * @param tenants directory with files of tenants that it takes along
 */
export function systemWriter(
  { createApp }: System,
  today: string,
  environments: readonly string[] = [],
  tenants?: string,
): SystemWriter {
  const written = new Map<string, WrittenSystem>();
  return (environment, parameters = {}) => {
    const key = JSON.stringify([environment, parameters]);
    if (!written.has(key)) {
      const projectDirectory = systemProject(environments, tenants);
      const outdir = path.join(projectDirectory, 'cdktf.out');
      createApp({ environment, overrides: { today, parameters }, projectDirectory, outdir }).synth();
      written.set(key, readSystem(outdir));
    }
    return written.get(key) as WrittenSystem;
  };
}

function readSystem(outdir: string): WrittenSystem {
  const json = (file: string) => JSON.parse(fs.readFileSync(path.join(outdir, file), 'utf8'));
  const metadata = json(METADATA_FILE) as AppMetadata;
  const blocks = (kind: string, prefix = ''): Blocks =>
    Object.fromEntries(
      metadata.stages.map(({ name }) => [name, byType(json(`stacks/${name}/cdk.tf.json`)[kind], prefix)]),
    );
  return { metadata, resources: blocks('resource'), dataSources: blocks('data', 'data.') };
}

function byType(blocks: Record<string, Record<string, unknown>> = {}, prefix: string): Record<string, unknown[]> {
  return Object.fromEntries(Object.entries(blocks).map(([type, byId]) => [`${prefix}${type}`, Object.values(byId)]));
}

/** The values of an argument, wherever it is in a resource. */
export function valuesOf(content: unknown, name: string): unknown[] {
  if (typeof content !== 'object' || content === null) {
    return [];
  }
  return Object.entries(content).flatMap(([key, value]) => [
    ...(key === name ? [value] : []),
    ...valuesOf(value, name),
  ]);
}

/** A default, as the parameter tables write it. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'empty' : value.join(', ');
  }
  return value === undefined ? 'none' : String(value);
}

/**
 * What the `azstage` commands of a page name.
 *
 * @param known names of stages that do not begin with `stage-`
 */
export function commandsIn(page: string, known: readonly string[] = []) {
  const lines = blocksIn(page, 'sh')
    .join('')
    .split('\n')
    .filter((line) => line.includes('azstage '));
  return {
    lines,
    stages: lines.flatMap((line) => line.split(/\s+/).filter((word) => /^stage-/.test(word) || known.includes(word))),
    parameters: lines.flatMap((line) =>
      [...(line.split('--parameters ')[1] ?? '').matchAll(/(\w+)=/g)].map(([, name]) => name),
    ),
  };
}

/** The stages of the page's graph, and its arrows (`a & b --> c`) as `stage-c needs stage-a`, both sorted. */
export function graphIn(page: string) {
  const [graph = ''] = blocksIn(page, 'mermaid');
  const stages = stagesOfFlowchart(graph);
  const arrows = stages.flatMap(({ name, dependencies }) => dependencies.map((other) => `${name} needs ${other}`));
  return { stages: stages.map(({ name }) => name).sort(), arrows: arrows.sort() };
}
