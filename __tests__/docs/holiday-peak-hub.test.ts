import * as system from '../../stacks/holiday-peak-hub';
import { codeIn, read, type Row, tableOf } from '../helpers/markdown';
import {
  argumentsOf,
  commandsIn,
  inWords,
  isSection,
  systemWriter,
  valuesOf,
  type WrittenSystem,
} from '../helpers/system-page';

const page = read('docs/systems/holiday-peak-hub.md');
const synthesized = systemWriter(system, '2026-11-01');
const AGENT = 'stage-agent-ecommerce-catalog-search';
const DOCUMENTED = synthesized('dev')
  .metadata.stages.map(({ name }) => name)
  .filter((name) => name === AGENT || !name.startsWith('stage-agent-'));

const asked = tableOf(page, 'the document asks', 'stage').filter((row) => !isSection(row));
const parameterRows = tableOf(page, 'parameter', 'in dev', 'in prod');

test.each(asked.filter((row) => typesOf(row).length > 0).map((row) => [titleOf(row), row] as const))(
  '"%s" is where the page says',
  (_title, row) => {
    const { resources } = variantOf(row);
    for (const stage of codeIn(row['stage'] ?? '')) {
      expect(Object.keys(resources[stage] ?? {})).toEqual(expect.arrayContaining(typesOf(row)));
      const named = typesOf(row).flatMap((type) => resources[stage]?.[type] ?? []);
      for (const { name, json } of argumentsOf(row)) {
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
  const { stages, parameters } = commandsIn(page);
  expect([...new Set(stages)].sort()).toEqual([...DOCUMENTED].sort());
  expect(synthesized('dev').metadata.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(parameters));
});

function titleOf(row: Row): string {
  return row['the document asks'] ?? '';
}

function typesOf(row: Row): string[] {
  return codeIn(row['where it is'] ?? '').filter((code) => code.startsWith('azurerm_'));
}

/** `in prod`, or ``with `name=value` ``; dev with its defaults otherwise. */
function variantOf(row: Row): WrittenSystem {
  const where = row['where it is'] ?? '';
  const [, name, value] = /with `(\w+)=([^`]+)`/.exec(where) ?? [];
  return name !== undefined && value !== undefined
    ? synthesized('dev', { [name]: value })
    : synthesized(where.startsWith('in prod') ? 'prod' : 'dev');
}
