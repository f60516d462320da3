import { dependentsOf } from '../assembly/deployment-order';
import { type GraphNode } from '../io/results';
import { groupName, groupsByPrefix } from './group-names';
import { merged } from './merged';

/**
 * Merges equivalent stages: more than five with the same lifecycle, the same dependencies and dependents, and names with a common prefix.
 * Dependencies are compared by box: `tenant-7-app` and `tenant-8-app` are equivalent although each depends on the data stage of its own
 * tenant, if these are one box too.
 *
 * @param nodes in deployment order
 */
export function foldAlike(nodes: readonly GraphNode[]): readonly GraphNode[] {
  const classes = new StageClasses(nodes);
  for (let before = 0; before < classes.count;) {
    before = classes.count;
    classes.refine();
    classes.divideByName();
  }
  return merged(nodes, classes.groups(), groupName);
}

/**
 * Class of each node, as a number. It starts as the lifecycle and is refined until all nodes of a class depend on the same classes and have
 * dependents in the same classes: the coarsest partition of the graph with this property.
 */
class StageClasses {
  private classes: readonly number[];
  private readonly indexes: ReadonlyMap<string, number>;
  private readonly dependents: ReadonlyMap<string, readonly GraphNode[]>;

  constructor(private readonly nodes: readonly GraphNode[]) {
    this.classes = numbered(nodes.map(({ lifecycle }) => lifecycle ?? ''));
    this.indexes = new Map(nodes.map(({ name }, index) => [name, index]));
    this.dependents = dependentsOf(nodes);
  }

  public get count(): number {
    return new Set(this.classes).size;
  }

  public refine(): void {
    for (let before = 0; before < this.count;) {
      before = this.count;
      const upstream = this.signatures(this.nodes, ({ dependencies }) => dependencies);
      const downstream = this.signatures(this.nodes.toReversed(), ({ name }) =>
        (this.dependents.get(name) ?? []).map((dependent) => dependent.name),
      );
      this.classes = numbered(upstream.map((each, index) => `${each}/${downstream[index]}`));
    }
  }

  /** Divides each class by names; a node that is in no group becomes a class of its own. */
  public divideByName(): void {
    const classes = [...this.classes];
    let next = this.nodes.length;
    for (const names of this.groups()) {
      for (const group of groupsByPrefix(names)) {
        for (const name of group) {
          classes[this.indexes.get(name) ?? -1] = next;
        }
        next += 1;
      }
    }
    this.classes = numbered(classes.map(String));
  }

  /** Names of the nodes by class. */
  public groups(): readonly (readonly string[])[] {
    const groups: string[][] = [];
    for (const [index, { name }] of this.nodes.entries()) {
      (groups[this.classes[index] ?? 0] ??= []).push(name);
    }
    return groups;
  }

  /** Number of each node for its class and the numbers of its neighbors on one side, which precede it in the list. */
  private signatures(
    nodes: readonly GraphNode[],
    neighbors: (node: GraphNode) => readonly string[],
  ): readonly number[] {
    const known = new Map<string, number>();
    const signatures: number[] = [];
    for (const node of nodes) {
      const index = this.indexes.get(node.name) ?? -1;
      const beside = new Set(neighbors(node).map((name) => signatures[this.indexes.get(name) ?? -1] ?? -1));
      const key = `${this.classes[index]}:${[...beside].sort((a, b) => a - b).join(',')}`;
      const signature = known.get(key) ?? known.size;
      known.set(key, signature);
      signatures[index] = signature;
    }
    return signatures;
  }
}

/** Numbers from 0, equal for equal texts. */
function numbered(texts: readonly string[]): readonly number[] {
  const numbers = new Map<string, number>();
  return texts.map((text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
}
