import { readsOf, remoteStates, type OutputRead } from '../remote-states';
import { type StageArtifact, type TerraformJson } from '../stage-artifact';
import { type ResourceChange, type Unknown } from '../terraform/plan-json';

type Block = Readonly<Record<string, unknown>>;

/** Arguments that decide how many instances a block has. */
const INSTANCE_ARGUMENTS = ['for_each', 'count'];

/** What the blocks of a stage's root module refer to: each other, and outputs of other stages. */
export class References {
  /** Resources, data sources, modules and locals by address, without an index. */
  private readonly blocks: ReadonlyMap<string, Block>;
  private readonly states: ReadonlyMap<string, StageArtifact>;

  constructor(stage: StageArtifact, all: readonly StageArtifact[]) {
    this.blocks = blocksOf(stage.template);
    const known = [...remoteStates(stage, all)].filter(
      (state): state is [string, StageArtifact] => state[1] !== undefined,
    );
    this.states = new Map(known);
  }

  /**
   * Outputs of other stages without which there would be no change: those that move, and that its changed arguments, or the number of
   * its instances, come from.
   *
   * @param moved what moves, as `stage.output`
   */
  public causesOf(
    change: ResourceChange,
    changes: readonly ResourceChange[],
    moved: ReadonlySet<string>,
  ): OutputRead[] {
    return this.sourcesOf(change, changes, moved).outputs;
  }

  /**
   * Where a change comes from: what its changed arguments, or the number of its instances, refer to.
   *
   * @param moved the outputs that are looked for, as `stage.output`
   */
  public sourcesOf(change: ResourceChange, changes: readonly ResourceChange[], moved: ReadonlySet<string>): Sources {
    return sourcesFoundBy((search) => this.collectCauses(change, search), changes, moved);
  }

  /** The same of a value, such as that of an output. */
  public sourcesOfValue(value: unknown, changes: readonly ResourceChange[], moved: ReadonlySet<string>): Sources {
    return sourcesFoundBy((search) => this.follow(value, search), changes, moved);
  }

  /** Resources and modules that need blocks, directly or not, and those themselves; without an index. */
  public dependentsOf(addresses: readonly string[]): string[] {
    const found = new Set(addresses.map(blockAddress));
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const [address, block] of this.blocks) {
        if (!found.has(address) && this.blocksIn(block).some((other) => found.has(other))) {
          found.add(address);
        }
      }
    }
    return [...found].filter((address) => !/^(data|local)\./.test(address)).sort();
  }

  /** The outputs of other stages that blocks come from, directly or not. */
  public outputsOf(addresses: readonly string[], visited = new Set<string>()): OutputRead[] {
    const found = addresses.map(blockAddress).flatMap((address) => {
      if (visited.has(address)) {
        return [];
      }
      visited.add(address);
      const block = this.blocks.get(address) ?? {};
      return [...this.outputsIn(block), ...this.outputsOf(this.blocksIn(block), visited).map(asName)];
    });
    return [...new Set(found)].sort().map(asOutput);
  }

  private collectCauses(change: ResourceChange, search: Search): void {
    const address = blockAddress(change.address);
    if (search.visited.has(address)) {
      return;
    }
    search.visited.add(address);
    const block = this.blocks.get(address) ?? {};
    const isModule = address.startsWith('module.');
    const changed = isModule ? Object.keys(block) : changedArguments(change);
    this.follow(expressionsBehind(block, changed), search);
  }

  private follow(value: unknown, search: Search): void {
    this.outputsIn(value)
      .filter((name) => search.moved.has(name))
      .forEach((name) => search.names.add(name));
    for (const address of this.blocksIn(value)) {
      search.blocks.add(address);
      if (/^(local|data)\./.test(address) && !search.visited.has(address)) {
        search.visited.add(address);
        this.follow(this.blocks.get(address), search);
      }
      search.changes
        .filter((other) => blockAddress(other.address) === address)
        .forEach((other) => this.collectCauses(other, search));
    }
  }

  private outputsIn(value: unknown): string[] {
    const text = JSON.stringify(value) ?? '';
    return [...this.states].flatMap(([name, upstream]) =>
      readsOf(text, name, upstream).map((output) => `${upstream.name}.${output}`),
    );
  }

  private blocksIn(value: unknown): string[] {
    const text = JSON.stringify(value) ?? '';
    const words = text.match(/(?:data\.)?[A-Za-z_][\w-]*\.[\w-]+/g) ?? [];
    return [...new Set(words)].filter((word) => this.blocks.has(word));
  }
}

