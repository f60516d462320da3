import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import facts from '../facts/regions.json';
import { ENVIRONMENT_SCHEMA_FILE } from '../manifest/file-names';
import { type ParameterSet } from './parameter-set';
import { environmentFileSchema } from './settings';

/** Parts of the parameters of an app that are in the schema. */
export type SettableParameters = Pick<ParameterSet<z.ZodRawShape>, 'settable' | 'defaultsOf'>;

/** A JSON Schema, or a part of one. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly [key: string]: unknown;
}

/**
 * The JSON Schema of the environment files of an app. It is the same for every environment.
 *
 * It has what JSON Schema can express; synth checks the rest, such as combinations of parameters. Draft 7 is the newest draft that editors support in full.
 *
 * @param parameters parameters of the app; undefined for an app that reads none
 */
export function environmentSchema(app: string, parameters: SettableParameters | undefined): JsonSchema {
  const schema = parameters === undefined ? environmentFileSchema : withParameters(parameters);
  const {
    $schema,
    properties = {},
    ...rest
  } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => withoutSafeIntegers(jsonSchema),
  }) as JsonSchema;
  const location = { ...properties['location'], type: undefined, ...REGIONS };
  return {
    $schema,
    title: `Settings of an environment of ${app}: environments/<environment>.json`,
    ...rest,
    properties: {
      ...properties,
      location,
      ...(parameters === undefined ? {} : { parameters: describedIn(properties['parameters'] ?? {}, parameters) }),
    },
  };
}

/**
 * Writes the schema as a whole, or leaves a file with the same content as it is.
 *
 * @param directory output directory, which exists
 */
export function writeEnvironmentSchema(directory: string, schema: JsonSchema): void {
  const target = path.join(directory, ENVIRONMENT_SCHEMA_FILE);
  const text = `${JSON.stringify(schema, undefined, 2)}\n`;
  if (fs.existsSync(target) && fs.readFileSync(target, 'utf8') === text) {
    return;
  }
  // An editor reads it at any time.
  const temporary = `${target}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, text);
  fs.renameSync(temporary, target);
}

/** A region by its name, which editors offer first, or by its display name. */
const REGIONS = {
  anyOf: [
    { enum: facts.regions.map(({ name }) => name) },
    { enum: facts.regions.map(({ displayName }) => displayName) },
  ],
};

/** The schema of a file, with the parameters that a file can set. None is required, as another source may give it. */
function withParameters(parameters: SettableParameters): z.ZodType {
  const shape = Object.entries(parameters.settable).map(([name, schema]) => [name, z.optional(schema)] as const);
  return environmentFileSchema.extend({
    parameters: z.strictObject(Object.fromEntries(shape)).optional().describe('Parameters of the system'),
  });
}

/** The parameters with their defaults, and with the location, which can be set as one. */
function describedIn(schema: JsonSchema, parameters: SettableParameters): JsonSchema {
  const described = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    withDefault(property, parameters.defaultsOf(name)),
  ]);
  const location = { description: 'Azure region, as the setting location', ...REGIONS };
  return { ...schema, properties: { ...Object.fromEntries(described), location } };
}

/**
 * A default that all profiles have in common is the default of the schema; others are in the description, as the file does not tell its profile.
 *
 * @param defaults default by profile
 */
function withDefault(property: JsonSchema, defaults: Readonly<Record<string, unknown>>): JsonSchema {
  const texts = Object.entries(defaults).map(([profile, value]) => `${profile} ${JSON.stringify(value) ?? 'none'}`);
  const [first, ...others] = Object.values(defaults).map((value) => JSON.stringify(value));
  if (first === undefined && others.every((other) => other === undefined)) {
    return property;
  }
  if (others.every((other) => other === first)) {
    return { ...property, default: Object.values(defaults)[0] };
  }
  const { default: _ofAll, description, ...rest } = property;
  const about = typeof description === 'string' ? `${description}. ` : '';
  return { description: `${about}Default by profile: ${texts.join(', ')}`, ...rest };
}

/** Zod writes "no bound" of an integer as the safe integers. */
function withoutSafeIntegers(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
  }
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
}
