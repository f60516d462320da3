import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type AppMetadata, METADATA_FILE } from '../../lib/manifest/app-metadata';
import { createApp } from '../../stacks/holiday-peak-hub';
import { blocksIn, codeIn, read, type Row, tableOf } from '../helpers/markdown';

interface Written {
  readonly metadata: AppMetadata;
  /** By stage, by Terraform type. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;
}

const page = read('docs/systems/holiday-peak-hub.md');
const written = new Map<string, Written>();
const AGENT = 'stage-agent-ecommerce-catalog-search';
const DOCUMENTED = synthesized('dev')
  .metadata.stages.map(({ name }) => name)
  .filter((name) => name === AGENT || !name.startsWith('stage-agent-'));

const asked = tableOf(page, 'the document asks', 'stage').filter((row) => titleOf(row).startsWith('**') === false);
const parameterRows = tableOf(page, 'parameter', 'in dev', 'in prod');

test.each(asked.filter((row) => typesOf(row).length > 0).map((row) => [titleOf(row), row] as const))(
  '"%s" is where the page says',
  (_title, row) => {
    const { resources } = variantOf(row);
    for (const stage of codeIn(row['stage'] ?? '')) {
      expect(Object.keys(resources[stage] ?? {})).toEqual(expect.arrayContaining(typesOf(row)));
      const named = typesOf(row).flatMap((type) => resources[stage]?.[type] ?? []);
      for (const [name, json] of argumentsOf(row)) {
        const values = named.flatMap((resource) => valuesOf(resource, name));
        expect(values.map((value) => `${name} = ${JSON.stringify(value)}`)).toContain(`${name} = ${json}`);
      }
    }
  },
);

test.each(DOCUMENTED)('every Terraform type of %s in dev is in the table', (stage) => {
  const rows = asked.filter((row) => codeIn(row['stage'] ?? '').includes(stage));
  const named = new Set(rows.flatMap(typesOf));
  const types = Object.keys(synthesized('dev').resources[stage] ?? {});
  expect(types.filter((type) => !named.has(type))).toEqual([]);
});

test('every stage is there, with its lifecycle and what it needs', () => {
  const rows = tableOf(page, 'stage', 'lifecycle', 'needs').map((row) => [
    codeIn(row['stage'] ?? '')[0],
    row['lifecycle'],
    codeIn(row['needs'] ?? ''),
  ]);
  const stages = synthesized('dev')
    .metadata.stages.filter(({ name }) => DOCUMENTED.includes(name))
    .map(({ name, lifecycle, dependencies }) => [name, lifecycle, dependencies]);
  expect(rows).toHaveLength(stages.length);
  expect(rows).toEqual(expect.arrayContaining(stages));
});

test.each(['dev', 'prod'])('the parameters and their defaults in %s are those in force', (environment) => {
  const documented = parameterRows.map((row) => [
    codeIn(row['parameter'] ?? '')[0],
    (row[`in ${environment}`] ?? '').replace(/`/g, ''),
  ]);
  const inForce = synthesized(environment).metadata.parameters.map(({ name, value }) => [name, inWords(value)]);
  expect(documented).toEqual(inForce);
});

test('the budgets are those of the stages', () => {
  const rows = tableOf(page, 'stage', 'the document says, dev and prod').filter((row) => row['stage'] !== 'all');
  const budgets = new Map(
    synthesized('dev').metadata.stages.map(({ name, monthlyBudget: budget }) => [
      name,
      `${budget?.from}-${budget?.to}`,
    ]),
  );
  expect(rows).toHaveLength(DOCUMENTED.length);
  for (const row of rows) {
    expect(row['budget']).toBe(budgets.get(codeIn(row['stage'] ?? '')[0] ?? ''));
  }
});

test('the command blocks name the stages, and parameters that there are', () => {
  const lines = blocksIn(page, 'sh').join('').split('\n');
  const stages = lines.flatMap((line) => line.match(/\bstage-[\w-]+/g) ?? []);
  const parameters = lines.flatMap((line) =>
    [...(line.split('--parameters ')[1] ?? '').matchAll(/(\w+)=/g)].map(([, name]) => name),
  );
  expect([...new Set(stages)].sort()).toEqual([...DOCUMENTED].sort());
  expect(synthesized('dev').metadata.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(parameters));
});

function titleOf(row: Row): string {
  return row['the document asks'] ?? '';
}

function typesOf(row: Row): string[] {
  return codeIn(row['where it is'] ?? '').filter((code) => code.startsWith('azurerm_'));
}

/** `name = value` in code, with the value as JSON. */
function argumentsOf(row: Row): [string, string][] {
  return codeIn(row['where it is'] ?? '').flatMap((code): [string, string][] => {
    const [, name, value] = /^(\w+) = (.+)$/.exec(code) ?? [];
    return name === undefined || value === undefined ? [] : [[name, JSON.stringify(JSON.parse(value))]];
  });
}

/** `in prod`, or ``with `name=value` ``; dev with its defaults otherwise. */
function variantOf(row: Row): Written {
  const where = row['where it is'] ?? '';
  const [, name, value] = /with `(\w+)=([^`]+)`/.exec(where) ?? [];
  return name !== undefined && value !== undefined
    ? synthesized('dev', { [name]: value })
    : synthesized(where.startsWith('in prod') ? 'prod' : 'dev');
}

/** What synth writes for a variant; made once. */
function synthesized(environment: string, parameters: Readonly<Record<string, string>> = {}): Written {
  const key = JSON.stringify([environment, parameters]);
  const known = written.get(key) ?? synthesize(environment, parameters);
  written.set(key, known);
  return known;
}

function synthesize(environment: string, parameters: Readonly<Record<string, string>>): Written {
  const projectDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'holiday-peak-hub-page-'));
  const outdir = path.join(projectDirectory, 'cdktf.out');
  createApp({ environment, overrides: { today: '2026-11-01', parameters }, projectDirectory, outdir }).synth();
  const json = (file: string) => JSON.parse(fs.readFileSync(path.join(outdir, file), 'utf8'));
  const metadata = json(METADATA_FILE) as AppMetadata;
  const resources = metadata.stages.map(({ name }) => {
    const types: Record<string, Record<string, unknown>> = json(`stacks/${name}/cdk.tf.json`).resource;
    return [name, Object.fromEntries(Object.entries(types).map(([type, byId]) => [type, Object.values(byId)]))];
  });
  return { metadata, resources: Object.fromEntries(resources) };
}

/** The values of an argument, wherever it is in a resource. */
function valuesOf(content: unknown, name: string): unknown[] {
  return typeof content !== 'object' || content === null
    ? []
    : Object.entries(content).flatMap(([key, value]) => [...(key === name ? [value] : []), ...valuesOf(value, name)]);
}

/** A default, as the table writes it. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'empty' : value.join(', ');
  }
  return value === undefined ? 'none' : String(value);
}
