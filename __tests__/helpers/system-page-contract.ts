import * as azstage from '../../lib';
import { type AppMetadata } from '../../lib/manifest/app-metadata';
import { type System } from '../../stacks';
import { codeIn, read, type Row, tableOf } from './markdown';
import { type Argument, type Requirement, requirementsIn, stageSectionsIn } from './requirements';
import { commandsIn, graphIn, inWords, systemWriter, valuesOf, type WrittenSystem } from './system-page';

/** A system, and the variants of it that its page describes. */
export interface DocumentedSystem {
  readonly name: string;
  readonly system: System;
  readonly today: string;
  /** Environments that the page tells apart: a column of the table of parameters for each, or "default" for a single one. */
  readonly environments: readonly string[];
  /** Files of `environments/` that the system is synthesized with. */
  readonly files?: readonly string[];
  /** Names of its own parameters; an app adds some. */
  readonly parameters: readonly string[];
  /** Parameters with which the system has all its stages. @default the defaults */
  readonly complete?: Readonly<Record<string, string>>;
  /** Whether the page has a section for a stage. @default all stages */
  readonly isDocumented?: (stage: string) => boolean;
  /** Directory with files of tenants. @default none */
  readonly tenants?: string;
  /** Stages that are applied from inside the network. @default none */
  readonly insideNetwork?: readonly string[];
  /** Columns with the budgets. @default "budget", the same in every environment */
  readonly budgets?: readonly string[];
  /** Whether every command must name the system, as those of the default system need not. @default true */
  readonly commandsNameSystem?: boolean;
}

/** Declares the tests that compare `docs/systems/<name>.md` with the JSON that the system synthesizes. */
export function testSystemPage(documented: DocumentedSystem): void {
  const page = new SystemPage(documented);
  testResources(page);
  testStages(page);
  testParameters(page);
  testCosts(page);
  testCommands(page);
}

class SystemPage {
  public readonly text: string;
  public readonly environments: readonly string[];
  /** The environment that rows with parameters speak of. */
  public readonly first: string;
  /** The names of the stages with a section. */
  public readonly stages: readonly string[];
  private readonly synthesize: ReturnType<typeof systemWriter>;

  constructor(public readonly documented: DocumentedSystem) {
    const { name, system, today, environments, files, tenants } = documented;
    this.text = read(`docs/systems/${name}.md`);
    this.environments = environments;
    this.first = environments[0] ?? '';
    this.synthesize = systemWriter(system, today, files, tenants);
    this.stages = this.stagesIn(this.first).map((stage) => stage.name);
  }

  /** The system with the default parameters, or others. */
  public written(environment: string, parameters?: Readonly<Record<string, string>>): WrittenSystem {
    return this.synthesize(environment, parameters);
  }

  /** The system with all its stages. */
  public complete(environment: string): WrittenSystem {
    return this.synthesize(environment, this.documented.complete);
  }

  public stagesIn(environment: string): AppMetadata['stages'] {
    const { isDocumented = () => true } = this.documented;
    return this.complete(environment)
      .metadata.stages.filter((stage) => isDocumented(stage.name))
      .map((stage) => ({ ...stage, dependencies: stage.dependencies.filter(isDocumented) }));
  }
}

