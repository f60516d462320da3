import { z } from 'zod';
import { didYouMean, type Problem, quote, SettingsError, ValueError } from '../errors';
import { ONCE } from '../json/parse-once';
import { type SelectionSources } from '../manifest/app-metadata';
import { HOOKS, type Hooks } from '../manifest/hook';
import { EnvironmentProfile } from '../values/environment-profile';
import { Region } from '../values/region';
import { checkTags } from '../values/tags';
import { VersionConstraint } from '../values/version-constraint';
import { type BackendSettings, backendSchema } from './backend';
import { AZURERM_MAJORS } from './dialects';
import { readEnvironmentFile } from './environment-file';
import { literal } from './literal';
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
    .describe('Project whose own stages are deployed; shared stages are the same for all projects'),
  location: z.string().optional().describe('Azure region, such as westeurope. Default: eastus2'),
  subscriptionId: z.guid().optional().describe('Subscription to deploy to. Default: the one of the Azure sign-in'),
  backend: backendSchema.optional().describe('Backend of the Terraform states. Default: local'),
  tags: z.record(z.string(), z.string()).optional().describe('Tags of every resource'),
  today: z.iso.date().optional().describe('Date that retirement dates are compared with, YYYY-MM-DD. Default: today'),
  nameSalt: z.string().min(1).optional().describe('Text that globally unique names are derived from. Never change it'),
  azurermVersion: z.string().optional().describe('Version constraint of the azurerm provider'),
  registerResourceProviders: z
    .boolean()
    .optional()
    .describe('Whether Terraform registers resource providers in the subscription. Default: true'),
  hooks: HOOKS.optional().describe('Commands that run after synth and after the plans'),
  parameters: z.record(z.string(), z.unknown()).optional().describe('Parameters of the system'),
});

/**
 * Settings of one source.
 *
 * @useDeclaredType
 */
export type SettingsInput = z.infer<typeof settingsSchema>;

/** Schema of an environment file: settings, and the place of their JSON Schema for editors. */
export const environmentFileSchema = settingsSchema.extend({
  $schema: z.string().optional().describe('Place of this schema, for editors'),
});

/** The settings in force. */
export interface Settings {
  /** Name of the environment: `dev`. */
  readonly environment: string;
  readonly profile: EnvironmentProfile;
  readonly project: string;
  readonly location: Region;
  /** Names of the sources of the settings that select what is deployed, unless the app itself sets them. */
  readonly sources: SelectionSources;
  readonly backend: BackendSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly today: string;
  readonly subscriptionId?: string;
  readonly nameSalt?: string;
  readonly azurermVersion?: string;
  /** Major of azurerm that the Terraform JSON is for. */
  readonly azurermMajor: number;
  readonly registerResourceProviders: boolean;
  /** Commands that azstage runs after synth and after the plans. */
  readonly hooks?: Hooks;
  /** Parameters of each source, earliest first. */
  readonly parameterSources: readonly ParameterSource[];
}

/** A value with the name of its source. */
export interface Sourced<T> {
  readonly name: string;
  readonly value: T;
}

/** Sources of settings. */
export interface SettingsSources {
  /** Name of the environment, with its source. @default dev */
  readonly environment?: Sourced<string>;
  /** Settings in the app's code; every other source wins over them. */
  readonly defaults: SettingsInput;
  /** Directory with `<environment>.json` files. */
  readonly environmentsDirectory: string;
  /** From cdktf.json or `CDKTF_CONTEXT_JSON`. */
  readonly context: unknown;
  /** Settings of the app that win over its context. */
  readonly overrides: SettingsInput;
  /** Environment variables with what they set, such as `AZSTAGE_PROJECT`. @default none */
  readonly variables?: readonly Sourced<SettingsInput>[];
  /** From the command line, which wins over everything. */
  readonly commandLine: unknown;
}

/** Name of the source that is the app's own code. */
const APP = 'the app';

const COMMAND_LINE = 'command line';

