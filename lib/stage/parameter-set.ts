import { z } from 'zod';
import { didYouMean, type Problem, quote, SettingsError } from '../errors';
import { ONCE } from '../json/parse-once';
import { type ParameterDescription } from '../manifest/app-metadata';
import { EnvironmentProfile } from '../values/environment-profile';
import { literal } from './literal';
import { type SecretParameter, secretOf } from './secret-parameter';

export { parsedBy } from '../json/parsed-by';

/** Values that one source gives, and what to call it in a message. */
export interface ParameterSource {
  /** Such as `environments/prod.json`. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Parameters of a system, as a zod object whose fields are described. */
export interface ParameterSetProps<Shape extends z.ZodRawShape> {
  readonly shape: Shape;
  /** Default values, which every source overrides. @default those of the schema alone */
  readonly defaults?: NoInfer<(profile: EnvironmentProfile) => Partial<z.input<z.ZodObject<Shape>>>>;
  /** Problems of a combination of values, each of which is valid by itself; `property` names the parameter. @default nothing */
  readonly problems?: (values: z.output<z.ZodObject<Shape>>) => readonly Problem[];
}

/** Parameters that were read: their values, typed, and where each comes from. */
export interface ReadParameters<Values> {
  readonly values: Values;
  readonly descriptions: readonly ParameterDescription[];
}

/**
 * The parameters of a system: names, types, allowed values and defaults.
 *
 * Unknown names, wrong types and refused values are reported all at once, each with the source that gave it. Text is read as the
 * type that a parameter has, because a command line passes text only: `5`, `true`, `a,b`. Given texts are literal in Terraform: `${` and `%{` in
 * them are escaped, in the values that constructs get.
 */
export class ParameterSet<Shape extends z.ZodRawShape> {
  private readonly schema: z.ZodObject<Shape>;
  private readonly secrets = new Map<string, SecretParameter>();

  constructor(private readonly props: ParameterSetProps<Shape>) {
    this.schema = z.object(props.shape);
    for (const [name, schema] of Object.entries(props.shape)) {
      const found = secretOf(name, schema);
      if (found !== undefined) {
        this.secrets.set(name, found);
      }
    }
  }

  /** The names, in the order of the schema. */
  public get names(): string[] {
    return Object.keys(this.props.shape);
  }

  /** Schemas of the parameters that settings can set, which are all but secrets, by name. */
  public get settable(): z.ZodRawShape {
    return Object.fromEntries(Object.entries(this.props.shape).filter(([name]) => !this.secrets.has(name)));
  }

  /** Default of a parameter by the name of the profile; undefined where it is the one of the schema. */
  public defaultsOf(name: string): Readonly<Record<string, unknown>> {
    const values = (profile: EnvironmentProfile): Readonly<Record<string, unknown>> =>
      this.props.defaults?.(profile) ?? {};
    return Object.fromEntries(EnvironmentProfile.all.map((profile) => [profile.name, values(profile)[name]]));
  }

