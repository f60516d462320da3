import assert from 'node:assert/strict';
import { codeIn, type Row, tablesIn } from './markdown';

/** A row of the tables of resources of a system's page. */
export interface Requirement {
  readonly title: string;
  /** The stage of the section that the row is in; none in the section "All stages". */
  readonly stage: string | undefined;
  /** Terraform types; data sources have `data.` before them. */
  readonly types: readonly string[];
  readonly arguments: readonly Argument[];
  /** The one environment that the row is true of; every one otherwise. */
  readonly environment: string | undefined;
  /** The parameters that the row is true with; the defaults otherwise. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** An argument of a resource, with its value as JSON. */
export interface Argument {
  readonly name: string;
  readonly json: string;
}

const ALL_STAGES = 'All stages';

/** The stages that have a section of their own, in order. */
export function stageSectionsIn(page: string): string[] {
  return sectionsIn(page).flatMap(({ stage }) => stage ?? []);
}

/**
 * The rows of the tables of resources, in order.
 *
 * The resources of a stage are in the section `### <stage>: <title>`.
 *
 * @throws AssertionError when a row is in no such section, or says nothing of a resource
 */
export function requirementsIn(page: string): Requirement[] {
  const requirements = sectionsIn(page).flatMap(({ stage, text }) =>
    rowsIn(text).map((row) => requirementOf(row, stage)),
  );
  assert.equal(requirements.length, rowsIn(page).length, 'a table of resources is in no section of a stage');
  return requirements;
}

function sectionsIn(page: string): { readonly stage: string | undefined; readonly text: string }[] {
  return page.split(/^#{2,3} /m).flatMap((text) => {
    const [, stage] = /^([a-z][a-z0-9-]*): /.exec(text) ?? [];
    return stage !== undefined || text.startsWith(`${ALL_STAGES}\n`) ? [{ stage, text }] : [];
  });
}

function rowsIn(text: string): Row[] {
  return tablesIn(text)
    .filter(({ headings }) => headings[0] === 'requirement' && headings[1] === 'resource')
    .flatMap(({ rows }) => rows);
}

function requirementOf(row: Row, stage: string | undefined): Requirement {
  const title = row['requirement'] ?? '';
  const types = codeIn(row['resource'] ?? '');
  assert(title !== '' && types.length > 0, `a row has no requirement or no resource: ${JSON.stringify(row)}`);
  const when = row['when'] ?? '';
  const assignments = [...when.matchAll(/(\w+)=([^\s`]+)/g)].map(([, name, value]) => [name, value]);
  return {
    title,
    stage,
    types,
    arguments: codeIn(row['arguments'] ?? '').map(argumentOf),
    environment: when === '' || assignments.length > 0 ? undefined : when,
    parameters: Object.fromEntries(assignments) as Record<string, string>,
  };
}

/** `name = value`, the value as JSON. */
function argumentOf(code: string): Argument {
  const [, name, value] = /^(\w+) = (.+)$/.exec(code) ?? [];
  assert(name !== undefined && value !== undefined, `not an argument: ${code}`);
  return { name, json: JSON.stringify(JSON.parse(value)) };
}
