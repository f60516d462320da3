import path from 'node:path';
import { type StageArtifact, type TerraformJson } from '../stage-artifact';
import { type PlannedOutput } from '../terraform/plan-json';
import { expressionOf, quoted } from './expression';

/** What a stage will read from other stages: by the name of its `terraform_remote_state`, then by output. */
export type UpstreamValues = ReadonlyMap<string, Readonly<Record<string, PlannedOutput>>>;

type JsonObject = Readonly<Record<string, unknown>>;

/** The local that takes the place of each state that is read. */
export function localsOf(values: UpstreamValues): ReadonlyMap<string, string> {
  return new Map([...values.keys()].map((name, index) => [name, `azstage_upstream_${index}`]));
}

/**
 * The root module of a stage with the values that other stages will put out in the place of their states, and without a backend.
 *
 * @param values of all stages of the app that it reads
 * @param directory that it is to be planned in; relative paths are adapted
 */
export function previewTemplate(stage: StageArtifact, values: UpstreamValues, directory: string): TerraformJson {
  const locals = localsOf(values);
  const replaced = replaceStrings(stage.template, (text) => withoutReferences(text, locals)) as TerraformJson;
  const { data: { terraform_remote_state: states = {}, ...data } = {}, terraform = {} } = replaced;
  const { backend: _backend, cloud: _cloud, ...settings } = terraform;
  const fromThere = (file: string) => path.relative(directory, path.resolve(stage.workingDirectory, file));
  const outside = Object.entries(states).filter(([name]) => !values.has(name));
  const others = outside.map(([name, state]) => [name, withPath(state, fromThere)] as const);
  const modules = Object.entries(replaced.module ?? {}).map(
    ([name, module]) => [name, withSource(module, fromThere)] as const,
  );
  return withoutEmptyBlocks({
    ...replaced,
    data: withoutEmptyBlocks({ ...data, terraform_remote_state: Object.fromEntries(others) }),
    module: Object.fromEntries(modules),
    locals: { ...replaced.locals, ...upstreamLocals(stage, values) },
    terraform: settings,
  });
}

/** A local for each state that is read: an object of its outputs. */
function upstreamLocals(stage: StageArtifact, values: UpstreamValues): JsonObject {
  const states = stage.template.data?.['terraform_remote_state'] ?? {};
  const locals = [...localsOf(values)].flatMap(([name, local]): [string, unknown][] => {
    const outputs = Object.entries(values.get(name) ?? {});
    const object = `{ ${outputs.map(([key, output]) => `${quoted(key)} = ${expressionOf(output)}`).join(', ')} }`;
    const { [name]: { defaults } = {} } = states;
    return defaults === undefined
      ? [[local, `\${${object}}`]]
      : [
          [`${local}_defaults`, defaults],
          [local, `\${merge(local.${local}_defaults, ${object})}`],
        ];
  });
  return Object.fromEntries(locals);
}

/** Undefined for what refers to a state as a whole: an entry of `depends_on`. */
function withoutReferences(text: string, locals: ReadonlyMap<string, string>): string | undefined {
  let rest = text;
  for (const [name, local] of locals) {
    const reference = `data.terraform_remote_state.${name}`;
    if (rest === reference) {
      return undefined;
    }
    rest = rest.replaceAll(new RegExp(`\\b${escape(reference)}\\.outputs\\b`, 'g'), `local.${local}`);
  }
  return rest;
}

function withPath(state: JsonObject, fromThere: (file: string) => string): JsonObject {
  const config = state['config'] as { readonly path?: unknown } | undefined;
  return typeof config?.path === 'string' ? { ...state, config: { ...config, path: fromThere(config.path) } } : state;
}

/** What is beside the stage is beside the copy as well; what is above it is not. */
function withSource(module: JsonObject, fromThere: (file: string) => string): JsonObject {
  const { source } = module;
  return typeof source === 'string' && source.startsWith('../') ? { ...module, source: fromThere(source) } : module;
}

/** Terraform takes an empty block of labelled ones for an error. */
function withoutEmptyBlocks<T extends object>(blocks: T): Partial<T> {
  const filled = Object.entries(blocks).filter(([, block]) => Object.keys(block as object).length > 0);
  return Object.fromEntries(filled) as Partial<T>;
}

/** The same with other strings, in keys as well; what becomes undefined is left out of its list. */
function replaceStrings(value: unknown, replace: (text: string) => string | undefined): unknown {
  if (typeof value === 'string') {
    return replace(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => replaceStrings(item, replace)).filter((item) => item !== undefined);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [replace(key) ?? key, replaceStrings(item, replace)]),
      )
    : value;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