  /**
   * Merges the sources, later ones win, and checks the result.
   *
   * @throws SettingsError with every problem found
   */
  public read(
    profile: EnvironmentProfile,
    sources: readonly ParameterSource[],
  ): ReadParameters<z.output<z.ZodObject<Shape>>> {
    const problems = sources.flatMap((source) => [...this.unknownNames(source), ...this.openSecrets(source)]);
    const types = this.jsonSchemas();
    const given: Record<string, unknown> = { ...this.props.defaults?.(profile) };
    const origins: Record<string, string> = {};
    for (const source of sources) {
      for (const [name, value] of Object.entries(source.values).filter(([each]) => !this.secrets.has(each))) {
        given[name] = typeof value === 'string' ? fromText(value, types[name]) : value;
        origins[name] = source.name;
      }
    }
    const parsed = this.schema.safeParse({ ...given, ...Object.fromEntries(this.secrets) }, ONCE);
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => this.describe(issue, given, origins)));
    } else {
      const found = this.props.problems?.(parsed.data) ?? [];
      problems.push(...found.map((problem) => located(problem, origins)));
    }
    if (problems.length > 0 || !parsed.success) {
      throw new SettingsError(problems);
    }
    return {
      values: withLiteralTexts(parsed.data, Object.keys(origins)),
      descriptions: this.descriptions({ ...parsed.data, ...given }, origins, types),
    };
  }

  private unknownNames(source: ParameterSource): Problem[] {
    return Object.keys(source.values)
      .filter((name) => !this.names.includes(name))
      .map((name) => ({
        path: source.name,
        property: 'parameters',
        message: `there is no parameter ${quote(name)}`,
        allowed: this.names.join(', '),
        fix: didYouMean(name, this.names),
      }));
  }

  /** Secrets that a source gives in plain text. Their values are in no message. */
  private openSecrets(source: ParameterSource): Problem[] {
    return Object.keys(source.values)
      .filter((name) => this.secrets.has(name))
      .map((name) => ({
        path: source.name,
        property: `parameters.${name}`,
        message: 'is a secret, which settings would show',
        fix: `Remove it. Pass --secret ${name}=@FILE, or set AZSTAGE_SECRET_${name}; with cdktf, set TF_VAR_${name}.`,
      }));
  }

  private describe(issue: z.core.$ZodIssue, given: Record<string, unknown>, origins: Record<string, string>): Problem {
    const name = String(issue.path[0]);
    const schema = this.jsonSchemas()[name];
    return {
      path: origins[name] ?? 'default',
      property: `parameters.${issue.path.join('.')}`,
      message: given[name] === undefined ? 'is required' : `got ${quote(given[name])}`,
      allowed: describeSchema(schema) ?? issue.message,
      fix: suggestion(given[name], schema),
      ...refusal(issue),
    };
  }

  private descriptions(
    values: Readonly<Record<string, unknown>>,
    origins: Record<string, string>,
    schemas: Record<string, JsonSchema>,
  ): ParameterDescription[] {
    return this.names.map((name) => {
      const { description, ...schema } = schemas[name] ?? {};
      if (this.secrets.has(name)) {
        return { name, description: description ?? '', schema: SECRET, source: 'secret', isSecret: true };
      }
      return {
        name,
        description: description ?? '',
        schema,
        value: plain(values[name]),
        source: origins[name] ?? 'default',
      };
    });
  }

  private jsonSchemas(): Record<string, JsonSchema> {
    const whole = z.toJSONSchema(this.schema, { io: 'input', unrepresentable: 'any' });
    return (whole.properties ?? {}) as Record<string, JsonSchema>;
  }
}

/** JSON Schema of secrets: writeOnly is the keyword for what is never shown, JSON Schema 2020-12, validation, 9.4. */
const SECRET = { type: 'string', writeOnly: true };

/** The values, with the texts that a source gave escaped for Terraform; defaults are the app's own code. */
function withLiteralTexts<Values extends Readonly<Record<string, unknown>>>(
  values: Values,
  given: readonly string[],
): Values {
  return { ...values, ...Object.fromEntries(given.map((name) => [name, literal(values[name])])) };
}

/** A default that a value class has read, as the text that it was read from. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return typeof value === 'object' && value !== null ? String(value) : value;
}

function located(problem: Problem, origins: Readonly<Record<string, string>>): Problem {
  const name = problem.property ?? '';
  return { path: origins[name] ?? 'default', ...problem, property: `parameters.${name}` };
}

/** Message of a value class, instead of the schema's. */
function refusal(issue: z.core.$ZodIssue): Partial<Problem> {
  if (issue.code !== 'custom') {
    return {};
  }
  return (issue.params?.['problem'] as Problem | undefined) ?? { message: issue.message, allowed: undefined };
}

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly [key: string]: unknown;
}

/** Parses text as the type of the schema; text that does not parse stays text, which the schema then refuses. */
function fromText(text: string, schema: JsonSchema | undefined): unknown {
  switch (schema?.type) {
    case 'number':
    case 'integer':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
      return text === '' ? [] : text.split(',').map((item) => fromText(item.trim(), schema.items));
    default:
      return text;
  }
}

function describeSchema(schema: JsonSchema | undefined): string | undefined {
  if (schema?.enum !== undefined) {
    return schema.enum.join(', ');
  }
  switch (schema?.type) {
    case 'integer':
    case 'number':
      return `a ${schema.type === 'integer' ? 'whole ' : ''}number${bounds(schema)}`;
    case 'boolean':
      return 'true, false';
    case 'array':
      return `a list, separated by commas on the command line, of: ${describeSchema(schema.items) ?? 'text'}`;
    case 'string':
      return schema.description === undefined ? 'text' : `text: ${schema.description}`;
    default:
      return undefined;
  }
}

function bounds(schema: JsonSchema): string {
  const { minimum, maximum } = schema;
  // zod describes "no bound" of an integer by the safe integers.
  const below = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER;
  if (minimum === undefined || minimum === Number.MIN_SAFE_INTEGER) {
    return below ? '' : ` up to ${maximum}`;
  }
  return below ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`;
}

function suggestion(value: unknown, schema: JsonSchema | undefined): string | undefined {
  return typeof value === 'string' && schema?.enum !== undefined
    ? didYouMean(value, schema.enum.map(String))
    : undefined;
}
