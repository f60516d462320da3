import Ajv, { type ValidateFunction } from 'ajv';
import fs from 'node:fs';
import path from 'node:path';
import { type KubernetesObject } from './kubernetes-objects';

type Schema = Readonly<Record<string, unknown>>;

const FIXTURES = path.join(__dirname, '../fixtures/schemas');
const kubernetes = readSchema('kubernetes-1.34.json') as { readonly definitions: Readonly<Record<string, Schema>> };
const custom = readSchema('custom-resources.json') as Readonly<Record<string, Schema>>;
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const validators = new Map<string, ValidateFunction>();
ajv.addSchema(closed(kubernetes) as object, 'kubernetes');

/** What is wrong with an object by the schema of its kind, unknown fields included. */
export function schemaProblems(object: KubernetesObject): readonly string[] {
  const kind = `${object.apiVersion}/${object.kind}`;
  const validate = validators.get(kind) ?? compile(object);
  validators.set(kind, validate);
  validate(object);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${kind} ${object.metadata.name}${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}

function compile(object: KubernetesObject): ValidateFunction {
  const { apiVersion, kind } = object;
  const [version, group = ''] = apiVersion.split('/').reverse();
  const name = Object.entries(kubernetes.definitions).find(([, definition]) =>
    (
      definition['x-kubernetes-group-version-kind'] as { group: string; version: string; kind: string }[] | undefined
    )?.some((each) => each.group === group && each.version === version && each.kind === kind),
  )?.[0];
  if (name !== undefined) {
    return ajv.compile({ $ref: `kubernetes#/definitions/${name}` });
  }
  const schema = custom[`${apiVersion}/${kind}`];
  if (schema === undefined) {
    throw new TypeError(`There is no schema of ${apiVersion} ${kind} in __tests__/fixtures/schemas.`);
  }
  // The fields that every object has, which some definitions leave out.
  const common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
  const properties = { ...(schema['properties'] as object), ...common };
  return ajv.compile(closed({ ...schema, properties }) as object);
}

/** The schema without room for fields that it does not name: the API server drops them, or refuses them in strict validation. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(closed);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const hasFields =
    'properties' in schema && typeof schema.properties === 'object' && schema['type' as never] === 'object';
  const isOpen = !hasFields || 'additionalProperties' in schema || 'x-kubernetes-preserve-unknown-fields' in schema;
  return { ...Object.fromEntries(entries), ...(isOpen ? {} : { additionalProperties: false }) };
}

function readSchema(file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(FIXTURES, file), 'utf8'));
}
