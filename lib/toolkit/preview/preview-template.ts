import path from 'node:path';
import { type StageArtifact, type TerraformJson } from '../assembly/stage-artifact';
import { type PlannedOutput } from '../terraform/plan-json';
import { expressionOf, quoted } from './expression';

/** Outputs that a stage reads from other stages: by the name of its `terraform_remote_state`, then by output. */
export type UpstreamValues = ReadonlyMap<string, Readonly<Record<string, PlannedOutput>>>;

/** Options of {@link previewTemplate}. */
export interface PreviewTemplateProps {
  /** Outputs of all stages of the app that it reads. */
  readonly values: UpstreamValues;
  /** Whether all its outputs are made sensitive. @default those that are in the stage */
  readonly hidesOutputs?: boolean;
  /** Whether the backend of the stage is kept. @default false */
  readonly keepsBackend?: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Output of Terraform about a copy, with the references of the stage. */
export function withoutLocals(text: string, values: UpstreamValues): string {
  const names = [...values.keys()];
  return text.replaceAll(LOCAL, (whole, index: string) => {
    const name = names[Number(index)];
    return name === undefined ? whole : `data.terraform_remote_state.${name}.outputs`;
  });
}

/** The local values that replace the states, by name of the state. */
function localsOf(values: UpstreamValues): ReadonlyMap<string, string> {
  return new Map([...values.keys()].map((name, index) => [name, `azstage_upstream_${index}`]));
}

/** Reference to such a local value. */
const LOCAL = /\blocal\.azstage_upstream_(\d+)(?:_keys)?\b/g;

/** Reference to outputs of a state. */
const OUTPUTS = /\bdata\.terraform_remote_state\.([\w-]+)\.outputs\b/g;

/** Text that every reference to a state contains: a fast check, as most strings are none and some are very long. */
const STATE = 'data.terraform_remote_state.';

/**
 * The root module of a stage with outputs of other stages instead of their states, and, unless it is kept, without its backend.
 *
 * @param directory directory of the copy; relative paths are adapted to it
 */
export function previewTemplate(
  stage: StageArtifact,
  directory: string,
  { values, hidesOutputs = false, keepsBackend = false }: PreviewTemplateProps,
): TerraformJson {
  const locals = localsOf(values);
  const replaced = replaceStrings(stage.template, (text, isKeys) =>
    withoutReferences(text, locals, isKeys ? '_keys' : ''),
  ) as TerraformJson;
  const { data: { terraform_remote_state: states = {}, ...data } = {}, terraform = {} } = replaced;
  const { backend: _backend, cloud: _cloud, ...settings } = terraform;
  const relativePath = (file: string) => path.relative(directory, path.resolve(stage.workingDirectory, file));
  const outside = Object.entries(states).filter(([name]) => !values.has(name));
  const others = outside.map(([name, state]) => [name, withPath(state, relativePath)] as const);
  const modules = Object.entries(replaced.module ?? {}).map(
    ([name, module]) => [name, withSource(module, relativePath)] as const,
  );
  return withoutEmptyBlocks({
    ...replaced,
    data: withoutEmptyBlocks({ ...data, terraform_remote_state: Object.fromEntries(others) }),
    module: Object.fromEntries(modules),
    ...(hidesOutputs ? { output: allSensitive(replaced.output) } : {}),
    locals: { ...replaced.locals, ...upstreamLocals(stage, values) },
    terraform: keepsBackend ? terraform : settings,
  });
}

/**
 * Two local values for each state that is read, objects of its outputs: unchanged ones, and ones that are not sensitive for `for_each`.
 * Terraform accepts nothing sensitive there, and a value that is read from a state never is.
 */
function upstreamLocals(stage: StageArtifact, values: UpstreamValues): JsonObject {
  const states = stage.template.data?.['terraform_remote_state'] ?? {};
  const locals = [...localsOf(values)].flatMap(([name, local]): [string, unknown][] => {
    const outputs = Object.entries(values.get(name) ?? {});
    const shown = outputs.map(([key, output]) => [key, { ...output, sensitive: false }] as const);
    const { [name]: { defaults } = {} } = states;
    const withDefaults = (object: string) =>
      defaults === undefined ? `\${${object}}` : `\${merge(local.${local}_defaults, ${object})}`;
    return [
      [local, withDefaults(objectOf(outputs))],
      [`${local}_keys`, withDefaults(objectOf(shown))],
      ...(defaults === undefined ? [] : [[`${local}_defaults`, defaults] as [string, unknown]]),
    ];
  });
  return Object.fromEntries(locals);
}

function objectOf(outputs: readonly (readonly [string, PlannedOutput])[]): string {
  return `{ ${outputs.map(([key, output]) => `${quoted(key)} = ${expressionOf(output)}`).join(', ')} }`;
}

function allSensitive(outputs: TerraformJson['output'] = {}): TerraformJson['output'] {
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, { ...output, sensitive: true }]));
}

/** A string with locals instead of references to states; undefined for an entry of `depends_on` that refers to a state. */
function withoutReferences(text: string, locals: ReadonlyMap<string, string>, suffix: string): string | undefined {
  if (!text.includes(STATE)) {
    return text;
  }
  if (text.startsWith(STATE) && locals.has(text.slice(STATE.length))) {
    return undefined;
  }
  return text.replaceAll(OUTPUTS, (whole, name: string) => {
    const local = locals.get(name);
    return local === undefined ? whole : `local.${local}${suffix}`;
  });
}

function withPath(state: JsonObject, relativePath: (file: string) => string): JsonObject {
  const config = state['config'] as { readonly path?: unknown } | undefined;
  return typeof config?.path === 'string'
    ? { ...state, config: { ...config, path: relativePath(config.path) } }
    : state;
}

/** A module with its relative source adapted: files beside the stage are beside the copy too, those above it are not. */
function withSource(module: JsonObject, relativePath: (file: string) => string): JsonObject {
  const { source } = module;
  return typeof source === 'string' && source.startsWith('../') ? { ...module, source: relativePath(source) } : module;
}

/** The blocks without empty ones: Terraform reports an empty block of labelled ones as an error. */
function withoutEmptyBlocks<T extends object>(blocks: T): Partial<T> {
  const filled = Object.entries(blocks).filter(([, block]) => Object.keys(block as object).length > 0);
  return Object.fromEntries(filled) as Partial<T>;
}

/** Function that replaces a string; `isKeys` in `for_each`. */
type Replace = (text: string, isKeys: boolean) => string | undefined;

/** The value with each string replaced, keys of objects too; undefined ones are removed from lists. */
function replaceStrings(value: unknown, replace: Replace, isKeys = false): unknown {
  if (typeof value === 'string') {
    return replace(value, isKeys);
  }
  if (Array.isArray(value)) {
    return value.map((item) => replaceStrings(item, replace, isKeys)).filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      replace(key, isKeys) ?? key,
      replaceStrings(item, replace, isKeys || key === 'for_each'),
    ]),
  );
}