function testResources(page: SystemPage): void {
  const { environments, stages, text } = page;
  const requirements = requirementsIn(text);
  const byStage = requirements.flatMap((requirement) =>
    (requirement.stage === undefined ? stages : [requirement.stage]).map(
      (stage) => [stage, requirement.title, requirement] as const,
    ),
  );

  test.each(byStage)('%s has "%s" as the page says', (stage, _title, requirement) => {
    const written = variantsOf(page, requirement).filter(({ resources }) => resources[stage] !== undefined);
    expect(written).not.toEqual([]);
    for (const { resources, dataSources } of written) {
      const byType = { ...resources[stage], ...dataSources[stage] };
      expect(Object.keys(byType)).toEqual(expect.arrayContaining([...requirement.types]));
      const named = requirement.types.flatMap((type) => byType[type] ?? []);
      for (const wanted of together(requirement.arguments)) {
        expect(named.map((resource) => wanted.filter((argument) => has(resource, argument)))).toContainEqual(wanted);
      }
    }
  });

  test.each(environments.flatMap((environment) => stages.map((stage) => [stage, environment] as const)))(
    'every Terraform type of %s in %s is on the page',
    (stage, environment) => {
      const held = requirements.filter((requirement) => holds(requirement, stage, environment, page));
      const types = new Set(held.flatMap((requirement) => requirement.types));
      const made = Object.keys(page.complete(environment).resources[stage] ?? {});
      expect(made.filter((type) => !types.has(type))).toEqual([]);
    },
  );

  test('every construct is one of the library', () => {
    const links = [...text.matchAll(/\[(\w+)\]\(\.\.\/constructs\/([\w-]+)\.md/g)];
    const unknown = links.filter(
      ([, construct = '', file = '']) =>
        !(construct in azstage) && !read(`docs/constructs/${file}.md`).startsWith(`# ${construct}\n`),
    );
    expect(links).not.toEqual([]);
    expect(unknown).toEqual([]);
  });
}

function testStages(page: SystemPage): void {
  const { environments, first, stages, text } = page;
  const rows = tableOf(text, 'stage', 'lifecycle', 'sharing', 'needs');

  test('every stage has a section, in order', () => {
    expect(stageSectionsIn(text)).toEqual(stages);
  });

  test('the stages have their lifecycles, their sharing and their needs', () => {
    expect(
      rows.map((row) => [nameIn(row), row['lifecycle'], row['sharing'], codeIn(row['needs'] ?? '').sort()]),
    ).toEqual(
      page.stagesIn(first).map((stage) => [stage.name, stage.lifecycle, stage.sharing, [...stage.dependencies].sort()]),
    );
  });

  test.each(environments)('the stages in %s are those of the table', (environment) => {
    const listed = rows.filter((row) => (row['environments'] ?? environment).split(', ').includes(environment));
    expect(listed.map(nameIn)).toEqual(page.stagesIn(environment).map((stage) => stage.name));
  });

  test('the graph has the stages and an arrow for each need', () => {
    const needs = page
      .stagesIn(first)
      .flatMap((stage) => stage.dependencies.map((dependency) => `${stage.name} needs ${dependency}`));
    expect(graphIn(text)).toEqual({ stages: [...stages].sort(), arrows: needs.sort() });
  });

  test.each(environments)('no stage has to be applied from inside the network in %s', (environment) => {
    const { insideNetwork = [] } = page.documented;
    const inside = page.complete(environment).metadata.stages.filter((stage) => stage.networkRequirements.length > 0);
    expect(inside.map(({ name }) => name).filter((name) => !insideNetwork.includes(name))).toEqual([]);
  });
}

function testParameters(page: SystemPage): void {
  const { documented, environments, text } = page;
  const columns = environments.length === 1 ? ['default'] : environments;
  const rows = tableOf(text, 'parameter', ...columns);
  // An empty cell repeats the first column.
  const defaultIn = (row: Row, column: string) => (row[column] || row[columns[0] ?? ''] || '').replace(/`/g, '');

  test.each(environments)('the parameters and their defaults in %s are those in force, in order', (environment) => {
    const column = columns[environments.indexOf(environment)] ?? '';
    const listed = rows.map((row) => [codeIn(row['parameter'] ?? '')[0], defaultIn(row, column)]);
    const inForce = page.written(environment).metadata.parameters;
    expect(listed).toEqual(inForce.map(({ name, value }) => [name, inWords(value)]));
    expect(listed.map(([name]) => name)).toEqual(expect.arrayContaining([...documented.parameters]));
  });
}

function testCosts(page: SystemPage): void {
  const { documented, environments, first, text } = page;
  const columns = documented.budgets ?? ['budget'];
  const rows = tableOf(text, 'stage', ...columns).filter((row) => nameIn(row) !== '');

  test.each(columns)('the budgets under "%s" are those of the stages', (column) => {
    const environment = environments.includes(column) ? column : first;
    expect(rows.filter((row) => row[column] !== '').map((row) => [nameIn(row), row[column]])).toEqual(
      page.stagesIn(environment).map(({ name, monthlyBudget: budget }) => [name, `${budget?.from}-${budget?.to}`]),
    );
  });
}

function testCommands(page: SystemPage): void {
  const { name, commandsNameSystem = true } = page.documented;
  const { lines, stages, parameters } = commandsIn(page.text, page.stages);

  test('the commands name every stage, and parameters that there are', () => {
    expect([...new Set(stages)].sort()).toEqual([...page.stages].sort());
    const known = page.complete(page.first).metadata.parameters.map((parameter) => parameter.name);
    expect(known).toEqual(expect.arrayContaining(parameters));
  });

  test('the commands name the system, unless it is the default', () => {
    const others = lines.filter((line) => !line.includes(`--system ${name}`));
    expect(commandsNameSystem ? others : []).toEqual([]);
  });
}

/** The variants of the system that a row is true of. */
function variantsOf(page: SystemPage, { environment, parameters }: Requirement): WrittenSystem[] {
  const isDefault = Object.keys(parameters).length === 0;
  const environments = environment === undefined ? (isDefault ? page.environments : [page.first]) : [environment];
  expect(page.environments).toEqual(expect.arrayContaining([...environments]));
  return environments.map((each) => page.written(each, parameters));
}

/** Whether a row is true of a stage in an environment where the system has all its stages. */
function holds(requirement: Requirement, stage: string, environment: string, page: SystemPage): boolean {
  const { complete = {} } = page.documented;
  return (
    (requirement.stage ?? stage) === stage &&
    (requirement.environment ?? environment) === environment &&
    Object.entries(requirement.parameters).every(([parameter, value]) => complete[parameter] === value)
  );
}

/** The sets of arguments that one resource must have: all of a row, or each alone where a row repeats a name. */
function together(wanted: readonly Argument[]): (readonly Argument[])[] {
  const isRepeated = new Set(wanted.map(({ name }) => name)).size < wanted.length;
  return isRepeated ? wanted.map((argument) => [argument]) : [wanted];
}

function has(resource: unknown, { name, json }: Argument): boolean {
  return valuesOf(resource, name).some((value) => JSON.stringify(value) === json);
}

function nameIn(row: Row): string {
  return codeIn(row['stage'] ?? '')[0] ?? '';
}
