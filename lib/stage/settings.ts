import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { didYouMean, type Problem, quote, SettingsError, ValueError } from '../errors';
import { JsonError, JsonFormat } from '../json/json-format';
import { EnvironmentProfile } from '../values/environment-profile';
import { Region } from '../values/region';
import { checkTags } from '../values/tags';
import { type BackendSettings, backendSchema } from './backend';
import { type ParameterSource } from './parameter-set';

/**
 * Schema of one source of settings. The same shape in an environment file, in the cdktf context and from the command line.
 */
export const settingsSchema = z.strictObject({
  profile: z.enum(['dev', 'staging', 'prod']).optional().describe('Profile of an environment with a name of its own'),
  project: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens, a letter first')
    .optional()
    .describe('Project whose own stages are meant; shared stages are the same for all'),
  location: z.string().optional().describe('Azure region, as westeurope'),
  subscriptionId: z.guid().optional().describe('Subscription to deploy to. Default: the one of the Azure sign-in'),
  backend: backendSchema.optional(),
  tags: z.record(z.string(), z.string()).optional().describe('Tags of every resource'),
  today: z.iso.date().optional().describe('Day as of which retirement dates are judged'),
  nameSalt: z.string().min(1).optional().describe('Makes globally unique names yours: any text, the same for ever'),
  azurermVersion: z.string().optional().describe('Version constraint of the azurerm provider'),
  registerResourceProviders: z
    .boolean()
    .optional()
    .describe('Whether Terraform registers resource providers in the subscription. Default true'),
  parameters: z.record(z.string(), z.unknown()).optional().describe('Parameters of the system'),
});

/** Settings of one source. */
export type SettingsInput = z.infer<typeof settingsSchema>;

/** The settings in force. */
export interface Settings {
  /** Name of the environment: `dev`. */
  readonly environment: string;
  readonly profile: EnvironmentProfile;
  readonly project: string;
  readonly location: Region;
  /** `default`, or the source that names the location. */
  readonly locationSource: string;
  readonly backend: BackendSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly today: string;
  readonly subscriptionId?: string;
  readonly nameSalt?: string;
  readonly azurermVersion?: string;
  readonly registerResourceProviders: boolean;
  /** Parameters of each source, earliest first. */
  readonly parameterSources: readonly ParameterSource[];
}

/** Sources of settings. */
export interface SettingsSources {
  /** Name of the environment. @default dev */
  readonly environment?: string;
  /** Settings in the app's code; every other source wins over them. */
  readonly defaults: SettingsInput;
  /** Directory with `<environment>.json` files. */
  readonly environmentsDirectory: string;
  /** From cdktf.json or `CDKTF_CONTEXT_JSON`. */
  readonly context: unknown;
  /** Passed in by the caller, such as environment variables. */
  readonly overrides: SettingsInput;
  /** From the command line, which wins over everything. */
  readonly commandLine: unknown;
}

/** Format of an environment file. Its settings are checked with the other sources, so that all problems are reported at once. */
const ENVIRONMENT_FILE = new JsonFormat('environments/<environment>.json', z.record(z.string(), z.unknown()));

const STANDARD_ENVIRONMENTS = ['dev', 'staging', 'prod'];

/**
 * Merges the sources, later ones win: the app's defaults, `environments/<environment>.json`, cdktf context, overrides, command line.
 *
 * @throws SettingsError with every problem found
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const environment = sources.environment ?? 'dev';
  const file = environmentFile(environment, sources.environmentsDirectory);
  const problems: Problem[] = [];
  const inputs = [
    { name: 'the app', values: sources.defaults },
    { name: file.name, values: checkedInput(file.name, file.content, problems) },
    { name: 'context', values: checkedInput('context', sources.context, problems) },
    { name: 'overrides', values: checkedInput('overrides', sources.overrides, problems) },
    { name: 'command line', values: checkedInput('command line', sources.commandLine, problems) },
  ];
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return merged(environment, inputs.map(withLocationParameter));
}

interface NamedInput {
  readonly name: string;
  readonly values: SettingsInput;
}

/** `location` may also be set as a parameter, where users expect it. */
function withLocationParameter({ name, values }: NamedInput): NamedInput {
  const { location, ...parameters } = values.parameters ?? {};
  return location === undefined
    ? { name, values }
    : { name, values: { ...values, location: String(location), parameters } };
}

