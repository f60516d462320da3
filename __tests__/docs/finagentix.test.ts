import * as azstage from '../../lib';
import * as system from '../../stacks/finagentix';
import { finagentixParameters } from '../../stacks/finagentix/parameters';
import { blocksIn, codeIn, read, type Row, tableOf } from '../helpers/markdown';
import {
  argumentsOf,
  commandsIn,
  graphIn,
  inWords,
  isSection,
  systemWriter,
  valuesOf,
  type WrittenSystem,
} from '../helpers/system-page';

/** Which variant of the system a row speaks of. */
interface Variant {
  readonly environment: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const page = read('docs/systems/finagentix.md');

const synthesize = systemWriter(system, '2026-11-01');

const dev: Variant = { environment: 'dev', parameters: {} };
const prod: Variant = { environment: 'prod', parameters: {} };
const STAGES = synthesized(dev).metadata.stages.map((stage) => stage.name);

const asked = tableOf(page, 'the document asks', 'stage').filter((row) => !isSection(row));
const parameterRows = tableOf(page, 'parameter', 'in dev', 'in prod');
const costRows = tableOf(page, 'stage', 'the document says', 'budget');

test.each(asked.filter((row) => typesOf(row).length > 0).map((row) => [row['the document asks'] ?? '', row]))(
  '"%s" is where the page says',
  (_title, row) => {
    const { resources } = synthesized(variantOf(row));
    for (const stage of stagesOf(row)) {
      expect(Object.keys(resources[stage] ?? {})).toEqual(expect.arrayContaining(typesOf(row)));
    }
  },
);

test.each(
  asked.flatMap((row) =>
    argumentsOf(row).map((argument) => [`${argument.name} = ${argument.json}`, row, argument] as const),
  ),
)('%s is an argument of a resource that the row names', (_title, row, { name, json }) => {
  const { resources } = synthesized(variantOf(row));
  for (const stage of stagesOf(row)) {
    const named = typesOf(row).flatMap((type) => resources[stage]?.[type] ?? []);
    expect(named.flatMap((resource) => valuesOf(resource, name)).map((value) => JSON.stringify(value))).toContain(json);
  }
});

test.each(STAGES)('every Terraform type of %s in dev is in the table', (stage) => {
  const rows = asked.filter((row) => stagesOf(row).includes(stage) && variantOf(row) === dev);
  const named = new Set(rows.flatMap(typesOf));
  expect(Object.keys(synthesized(dev).resources[stage] ?? {}).filter((type) => !named.has(type))).toEqual([]);
});

test('every row names stages of the system, and every construct is one of the library', () => {
  const unknownStages = asked.flatMap(stagesOf).filter((stage) => !STAGES.includes(stage));
  const constructs = asked.flatMap(({ 'where it is': where = '' }) =>
    [...where.matchAll(/\[(\w+)\]\(\.\.\/constructs\//g)].map(([, name = '']) => name),
  );
  // Diagnostics are no class: every service has them.
  const unknownConstructs = constructs.filter((name) => !(name in azstage) && name !== 'Diagnostics');
  expect([...unknownStages, ...unknownConstructs]).toEqual([]);
});

test('every stage is there, with its lifecycle, whose it is, and what it needs', () => {
  const rows = tableOf(page, 'stage', 'lifecycle', 'whose', 'needs').map((row) => ({
    name: codeIn(row['stage'] ?? '')[0],
    lifecycle: row['lifecycle'],
    sharing: row['whose'],
    dependencies: codeIn(row['needs'] ?? '').sort(),
  }));
  const stages = synthesized(dev).metadata.stages.map(({ name, lifecycle, sharing, dependencies }) => ({
    name,
    lifecycle,
    sharing,
    dependencies,
  }));
  expect(rows).toEqual(stages);
});

test('the graph has the stages and an arrow for each need', () => {
  const graph = graphIn(page);
  const needs = synthesized(dev).metadata.stages.flatMap(({ name, dependencies }) =>
    dependencies.map((dependency) => `${name} needs ${dependency}`),
  );
  expect(graph.stages).toEqual([...STAGES].sort());
  expect(graph.arrows).toEqual(needs.sort());
});

test('every parameter has a row, in the order of the command line', () => {
  const names = parameterRows.flatMap((row) => codeIn(row['parameter'] ?? ''));
  expect(names).toEqual(synthesized(dev).metadata.parameters.map(({ name }) => name));
  expect(names).toEqual(expect.arrayContaining(finagentixParameters.names));
});

test.each([
  ['in dev', dev],
  ['in prod', prod],
])('the defaults %s are those in force', (column, variant) => {
  const documented = Object.fromEntries(
    parameterRows.map((row) => [codeIn(row['parameter'] ?? '')[0], (row[column] ?? '').replace(/`/g, '')]),
  );
  const inForce = synthesized(variant).metadata.parameters.map(({ name, value }) => [name, inWords(value)]);
  expect(documented).toEqual(Object.fromEntries(inForce));
});

test.each([dev, prod])('no stage has to be applied from inside the network, as the page says: %j', (variant) => {
  expect(synthesized(variant).metadata.stages.flatMap((stage) => stage.networkRequirements)).toEqual([]);
});

test('the names in the command blocks are those that Azure will see', () => {
  const job: Variant = { environment: 'dev', parameters: { ingestionMode: 'job' } };
  const names = [dev, job].flatMap((variant) =>
    Object.values(synthesized(variant).resources).flatMap((types) => valuesOf(types, 'name')),
  );
  const shown = blocksIn(page, 'sh').flatMap((block) => block.match(/\b(rg|ca|caj)-finagentix-[\w-]+/g) ?? []);
  expect(shown.filter((name) => !names.includes(name))).toEqual([]);
  expect(shown).toContain('caj-finagentix-dev-ingestion');
});

test('the budgets are those of the stages', () => {
  const documented = costRows.map((row) => [codeIn(row['stage'] ?? '')[0], row['budget']]);
  const budgets = synthesized(dev).metadata.stages.map(({ name, monthlyBudget }) => [
    name,
    `${monthlyBudget?.from}-${monthlyBudget?.to}`,
  ]);
  expect(documented).toEqual(budgets);
});

test('the command blocks name stages and parameters that there are', () => {
  const { metadata } = synthesized(dev);
  const { stages, parameters } = commandsIn(page);
  expect([...new Set(stages)].sort()).toEqual([...STAGES].sort());
  expect(metadata.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(parameters));
});

function stagesOf(row: Row): readonly string[] {
  return row['stage'] === 'all' ? STAGES : codeIn(row['stage'] ?? '');
}

function typesOf(row: Row): string[] {
  return codeIn(row['where it is'] ?? '').filter((code) => code.startsWith('azurerm_'));
}

/** `in prod`, or ``with `name=value` ``; dev with its defaults otherwise. */
function variantOf(row: Row): Variant {
  const where = row['where it is'] ?? '';
  const [, name, value] = /with `(\w+)=([^`]+)`/.exec(where) ?? [];
  if (name !== undefined && value !== undefined) {
    return { environment: 'dev', parameters: { [name]: value } };
  }
  return where.includes('in prod') ? prod : dev;
}

function synthesized({ environment, parameters }: Variant): WrittenSystem {
  return synthesize(environment, parameters);
}
