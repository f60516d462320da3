import { dependentsOf } from './deployment-order';
import { type StageArtifact } from './stage-artifact';

/** How many stages one below another are drawn in one column, rather than each further to the right. */
const LONG_CHAIN = 8;

/** How far a tree may grow to the right before it goes on below. */
const DEEPEST = 16;

interface Place {
  readonly stage: StageArtifact;
  /** What is before its name, and before what hangs on it. */
  readonly branch: string;
  readonly indent: string;
  readonly depth: number;
}

/**
 * A tree of stages, each below one that it needs; what was drawn before is not drawn again. A long chain goes straight down, and what is
 * too deep goes on below, in a tree of its own.
 */
export function textGraph(stages: readonly StageArtifact[]): string {
  return new TextGraph(stages).draw();
}

class TextGraph {
  private readonly dependents: ReadonlyMap<string, readonly StageArtifact[]>;
  private readonly drawn = new Set<string>();
  private readonly lines: string[] = [];
  /** Stages to begin a tree with. */
  private readonly roots: StageArtifact[];

  constructor(stages: readonly StageArtifact[]) {
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

  /** Draws a stage, and says what is to be drawn below it. */
  private place({ stage, branch, indent, depth }: Place): Place[] {
    const dependents = this.dependentsOf(stage);
    const isAgain = dependents.length > 0 && this.drawn.has(stage.name);
    const goesOnBelow = dependents.length > 0 && !isAgain && depth === DEEPEST;
    this.lines.push(`${branch}${stage.name}${isAgain ? ' (see above)' : goesOnBelow ? ' (see below)' : ''}`);
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

  /** Draws the chain that begins at a stage straight down, if it is a long one; says where it ends. */
  private column(stage: StageArtifact, indent: string): StageArtifact {
    const chain = this.chainAfter(stage);
    if (chain.length < LONG_CHAIN) {
      return stage;
    }
    for (const { name } of chain) {
      this.lines.push(`${indent}↓ ${name}`);
      this.drawn.add(name);
    }
    return chain.at(-1) ?? stage;
  }

  private below(dependents: readonly StageArtifact[], indent: string, depth: number): Place[] {
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

  /** Stages after one of which each is the only one that needs the one before, and needs nothing else. */
  private chainAfter(stage: StageArtifact): readonly StageArtifact[] {
    const chain: StageArtifact[] = [];
    for (let at = stage; ;) {
      const [next, other] = this.dependentsOf(at);
      if (next === undefined || other !== undefined || next.dependencies.length > 1) {
        return chain;
      }
      chain.push(next);
      at = next;
    }
  }

  private dependentsOf({ name }: StageArtifact): readonly StageArtifact[] {
    return this.dependents.get(name) ?? [];
  }
}

/** For Markdown: https://mermaid.js.org/syntax/flowchart.html */
export function mermaidGraph(stages: readonly StageArtifact[]): string {
  const ids = new Map(stages.map((stage, index) => [stage.name, `s${index}`]));
  const nodes = stages.map((stage) => {
    const [open, close] = isPermanent(stage) ? ['[("', '")]'] : ['["', '"]'];
    return `  ${ids.get(stage.name)}${open}${stage.name}${close}`;
  });
  const edges = stages.flatMap((stage) =>
    stage.dependencies.map((dependency) => `  ${ids.get(dependency)} --> ${ids.get(stage.name)}`),
  );
  return ['flowchart TD', ...nodes, ...edges].join('\n');
}

/** For Graphviz: https://graphviz.org/doc/info/lang.html */
export function dotGraph(stages: readonly StageArtifact[]): string {
  const nodes = stages.map(
    (stage) => `  ${quoted(stage.name)} [shape=${isPermanent(stage) ? 'cylinder' : 'box'}, fontname="Helvetica"];`,
  );
  const edges = stages.flatMap((stage) =>
    stage.dependencies.map((dependency) => `  ${quoted(dependency)} -> ${quoted(stage.name)};`),
  );
  return ['digraph stages {', '  rankdir=TB;', ...nodes, ...edges, '}'].join('\n');
}

function isPermanent(stage: StageArtifact): boolean {
  return stage.metadata?.lifecycle === 'permanent';
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
