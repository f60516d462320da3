import { type Mentions, mentionsIn, mentionsInArgument } from './mentions';
import { oncePer } from './once-per';
import { type OutputRead, outputsMentioned, remoteStates } from './remote-states';
import { type StageArtifact, type TerraformJson } from '../assembly/stage-artifact';
import { type ResourceChange, type Unknown } from '../terraform/plan-json';

type Block = Readonly<Record<string, unknown>>;

/** Arguments that decide how many instances a block has. */
const INSTANCE_ARGUMENTS = ['for_each', 'count'];

/** References between the blocks of a stage's root module, and to outputs of other stages. */
export class References {
  /** References of a stage. */
  public static readonly of = oncePer((stage: StageArtifact) => new References(stage));

  /** Resources, data sources, modules and locals by address, without an index. */
  private readonly blocks: ReadonlyMap<string, Block>;
  private readonly states: ReadonlyMap<string, StageArtifact>;
  private readonly found = new WeakMap<Mentions, Found>();
  private readonly changed = new WeakMap<readonly ResourceChange[], ChangedBlocks>();
  private knownDependents?: ReadonlyMap<string, readonly string[]>;

  private constructor(stage: StageArtifact) {
    this.blocks = blocksOf(stage.template);
    const known = [...remoteStates(stage)].filter((state): state is [string, StageArtifact] => state[1] !== undefined);
    this.states = new Map(known);
  }

  /**
   * Changed outputs of other stages that cause a change: its changed arguments, or the number of its instances, depend on them.
   *
   * @param changes all changes of the plan; the same list in every call
   * @param changedOutputs changed outputs, as `stage.output`
   */
  public causesOf(
    change: ResourceChange,
    changes: readonly ResourceChange[],
    changedOutputs: ReadonlySet<string>,
  ): OutputRead[] {
    return this.sourcesOf(change, changes, changedOutputs).outputs;
  }

  /**
   * Sources of a change: the targets of references in its changed arguments, or in the number of its instances.
   *
   * @param changes all changes of the plan; the same list in every call
   * @param changedOutputs outputs that are searched for, as `stage.output`
   */
  public sourcesOf(
    change: ResourceChange,
    changes: readonly ResourceChange[],
    changedOutputs: ReadonlySet<string>,
  ): Sources {
    const address = blockAddress(change.address);
    const start = this.foundInAll(this.mentionsBehind(address, changedArguments(change)));
    return this.follow(start, { changes, changedOutputs, from: address });
  }

  /** Sources of a value, such as that of an output. */
  public sourcesOfValue(
    value: unknown,
    changes: readonly ResourceChange[],
    changedOutputs: ReadonlySet<string>,
  ): Sources {
    return this.follow(this.foundIn(mentionsIn(value)), { changes, changedOutputs });
  }

  /** Resources and modules that depend on blocks, directly or transitively, and the blocks themselves; without an index. */
  public dependentsOf(addresses: readonly string[]): string[] {
    const found = new Set(addresses.map(blockAddress));
    for (const address of found) {
      this.dependents.get(address)?.forEach((dependent) => found.add(dependent));
    }
    return [...found].filter((address) => !isReadOnly(address)).sort();
  }

  /** Outputs of other stages that blocks depend on, directly or transitively. */
  public outputsOf(addresses: readonly string[]): OutputRead[] {
    const visited = new Set(addresses.map(blockAddress));
    const names = new Set<string>();
    for (const address of visited) {
      const { blocks, outputs } = this.foundIn(mentionsIn(this.blocks.get(address)));
      outputs.forEach((name) => names.add(name));
      blocks.forEach((block) => visited.add(block));
    }
    return [...names].sort().map(asOutput);
  }

  /** Follows references transitively: through locals and data sources, and through other changes. */
  private follow(start: Found, { changes, changedOutputs, from }: Search): Sources {
    const changed = this.changedIn(changes);
    const names = new Set<string>();
    const seen = new Set<string>();
    const open = [start];
    for (const { blocks, outputs } of open) {
      outputs.filter((name) => changedOutputs.has(name)).forEach((name) => names.add(name));
      for (const address of blocks) {
        if (!seen.has(address) && address !== from) {
          open.push(this.foundBehind(address, changed));
        }
        seen.add(address);
      }
    }
    return { outputs: [...names].sort().map(asOutput), blocks: seen };
  }

  private changedIn(changes: readonly ResourceChange[]): ChangedBlocks {
    const changed = this.changed.get(changes) ?? { names: changedNames(changes), found: new Map<string, Found>() };
    this.changed.set(changes, changed);
    return changed;
  }

  /** References of a block that is referenced; cached. */
  private foundBehind(address: string, { names, found }: ChangedBlocks): Found {
    const known = found.get(address) ?? this.foundInAll(this.mentionsOf(address, names.get(address)));
    found.set(address, known);
    return known;
  }

