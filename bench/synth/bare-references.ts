import fs from 'node:fs';

/** A stage as its Terraform JSON has it. */
export interface SynthesizedStage {
  readonly name: string;
  readonly root: Record<string, Record<string, unknown>>;
}

interface BareResource {
  readonly kind: 'data' | 'resource';
  readonly type: string;
  readonly id: string;
  readonly config: Record<string, unknown>;
  /** Name of the variable that has it in the program. */
  readonly variable: string;
}

/** A whole attribute of a resource or data source, or an output of another stage. */
const REFERENCE =
  /\$\{(?:data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)|((?:data\.)?azurerm_\w+\.[A-Za-z_][\w-]*)\.(\w+))\}/g;

/** What the resources of a bare program read of each other, as attributes of the variables that have them. */
export class BareReferences {
  private readonly resources = new Map<string, ReadonlyMap<string, BareResource>>();

  constructor(private readonly stages: readonly SynthesizedStage[]) {
    stages.forEach((stage, index) => this.resources.set(stage.name, resourcesOf(stage, index)));
  }

  public resourceAt(stage: SynthesizedStage, address: string): BareResource {
    const found = this.resources.get(stage.name)?.get(address);
    if (found === undefined) {
      throw new TypeError(`${stage.name} has no ${address}`);
    }
    return found;
  }

  /** Addresses of a stage, each after those that it reads. */
  public inOrder(stage: SynthesizedStage): string[] {
    const all = this.resources.get(stage.name) ?? new Map<string, BareResource>();
    const sorted = new Set<string>();
    const add = (address: string): void => {
      if (sorted.has(address) || !all.has(address)) {
        return;
      }
      const read = [...JSON.stringify(all.get(address)?.config).matchAll(REFERENCE)].map(([, , , each]) => each ?? '');
      read.filter((each) => each !== address).forEach(add);
      sorted.add(address);
    };
    [...all.keys()].forEach(add);
    return [...sorted];
  }

  /** A text as a template of JavaScript whose references are attributes of variables. */
  public template(stage: SynthesizedStage, text: string): string {
    const parts: string[] = [];
    let end = 0;
    for (const match of text.matchAll(REFERENCE)) {
      const [whole, state, output, address, attribute] = match;
      const expression = isNested(text, match.index)
        ? undefined
        : state === undefined
          ? this.attribute(stage, address ?? '', attribute ?? '')
          : this.outputOf(state, output ?? '');
      if (expression !== undefined) {
        parts.push(quoted(text.slice(end, match.index)), `\${${expression}}`);
        end = match.index + whole.length;
      }
    }
    return parts.length === 0 ? JSON.stringify(text) : `\`${parts.join('')}${quoted(text.slice(end))}\``;
  }

  /** Module of the bindings; undefined where they have none. */
  public moduleOf(kind: 'data' | 'resource', type: string): string | undefined {
    const module = `${kind === 'data' ? 'data-azurerm-' : ''}${type.replace('azurerm_', '').replace(/_/g, '-')}`;
    return fs.existsSync(`node_modules/@cdktf/provider-azurerm/lib/${module}`) ? module : undefined;
  }

  public camel(name: string): string {
    return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  }

  private attribute(stage: SynthesizedStage, address: string, attribute: string): string | undefined {
    const { kind, type, variable } = this.resourceAt(stage, address);
    return this.moduleOf(kind, type) === undefined ? undefined : `${variable}.${this.camel(attribute)}`;
  }

  private outputOf(state: string, output: string): string {
    const upstream = this.stages.find(({ name }) => state === `cross-stack-reference-input-${name}`);
    const value = (upstream?.root['output']?.[output] as { value?: unknown } | undefined)?.value;
    const [, , , address, attribute] = [...String(value).matchAll(REFERENCE)][0] ?? [];
    const found = upstream && this.attribute(upstream, address ?? '', attribute ?? '');
    if (found === undefined) {
      throw new TypeError(`${state} has no output ${output} that is an attribute of the bindings`);
    }
    return found;
  }
}

function resourcesOf({ root }: SynthesizedStage, stage: number): ReadonlyMap<string, BareResource> {
  const found = new Map<string, BareResource>();
  for (const kind of ['data', 'resource'] as const) {
    const types = Object.entries(root[kind] ?? {}).filter(([type]) => type !== 'terraform_remote_state');
    for (const [type, resources] of types) {
      for (const [id, config] of Object.entries(resources as Record<string, Record<string, unknown>>)) {
        const address = `${kind === 'data' ? 'data.' : ''}${type}.${id}`;
        found.set(address, { kind, type, id, config, variable: `resource${stage}_${found.size}` });
      }
    }
  }
  return found;
}

/** Whether an expression begins before a place in a text and ends after it. */
function isNested(text: string, place: number): boolean {
  const before = text.slice(0, place);
  return before.split('${').length > before.split('}').length;
}

/** A text within a template of JavaScript. */
function quoted(text: string): string {
  return text.replace(/[\\`]|\$(?=\{)/g, '\\$&');
}