/**
 * Merges the sources, later ones win: the app's defaults, `environments/<environment>.json`, cdktf context, overrides, environment variables,
 * command line.
 *
 * All texts are literal: `${...}` and `%{...}` in them are no templates of Terraform.
 *
 * @throws SettingsError with every problem found
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const environment = sources.environment?.value ?? 'dev';
  const file = readEnvironmentFile(environment, sources.environmentsDirectory);
  const problems = [...file.problems];
  const inputs = [
    { name: APP, value: sources.defaults },
    { name: file.name, value: checkedInput(file.name, file.content, problems, environmentFileSchema) },
    { name: 'context', value: checkedInput('context', sources.context, problems) },
    { name: 'overrides', value: checkedInput('overrides', sources.overrides, problems) },
    ...(sources.variables ?? []).map(({ name, value }) => ({ name, value: checkedInput(name, value, problems) })),
    { name: COMMAND_LINE, value: checkedInput(COMMAND_LINE, sources.commandLine, problems) },
  ];
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return merged(environment, inputs.map(withLocationParameter), sources.environment?.name);
}

/** `location` may also be set as a parameter, where users expect it. */
function withLocationParameter({ name, value }: Sourced<SettingsInput>): Sourced<SettingsInput> {
  const { location, ...parameters } = value.parameters ?? {};
  return location === undefined
    ? { name, value }
    : { name, value: { ...value, location: String(location), parameters } };
}

function merged(environment: string, inputs: readonly Sourced<SettingsInput>[], environmentSource?: string): Settings {
  const all = Object.assign({}, ...inputs.map((input) => definedOnly(input.value))) as SettingsInput;
  const origin = (key: keyof SettingsInput) => inputs.findLast((input) => input.value[key] !== undefined)?.name;
  const sourceOf = (key: keyof SettingsInput) => (origin(key) === APP ? undefined : origin(key));
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
  const tags = attempt('tags', () => checkTags(Object.assign({}, ...inputs.map((input) => input.value.tags))));
  const profile = attempt('profile', () => EnvironmentProfile.of(all.profile ?? environment));
  const azurermMajor = attempt('azurermVersion', () => majorOf(all.azurermVersion));
  if (location === undefined || tags === undefined || profile === undefined || azurermMajor === undefined) {
    throw new SettingsError(problems);
  }
  return {
    environment,
    profile,
    project: all.project ?? '',
    location,
    sources: {
      environment: environmentSource,
      project: sourceOf('project'),
      location: sourceOf('location'),
      subscriptionId: sourceOf('subscriptionId'),
    },
    backend: literal(all.backend ?? { type: 'local' }),
    tags: literal(tags),
    today: all.today ?? new Date().toISOString().slice(0, 10),
    subscriptionId: all.subscriptionId,
    nameSalt: all.nameSalt,
    azurermVersion: all.azurermVersion,
    azurermMajor,
    registerResourceProviders: all.registerResourceProviders ?? true,
    hooks: all.hooks,
    parameterSources: inputs
      .filter((input) => input.value.parameters !== undefined)
      .map((input) => ({ name: input.name, values: input.value.parameters ?? {} })),
  };
}

/** Terraform would install any version that the constraint allows, and the JSON is for one major. */
function majorOf(azurermVersion: string | undefined): number {
  const major = azurermVersion === undefined ? 4 : new VersionConstraint(azurermVersion).major;
  if (major !== undefined && AZURERM_MAJORS.includes(major)) {
    return major;
  }
  throw new ValueError({
    message:
      major === undefined
        ? `got ${quote(azurermVersion)}, which allows more than one major version of azurerm`
        : `got ${quote(azurermVersion)}, but azstage does not support azurerm ${major}`,
    allowed: `a constraint within azurerm ${AZURERM_MAJORS.join(' or ')}, such as "~> 4.75" or "~> 5.0"`,
  });
}

function definedOnly(values: SettingsInput): SettingsInput {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function checkedInput(
  name: string,
  content: unknown,
  problems: Problem[],
  schema: z.ZodType<SettingsInput> = settingsSchema,
): SettingsInput {
  const parsed = schema.safeParse(content === undefined ? {} : content, ONCE);
  if (parsed.success) {
    return parsed.data;
  }
  problems.push(...parsed.error.issues.flatMap((issue) => describeIssue(name, issue)));
  return {};
}

function describeIssue(source: string, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: source, property: issue.path.join('.'), message: issue.message }];
  }
  const known = issue.path.length === 0 ? Object.keys(settingsSchema.shape) : undefined;
  return issue.keys.map((key) => ({
    path: source,
    property: issue.path.join('.'),
    message: `there is no setting ${quote(key)}`,
    allowed: known?.join(', '),
    fix: hintFor(key, known),
  }));
}

function hintFor(key: string, known: readonly string[] | undefined): string {
  return (
    didYouMean(key, known ?? []) ?? (known === undefined ? 'Remove it.' : 'Remove it, or put it into "parameters".')
  );
}

/** The keys of the cdktf context that azstage reads; `azstage` holds what the command line sets. */
export const SETTINGS_IN_CONTEXT: readonly string[] = ['azstage', 'environment', ...Object.keys(settingsSchema.shape)];
