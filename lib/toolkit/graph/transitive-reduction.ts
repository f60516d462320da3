import { type GraphNode } from '../io/results';

/**
 * Transitive reduction: if c depends on a and b, and b depends on a, c keeps only b.
 *
 * @param nodes in deployment order
 */
export function withoutTransitive<Node extends Pick<GraphNode, 'name' | 'dependencies'>>(
  nodes: readonly Node[],
): readonly Node[] {
  const indexes = new Map(nodes.map(({ name }, index) => [name, index]));
  const reached: Bits[] = [];
  return nodes.map((node, index) => {
    const bits = new Bits(nodes.length);
    // Latest first: a dependency is visited after those that depend on it.
    const needed = [...new Set(node.dependencies)]
      .map((name) => indexes.get(name) ?? -1)
      .filter((at) => at >= 0 && at < index)
      .sort((a, b) => b - a);
    const direct = needed.filter((at) => {
      const isDirect = !bits.has(at);
      if (isDirect) {
        bits.add(at);
        bits.addAll(reached[at] as Bits);
      }
      return isDirect;
    });
    reached.push(bits);
    const names = direct.reverse().map((at) => (nodes[at] as Node).name);
    return { ...node, dependencies: names };
  });
}

/** Set of small integers as bits. */
class Bits {
  private readonly words: Uint32Array;

  constructor(size: number) {
    this.words = new Uint32Array(Math.ceil(size / 32));
  }

  public has(index: number): boolean {
    return ((this.words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  public add(index: number): void {
    this.words[index >>> 5] = (this.words[index >>> 5] ?? 0) | (1 << (index & 31));
  }

  public addAll(others: Bits): void {
    for (const [index, word] of others.words.entries()) {
      if (word !== 0) {
        this.words[index] = (this.words[index] ?? 0) | word;
      }
    }
  }
}
