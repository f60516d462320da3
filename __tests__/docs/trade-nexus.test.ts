import fs from 'node:fs';
import path from 'node:path';
import { kebab } from '../../lib/constructs/azure-context';
import * as system from '../../stacks/trade-nexus';
import { tradeNexusParameters } from '../../stacks/trade-nexus/parameters';
import { codeIn, read, repository, type Row, tableOf } from '../helpers/markdown';
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

/** The parameters that a row speaks of, as on a command line: `a=1 b=2`. */
type Variant = string;

const page = read('docs/systems/trade-nexus.md');

const synthesize = systemWriter(system, '2026-11-01');

const WITH_KNOWLEDGE_BASE = 'knowledgeBase=postgresql';
const STAGES = synthesized(WITH_KNOWLEDGE_BASE).metadata.stages.map(({ name }) => name);

const asked = tableOf(page, 'the document asks', 'stage').filter((row) => !isSection(row));
const parameterRows = tableOf(page, 'parameter', 'default');
const costRows = tableOf(page, 'stage', 'the document says', 'budget');

test.each(asked.filter((row) => typesOf(row).length > 0).map((row) => [row['the document asks'] ?? '', row]))(
  '"%s" is where the page says',
  (_title, row) => {
    const { resources, dataSources } = synthesized(variantOf(row));
    for (const stage of stagesOf(row)) {
      expect(Object.keys({ ...resources[stage], ...dataSources[stage] })).toEqual(expect.arrayContaining(typesOf(row)));
    }
  },
);

test.each(
  asked.flatMap((row) =>
    argumentsOf(row).map((argument) => [`${argument.name} = ${argument.json}`, row, argument] as const),
  ),
)('%s is an argument of a resource that the row names', (_title, row, { name, json }) => {
  const { resources, dataSources } = synthesized(variantOf(row));
  const named = stagesOf(row).flatMap((stage) =>
    typesOf(row).flatMap((type) => resources[stage]?.[type] ?? dataSources[stage]?.[type] ?? []),
  );
  expect(named.flatMap((resource) => valuesOf(resource, name)).map((value) => JSON.stringify(value))).toContain(json);
});

test('the table names something of every stage, and every row that says where names a stage', () => {
  expect([...new Set(asked.flatMap(stagesOf))].sort()).toEqual([...STAGES].sort());
  expect(asked.filter((row) => typesOf(row).length > 0 && stagesOf(row).length === 0)).toEqual([]);
});

test.each(STAGES)('every Terraform type of %s is in the table', (stage) => {
  const named = new Set(asked.filter((row) => stagesOf(row).includes(stage)).flatMap(typesOf));
  const made = Object.keys(synthesized(WITH_KNOWLEDGE_BASE).resources[stage] ?? {});
  expect(made.filter((type) => !named.has(type))).toEqual([]);
});

test('every construct of the table is one of the library', () => {
  const files = fs.readdirSync(path.join(repository, 'lib/constructs'), { recursive: true, encoding: 'utf8' });
  const known = new Set(files.map((file) => path.basename(file, '.ts')));
  const constructs = asked.flatMap(({ 'where it is': where = '' }) =>
    [...where.matchAll(/\[(\w+)\]\(\.\.\/constructs\//g)].map(([, name = '']) => name),
  );
  expect(constructs.filter((name) => !known.has(kebab(name)))).toEqual([]);
});

test('every stage is there, with its lifecycle, whose it is, and what it needs', () => {
  const rows = tableOf(page, 'stage', 'lifecycle', 'whose', 'needs').map((row) => ({
    name: codeIn(row['stage'] ?? '')[0],
    lifecycle: row['lifecycle'],
    sharing: row['whose'],
    dependencies: codeIn(row['needs'] ?? '').sort(),
  }));
  const stages = synthesized(WITH_KNOWLEDGE_BASE).metadata.stages.map(({ name, lifecycle, sharing, dependencies }) => ({
    name,
    lifecycle,
    sharing,
    dependencies,
  }));
  expect(rows).toEqual(stages);
});

test('the graph has the stages and an arrow for each need', () => {
  const graph = graphIn(page);
  const needs = synthesized(WITH_KNOWLEDGE_BASE).metadata.stages.flatMap(({ name, dependencies }) =>
    dependencies.map((dependency) => `${name} needs ${dependency}`),
  );
  expect(graph.stages).toEqual([...STAGES].sort());
  expect(graph.arrows).toEqual(needs.sort());
});

test('every parameter has a row with the default in force, in the order of the command line', () => {
  const documented = parameterRows.map((row) => [
    codeIn(row['parameter'] ?? '')[0],
    (row['default'] ?? '').replace(/`/g, ''),
  ]);
  const inForce = synthesized('').metadata.parameters.map(({ name, value }) => [name, inWords(value)]);
  expect(documented).toEqual(inForce);
  expect(documented.map(([name]) => name)).toEqual(expect.arrayContaining(tradeNexusParameters.names));
});

test('the budgets are those of the stages', () => {
  const documented = costRows.map((row) => [codeIn(row['stage'] ?? '')[0], row['budget']]);
  const budgets = synthesized(WITH_KNOWLEDGE_BASE).metadata.stages.map(({ name, monthlyBudget }) => [
    name,
    `${monthlyBudget?.from}-${monthlyBudget?.to}`,
  ]);
  expect(documented).toEqual(budgets);
});

test('no stage has to be applied from inside the network', () => {
  const { stages } = synthesized(WITH_KNOWLEDGE_BASE).metadata;
  expect(stages.flatMap((stage) => stage.networkRequirements)).toEqual([]);
});

test('the command blocks name the system, and stages and parameters that there are', () => {
  const { lines, stages, parameters } = commandsIn(page);
  expect(lines.filter((line) => !line.includes('--system trade-nexus'))).toEqual([]);
  expect([...new Set(stages)].sort()).toEqual([...STAGES].sort());
  expect(tradeNexusParameters.names).toEqual(expect.arrayContaining(parameters));
});

function stagesOf(row: Row): readonly string[] {
  return codeIn(row['stage'] ?? '');
}

function typesOf(row: Row): string[] {
  return codeIn(row['where it is'] ?? '').filter((code) => /^(data\.)?azurerm_/.test(code));
}

/** ``with `name=value other=value` ``, or the defaults. */
function variantOf(row: Row): Variant {
  return /with `(\w+=[^`]+)`/.exec(row['where it is'] ?? '')?.[1] ?? '';
}

function synthesized(variant: Variant): WrittenSystem {
  const parameters = [...variant.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  return synthesize(undefined, Object.fromEntries(parameters));
}
