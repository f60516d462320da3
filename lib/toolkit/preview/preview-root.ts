import fs from 'node:fs';
import path from 'node:path';
import { makePrivateDirectory, readOwnJson, writeAtomically } from '../private-files';
import { type TerraformJson } from '../stage-artifact';
import { type StageUnit } from '../stage-unit';
import { type StageTerraform } from '../terraform/stage-terraform';
import { type PlannedOutput } from '../terraform/plan-json';
import { expressionOf, quoted } from './expression';

/** What a stage will read from other stages: by the name of its `terraform_remote_state`, then by output. */
export type UpstreamValues = ReadonlyMap<string, Readonly<Record<string, PlannedOutput>>>;

/** Files that Terraform leaves in a working directory. */
const TERRAFORMS = /^\.terraform|\.tfstate(\.|$)/;

/** The state of a stage that was never applied. */
const NO_STATE = '';

/**
 * A private copy of the root module of a stage, in which each reference to the state of another stage is replaced by what that stage
 * will put out. It has a copy of the state and no backend: nothing that is planned here can be applied or written anywhere.
 */
export class PreviewRoot {
  /**
   * Makes the copy.
   *
   * @param values of all stages of the app that it reads
   */
  public static async create(unit: StageUnit, values: UpstreamValues): Promise<PreviewRoot> {
    const root = new PreviewRoot(unit, values);
    root.remove();
    makePrivateDirectory(root.directory);
    root.copySiblings();
    writeAtomically(path.join(root.directory, 'terraform.tfstate'), (await unit.state())?.text ?? NO_STATE);
    writeAtomically(path.join(root.directory, 'cdk.tf.json'), JSON.stringify(root.template()));
    await root.initialize();
    return root;
  }

  public readonly terraform: StageTerraform;
  private readonly directory: string;
  private readonly locals: ReadonlyMap<string, string>;

  private constructor(
    private readonly unit: StageUnit,
    private readonly values: UpstreamValues,
  ) {
    const { files } = unit;
    this.directory = files.preview;
    this.locals = new Map([...values.keys()].map((name, index) => [name, `azstage_upstream_${index}`]));
    this.terraform = unit.terraformIn({
      workingDirectory: this.directory,
      dataDirectory: files.previewTerraform,
      plan: path.join(this.directory, 'plan.tfplan'),
    });
  }

  /** Removes it: values of other stages are in it. */
  public remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** What Terraform says of it, in the words of the stage. */
  public inWordsOfTheStage(text: string): string {
    return [...this.locals].reduce(
      (said, [name, local]) => said.replaceAll(`local.${local}`, `data.terraform_remote_state.${name}.outputs`),
      text,
    );
  }

  private template(): TerraformJson {
    const { stage } = this.unit;
    const replaced = replaceStrings(stage.template, (text) => this.withoutReferences(text)) as TerraformJson;
    const { data: { terraform_remote_state: states = {}, ...data } = {}, terraform = {}, locals = {} } = replaced;
    const { backend: _backend, cloud: _cloud, ...settings } = terraform;
    const outside = Object.entries(states).filter(([name]) => !this.values.has(name));
    return withoutEmptyBlocks({
      ...replaced,
      data: withoutEmptyBlocks({ ...data, terraform_remote_state: this.fromHere(outside) }),
      module: this.fromHere(Object.entries(replaced.module ?? {})),
      locals: { ...locals, ...this.upstreamLocals() },
      terraform: settings,
    });
  }

  /** A local for each state that is read: an object of its outputs. */
  private upstreamLocals(): Record<string, unknown> {
    const states = this.unit.stage.template.data?.['terraform_remote_state'] ?? {};
    return Object.fromEntries(
      [...this.values].flatMap(([name, outputs]) => {
        const local = this.locals.get(name) ?? '';
        const entries = Object.entries(outputs).map(([key, output]) => `${quoted(key)} = ${expressionOf(output)}`);
        const object = `{ ${entries.join(', ')} }`;
        const { [name]: { defaults } = {} } = states;
        return defaults === undefined
          ? [[local, `\${${object}}`]]
          : [
              [`${local}_defaults`, defaults],
              [local, `\${merge(local.${local}_defaults, ${object})}`],
            ];
      }),
    );
  }

  private withoutReferences(text: string): string | undefined {
    let rest = text;
    for (const [name, local] of this.locals) {
      const reference = `data.terraform_remote_state.${name}`;
      if (rest === reference) {
        return undefined;
      }
      rest = rest.replaceAll(new RegExp(`\\b${escape(reference)}\\.outputs\\b`, 'g'), `local.${local}`);
    }
    return rest;
  }

  /** Relative paths of modules and states, as they are from the copy. */
  private fromHere<T extends Readonly<Record<string, unknown>>>(blocks: readonly (readonly [string, T])[]) {
    const { workingDirectory } = this.unit.stage;
    const relative = (file: string) => path.relative(this.directory, path.resolve(workingDirectory, file));
    return Object.fromEntries(
      blocks.map(([name, block]) => {
        const { source, config } = block as { source?: unknown; config?: { readonly path?: unknown } };
        return [
          name,
          {
            ...block,
            ...(typeof source === 'string' && source.startsWith('../') ? { source: relative(source) } : {}),
            ...(typeof config?.path === 'string' ? { config: { ...config, path: relative(config.path) } } : {}),
          },
        ];
      }),
    );
  }

  /** What the stage has beside its Terraform JSON: directories by link, as they may be large. */
  private copySiblings(): void {
    const { workingDirectory, templateFile } = this.unit.stage;
    for (const entry of fs.readdirSync(workingDirectory, { withFileTypes: true })) {
      const [from, to] = [workingDirectory, this.directory].map((directory) => path.join(directory, entry.name));
      if (from === undefined || to === undefined || from === templateFile || TERRAFORMS.test(entry.name)) {
        continue;
      }
      if (entry.isDirectory()) {
        fs.symlinkSync(from, to, 'junction');
      } else {
        fs.copyFileSync(from, to);
      }
    }
  }

  /** Links providers and modules, unless it was done for the same ones before or there are none. */
  private async initialize(): Promise<void> {
    const { unit } = this;
    const needed = unit.initOf(this.directory);
    const done = readOwnJson<{ readonly fingerprint: string }>(unit.files.previewInitialized);
    if (needed === undefined || done?.fingerprint === needed.fingerprint) {
      return;
    }
    await this.terraform.init(needed.args);
    writeAtomically(unit.files.previewInitialized, JSON.stringify({ fingerprint: needed.fingerprint }));
  }
}

/** Terraform takes an empty block of labelled ones for an error. */
function withoutEmptyBlocks<T extends object>(blocks: T): Partial<T> {
  const filled = Object.entries(blocks).filter(([, block]) => Object.keys(block as object).length > 0);
  return Object.fromEntries(filled) as Partial<T>;
}

/** The same with other strings; what becomes undefined is left out of its list. */
function replaceStrings(value: unknown, replace: (text: string) => string | undefined): unknown {
  if (typeof value === 'string') {
    return replace(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => replaceStrings(item, replace)).filter((item) => item !== undefined);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceStrings(item, replace)]))
    : value;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
