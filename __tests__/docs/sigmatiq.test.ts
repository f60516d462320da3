import * as azstage from '../../lib';
import * as system from '../../stacks/sigmatiq';
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

/** Which variant of the system a row speaks of. */
interface Variant {
  readonly environment: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const page = read('docs/systems/sigmatiq.md');

const synthesize = systemWriter(system, '2026-11-21', ['beta']);

const beta: Variant = { environment: 'beta', parameters: {} };
const prod: Variant = { environment: 'prod', parameters: {} };
const STAGES = synthesized(beta).metadata.stages.map((stage) => stage.name);

const asked = tableOf(page, 'the document asks', 'stage').filter((row) => !isSection(row));
const stageRows = tableOf(page, 'stage', 'step of the document');
const parameterRows = tableOf(page, 'parameter', 'in beta', 'in prod');
const costRows = tableOf(page, 'stage', 'beta', 'prod');

test.each(asked.map((row) => [row['the document asks'] ?? '', row]))('"%s" is where the page says', (_title, row) => {
  expect(typesOf(row)).not.toEqual([]);
  for (const stage of stagesOf(row)) {
    const { resources } = synthesized(variantOf(row));
    const types = typesOf(row).filter((type) => stagesOf(row).length === 1 || resources[stage]?.[type] !== undefined);
    expect(types).not.toEqual([]);
    expect(Object.keys(resources[stage] ?? {})).toEqual(expect.arrayContaining(types));
  }
});

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

test.each([
  ['beta', beta],
  ['prod', prod],
] as const)('every Terraform type in %s is in the table', (_environment, variant) => {
  for (const { name } of synthesized(variant).metadata.stages) {
    const rows = asked.filter((row) => stagesOf(row).includes(name) && variantOf(row) === variant);
    const named = new Set(rows.flatMap(typesOf));
    const types = Object.keys(synthesized(variant).resources[name] ?? {});
    expect([name, types.filter((type) => !named.has(type))]).toEqual([name, []]);
  }
});

test('every row names stages of the system, and every construct is one of the library', () => {
  const unknownStages = asked.flatMap(stagesOf).filter((stage) => !STAGES.includes(stage));
  const constructs = asked.flatMap(({ 'where it is': where = '' }) =>
    [...where.matchAll(/\[(\w+)\]\(\.\.\/constructs\/([\w-]+)\.md/g)].map(([, name = '', file = '']) => [name, file]),
  );
  const unknown = constructs.filter(
    ([name = '', file = '']) => !(name in azstage) && !read(`docs/constructs/${file}.md`).startsWith(`# ${name}`),
  );
  expect([...unknownStages, ...unknown]).toEqual([]);
});

test('the stages are those that there are, with their lifecycles and needs', () => {
  const rows = stageRows.map((row) => ({
    name: codeIn(row['stage'] ?? '')[0],
    lifecycle: row['lifecycle'],
    dependencies: codeIn(row['needs'] ?? '').sort(),
  }));
  const stages = synthesized(beta).metadata.stages.map(({ name, lifecycle, dependencies }) => ({
    name,
    lifecycle,
    dependencies,
  }));
  expect(rows).toEqual(stages);
  const inProd = stageRows.filter((row) => row['environment'] !== 'beta').map((row) => codeIn(row['stage'] ?? '')[0]);
  expect(synthesized(prod).metadata.stages.map(({ name }) => name)).toEqual(inProd);
});

test('every parameter has a row, in the order of the command line', () => {
  const names = parameterRows.flatMap((row) => codeIn(row['parameter'] ?? ''));
  expect(names).toEqual(synthesized(beta).metadata.parameters.map(({ name }) => name));
});

test.each([
  ['in beta', beta],
  ['in prod', prod],
] as const)('the defaults %s are those in force', (column, variant) => {
  const documented = Object.fromEntries(
    parameterRows.map((row) => [codeIn(row['parameter'] ?? '')[0], (row[column] ?? '').replace(/`/g, '')]),
  );
  const inForce = synthesized(variant).metadata.parameters.map(({ name, value }) => [name, inWords(value)]);
  expect(documented).toEqual(Object.fromEntries(inForce));
});

test.each([beta, prod])('no stage has to be applied from inside the network: %j', (variant) => {
  expect(synthesized(variant).metadata.stages.flatMap((stage) => stage.networkRequirements)).toEqual([]);
});

test.each([
  ['beta', beta],
  ['prod', prod],
] as const)('the budgets in %s are those of the stages', (column, variant) => {
  const documented = costRows
    .filter((row) => row[column] !== '')
    .map((row) => [codeIn(row['stage'] ?? '')[0], row[column]]);
  const budgets = synthesized(variant).metadata.stages.map(({ name, monthlyBudget }) => [
    name,
    `${monthlyBudget?.from}-${monthlyBudget?.to}`,
  ]);
  expect(documented).toEqual(budgets);
});

test('the command blocks name stages and parameters that there are, and the system', () => {
  const { lines, stages, parameters } = commandsIn(page);
  expect(STAGES).toEqual(expect.arrayContaining(stages));
  expect(synthesized(beta).metadata.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(parameters));
  expect(lines.filter((line) => !line.includes('--system sigmatiq'))).toEqual([]);
});

function stagesOf(row: Row): readonly string[] {
  return codeIn(row['stage'] ?? '');
}

function typesOf(row: Row): string[] {
  return codeIn(row['where it is'] ?? '').filter((code) => code.startsWith('azurerm_'));
}

/** `in prod`, or ``with `name=value` ``; beta with its defaults otherwise. */
function variantOf(row: Row): Variant {
  const where = row['where it is'] ?? '';
  const [, name, value] = /with `(\w+)=([^`]+)`/.exec(where) ?? [];
  if (name !== undefined && value !== undefined) {
    return { environment: 'beta', parameters: { [name]: value } };
  }
  return where.includes('in prod') ? prod : beta;
}

function synthesized({ environment, parameters }: Variant): WrittenSystem {
  return synthesize(environment, parameters);
}