  /** Mentions of a block that may cause a change of it. */
  private mentionsOf(address: string, changed: ReadonlySet<string> | undefined): readonly Mentions[] {
    if (isReadOnly(address)) {
      return [mentionsIn(this.blocks.get(address))];
    }
    return changed === undefined ? [] : this.mentionsBehind(address, [...changed]);
  }

  /** Mentions of arguments of a block; for `each` and `count` in them, also those of `for_each` and `count`. */
  private mentionsBehind(address: string, changed: readonly string[]): readonly Mentions[] {
    const block = this.blocks.get(address) ?? {};
    const dynamic = (block['dynamic'] ?? {}) as Block;
    const names = address.startsWith('module.') ? Object.keys(block) : changed;
    const own = names.flatMap((name) => [mentionsInArgument(block, name), mentionsInArgument(dynamic, name)]);
    return own.some(({ iterates }) => iterates)
      ? [...own, ...INSTANCE_ARGUMENTS.map((name) => mentionsInArgument(block, name))]
      : own;
  }

  /** Mentions whose targets exist. */
  private foundIn(mentions: Mentions): Found {
    const known = this.found.get(mentions);
    if (known !== undefined) {
      return known;
    }
    const blocks = [...mentions.addresses].filter((address) => this.blocks.has(address));
    const outputs = [...this.states].flatMap(([name, upstream]) =>
      outputsMentioned(mentions, name, upstream).map((output) => `${upstream.name}.${output}`),
    );
    this.found.set(mentions, { blocks, outputs });
    return { blocks, outputs };
  }

  private foundInAll(several: readonly Mentions[]): Found {
    const all = several.map((mentions) => this.foundIn(mentions));
    return {
      blocks: [...new Set(all.flatMap(({ blocks }) => blocks))],
      outputs: [...new Set(all.flatMap(({ outputs }) => outputs))],
    };
  }

  /** Blocks that mention a block, by its address. */
  private get dependents(): ReadonlyMap<string, readonly string[]> {
    this.knownDependents ??= this.collectDependents();
    return this.knownDependents;
  }

  private collectDependents(): ReadonlyMap<string, readonly string[]> {
    const dependents = new Map<string, string[]>();
    for (const [address, block] of this.blocks) {
      for (const needed of this.foundIn(mentionsIn(block)).blocks) {
        const others = dependents.get(needed) ?? [];
        others.push(address);
        dependents.set(needed, others);
      }
    }
    return dependents;
  }
}

/** Sources of a change or a value. */
export interface Sources {
  /** Outputs of other stages, of those that were searched for. */
  readonly outputs: OutputRead[];
  /** Blocks of the same stage: directly, through locals and data sources, or through other changes; without an index. */
  readonly blocks: ReadonlySet<string>;
}

interface Search {
  readonly changes: readonly ResourceChange[];
  readonly changedOutputs: ReadonlySet<string>;
  /** Address of the block at which the search starts. */
  readonly from?: string;
}

interface Found {
  /** Addresses of blocks. */
  readonly blocks: readonly string[];
  /** Outputs as `stage.output`. */
  readonly outputs: readonly string[];
}

/** Changed arguments by block, with the cached references. */
interface ChangedBlocks {
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  readonly found: Map<string, Found>;
}

/** Whether an address is that of a data source or local. */
function isReadOnly(address: string): boolean {
  return /^(data|local)\./.test(address);
}

/** Changed arguments of all instances, by the address of the block. */
function changedNames(changes: readonly ResourceChange[]): ReadonlyMap<string, ReadonlySet<string>> {
  const blocks = new Map<string, Set<string>>();
  for (const change of changes) {
    const address = blockAddress(change.address);
    const names = blocks.get(address) ?? new Set();
    changedArguments(change).forEach((name) => names.add(name));
    blocks.set(address, names);
  }
  return blocks;
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

/** Address of the block of an instance: `azurerm_subnet.App` of `azurerm_subnet.App["a"]`, `module.Net` of `module.Net[0].azurerm_subnet.App`. */
export function blockAddress(address: string): string {
  const [match] = /^(?:data\.)?[\w-]+\.[\w-]+/.exec(address) ?? [address];
  return match;
}

/** Arguments whose values differ; those that decide the number of instances, where an instance is created or deleted. */
function changedArguments(change: ResourceChange): readonly string[] {
  if (change.action === 'create' || change.action === 'delete') {
    return INSTANCE_ARGUMENTS;
  }
  // A replacement may be triggered by their references.
  return change.action === 'replace' ? [...changedAttributes(change), 'lifecycle'] : changedAttributes(change);
}

/** Names of the attributes that a change changes. */
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

/** Whether any part of a value is unknown. */
export function hasUnknown(unknown: Unknown | undefined): boolean {
  return typeof unknown === 'object'
    ? Object.values(unknown).some((part: Unknown) => hasUnknown(part))
    : unknown === true;
}

function asOutput(name: string): OutputRead {
  const [stage = '', ...output] = name.split('.');
  return { stage, output: output.join('.') };
}
