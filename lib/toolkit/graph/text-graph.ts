import { dependentsOf } from '../assembly/deployment-order';
import { NO_STAGES } from '../io/no-stages';
import { type GraphNode } from '../io/results';
import { oneLine } from '../io/printable';
import { statusText } from './box-text';

/** Length from which a chain is drawn in one column instead of indented. */
const LONG_CHAIN = 8;

/** Maximum depth of a tree; deeper stages start a tree of their own below. */
const DEEPEST = 16;

interface Place {
  readonly stage: GraphNode;
  /** Prefix of the line with its name. */
  readonly branch: string;
  readonly indent: string;
  readonly depth: number;
}

/**
 * Tree of stages as text, each below a stage that it depends on; a stage that was drawn before is not drawn again. A long chain is drawn in one
 * column, and a stage that is too deep starts a tree of its own below.
 */
export function textGraph(stages: readonly GraphNode[]): string {
  return stages.length === 0 ? NO_STAGES : new TextGraph(stages).draw();
}

class TextGraph {
  private readonly dependents: ReadonlyMap<string, readonly GraphNode[]>;
  private readonly drawn = new Set<string>();
  private readonly lines: string[] = [];
  /** Stages at which a tree starts. */
  private readonly roots: GraphNode[];

  constructor(stages: readonly GraphNode[]) {
    this.dependents = dependentsOf(stages);
    this.roots = stages.filter((stage) => stage.dependencies.length === 0);
  }

  public draw(): string {
    for (const stage of this.roots) {
      if (!this.drawn.has(stage.name)) {
        this.tree({ stage, branch: '', indent: '', depth: 0 });
      }
    }
    return this.lines.join('\n');
  }

  private tree(root: Place): void {
    const open = [root];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      open.push(...this.place(place).reverse());
    }
  }

  /** Draws a stage and returns the stages to draw below it. */
  private place({ stage, branch, indent, depth }: Place): Place[] {
    const dependents = this.dependentsOf(stage);
    const isAgain = dependents.length > 0 && this.drawn.has(stage.name);
    const goesOnBelow = dependents.length > 0 && !isAgain && depth === DEEPEST;
    this.lines.push(`${branch}${line(stage)}${isAgain ? ' (see above)' : goesOnBelow ? ' (see below)' : ''}`);
    if (goesOnBelow) {
      this.roots.push(stage);
      return [];
    }
    this.drawn.add(stage.name);
    if (isAgain) {
      return [];
    }
    const last = this.column(stage, indent);
    return this.below(this.dependentsOf(last), indent, depth + 1);
  }

  /** Draws the chain that starts at a stage in one column, if it is a long one, and returns its last stage. */
  private column(stage: GraphNode, indent: string): GraphNode {
    const chain = this.chainAfter(stage);
    if (chain.length < LONG_CHAIN) {
      return stage;
    }
    for (const next of chain) {
      this.lines.push(`${indent}↓ ${line(next)}`);
      this.drawn.add(next.name);
    }
    return chain.at(-1) ?? stage;
  }

  private below(dependents: readonly GraphNode[], indent: string, depth: number): Place[] {
    return dependents.map((stage, index) => {
      const isLast = index === dependents.length - 1;
      return {
        stage,
        branch: `${indent}${isLast ? '└── ' : '├── '}`,
        indent: `${indent}${isLast ? '    ' : '│   '}`,
        depth,
      };
    });
  }

  /** Stages after one, of which each is the only dependent of the one before and depends on nothing else. */
  private chainAfter(stage: GraphNode): readonly GraphNode[] {
    const chain: GraphNode[] = [];
    for (let at = stage; ;) {
      const [next, other] = this.dependentsOf(at);
      if (next === undefined || other !== undefined || next.dependencies.length > 1) {
        return chain;
      }
      chain.push(next);
      at = next;
    }
  }

  private dependentsOf({ name }: GraphNode): readonly GraphNode[] {
    return this.dependents.get(name) ?? [];
  }
}

function line(node: GraphNode): string {
  const status = statusText(node);
  return oneLine(status === undefined ? node.name : `${node.name}: ${status}`);
}