function merged(environment: string, inputs: readonly NamedInput[]): Settings {
  const all = Object.assign({}, ...inputs.map((input) => definedOnly(input.values))) as SettingsInput;
  const origin = (key: keyof SettingsInput) => inputs.findLast((input) => input.values[key] !== undefined)?.name;
  const problems: Problem[] = [];
  const attempt = <T>(key: keyof SettingsInput, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof ValueError)) {
        throw error;
      }
      problems.push({ ...error.problem, path: origin(key), property: key });
      return undefined;
    }
  };
  const location = attempt('location', () => Region.of(all.location ?? 'eastus2'));
  const tags = attempt('tags', () => checkTags(Object.assign({}, ...inputs.map((input) => input.values.tags))));
  const profile = attempt('profile', () => EnvironmentProfile.of(all.profile ?? environment));
  if (location === undefined || tags === undefined || profile === undefined) {
    throw new SettingsError(problems);
  }
  return {
    environment,
    profile,
    project: all.project ?? '',
    location,
    locationSource: origin('location') ?? 'default',
    backend: all.backend ?? { type: 'local' },
    tags,
    today: all.today ?? new Date().toISOString().slice(0, 10),
    subscriptionId: all.subscriptionId,
    nameSalt: all.nameSalt,
    azurermVersion: all.azurermVersion,
    registerResourceProviders: all.registerResourceProviders ?? true,
    parameterSources: inputs
      .filter((input) => input.values.parameters !== undefined)
      .map((input) => ({ name: input.name, values: input.values.parameters ?? {} })),
  };
}

function definedOnly(values: SettingsInput): SettingsInput {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

interface EnvironmentFile {
  readonly name: string;
  readonly content: unknown;
}

function environmentFile(environment: string, directory: string): EnvironmentFile {
  const name = `environments/${environment}.json`;
  const known = [...new Set([...STANDARD_ENVIRONMENTS, ...environmentFiles(directory)])];
  if (!known.includes(environment)) {
    throw new SettingsError([
      {
        path: 'environment',
        message: `there is no environment ${quote(environment)}`,
        allowed: known.join(', '),
        fix: didYouMean(environment, known) ?? `Add ${name} to make one.`,
      },
    ]);
  }
  const file = path.join(directory, `${environment}.json`);
  const text = ifThere(name, () => fs.readFileSync(file, 'utf8'));
  try {
    return { name, content: text === undefined ? undefined : ENVIRONMENT_FILE.parse(text) };
  } catch (error) {
    throw error instanceof JsonError ? new SettingsError([{ path: name, message: error.message }]) : error;
  }
}

function environmentFiles(directory: string): string[] {
  return (ifThere('environments', () => fs.readdirSync(directory)) ?? [])
    .flatMap((file) => (file.endsWith('.json') ? [path.basename(file, '.json')] : []))
    .sort();
}

/** Result of a read; undefined when the file does not exist. */
function ifThere<T>(name: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return undefined;
    }
    const fix =
      'environments is a directory with a file of JSON for each environment, which this user has to be able to read.';
    throw new SettingsError([{ path: name, message: `cannot be read: ${message}`, fix }]);
  }
}

function checkedInput(name: string, content: unknown, problems: Problem[]): SettingsInput {
  const parsed = settingsSchema.safeParse(content ?? {});
  if (parsed.success) {
    return parsed.data;
  }
  const keys = Object.keys(settingsSchema.shape);
  problems.push(...parsed.error.issues.map((issue) => describeIssue(name, issue, keys)));
  return {};
}

function describeIssue(source: string, issue: z.core.$ZodIssue, keys: readonly string[]): Problem {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const key = issue.keys[0] ?? '';
    return {
      path: source,
      message: `there is no setting ${quote(key)}`,
      allowed: keys.join(', '),
      fix: didYouMean(key, keys),
    };
  }
  return { path: source, property: issue.path.join('.'), message: issue.message };
}

/** The keys of the cdktf context that azstage reads; `azstage` holds what the command line sets. */
export const SETTINGS_IN_CONTEXT: readonly string[] = ['azstage', 'environment', ...Object.keys(settingsSchema.shape)];