/** Where something comes from. */
export interface Sources {
  /** Outputs of other stages, of those that were looked for. */
  readonly outputs: OutputRead[];
  /** Blocks of the same stage: directly, through locals and data sources, or through other changes; without an index. */
  readonly blocks: ReadonlySet<string>;
}

interface Search {
  readonly changes: readonly ResourceChange[];
  readonly moved: ReadonlySet<string>;
  /** The outputs that were found. */
  readonly names: Set<string>;
  /** The blocks that were found. */
  readonly blocks: Set<string>;
  readonly visited: Set<string>;
}

function sourcesFoundBy(
  look: (search: Search) => void,
  changes: readonly ResourceChange[],
  moved: ReadonlySet<string>,
): Sources {
  const search: Search = { changes, moved, names: new Set(), blocks: new Set(), visited: new Set() };
  look(search);
  return { outputs: [...search.names].sort().map(asOutput), blocks: search.blocks };
}

/** Resources, data sources, modules and locals by address, without an index. */
export function blocksOf(template: TerraformJson): ReadonlyMap<string, Block> {
  const byType = (kind: TypedBlocks = {}, prefix: string) =>
    Object.entries(kind).flatMap(([type, named]) =>
      Object.entries(named).map(([name, block]) => [`${prefix}${type}.${name}`, block] as const),
    );
  const locals = Object.entries(template.locals ?? {}).map(([name, value]) => [`local.${name}`, { value }] as const);
  const modules = Object.entries(template.module ?? {}).map(([name, block]) => [`module.${name}`, block] as const);
  return new Map<string, Block>([
    ...byType(template.resource, ''),
    ...byType(template.data, 'data.'),
    ...modules,
    ...locals,
  ]);
}

type TypedBlocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** `azurerm_subnet.App` of `azurerm_subnet.App["a"]`, `module.Net` of `module.Net[0].azurerm_subnet.App`. */
export function blockAddress(address: string): string {
  const [match] = /^(?:data\.)?[\w-]+\.[\w-]+/.exec(address) ?? [address];
  return match;
}

/** The arguments whose values differ; those that decide on instances where an instance comes or goes. */
function changedArguments(change: ResourceChange): readonly string[] {
  if (change.action === 'create' || change.action === 'delete') {
    return INSTANCE_ARGUMENTS;
  }
  // A replacement may be triggered from there.
  return change.action === 'replace' ? [...changedAttributes(change), 'lifecycle'] : changedAttributes(change);
}

/** The expressions of arguments; what `each` and `count` are in them is said by other arguments. */
function expressionsBehind(block: Block, names: readonly string[]): unknown[] {
  const dynamic = (block['dynamic'] ?? {}) as Block;
  const own = names.flatMap((name) => [block[name], dynamic[name]]);
  return /\b(each|count)\./.test(JSON.stringify(own))
    ? [...own, ...INSTANCE_ARGUMENTS.map((name) => block[name])]
    : own;
}

/** Names of the attributes whose values a change changes. */
export function changedAttributes({ before, after, afterUnknown }: ResourceChange): string[] {
  const [old, now] = [before, after].map((value) => (value ?? {}) as Readonly<Record<string, unknown>>) as [
    Block,
    Block,
  ];
  const unknown = (typeof afterUnknown === 'object' ? afterUnknown : {}) as Readonly<Record<string, Unknown>>;
  const names = new Set([...Object.keys(old), ...Object.keys(now), ...Object.keys(unknown)]);
  return [...names]
    .filter((name) => hasUnknown(unknown[name]) || JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .sort();
}

/** Whether anything of a value is unknown. */
export function hasUnknown(unknown: Unknown | undefined): boolean {
  return typeof unknown === 'object'
    ? Object.values(unknown).some((part: Unknown) => hasUnknown(part))
    : unknown === true;
}

function asName({ stage, output }: OutputRead): string {
  return `${stage}.${output}`;
}

function asOutput(name: string): OutputRead {
  const [stage = '', ...output] = name.split('.');
  return { stage, output: output.join('.') };
}
