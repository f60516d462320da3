import { type StageArtifact } from './stage-artifact';

/** A tree of stages, each below one that it needs; what was drawn before is not drawn again. */
export function textGraph(stages: readonly StageArtifact[]): string {
  const drawn = new Set<string>();
  const lines: string[] = [];
  const draw = (stage: StageArtifact, branch: string, indent: string): void => {
    const dependents = stages.filter((other) => other.dependencies.includes(stage.name));
    const isAgain = drawn.has(stage.name) && dependents.length > 0;
    lines.push(`${branch}${stage.name}${isAgain ? ' (see above)' : ''}`);
    drawn.add(stage.name);
    if (!isAgain) {
      dependents.forEach((dependent, index) => {
        const isLast = index === dependents.length - 1;
        draw(dependent, `${indent}${isLast ? '└── ' : '├── '}`, `${indent}${isLast ? '    ' : '│   '}`);
      });
    }
  };
  stages.filter((stage) => stage.dependencies.length === 0).forEach((stage) => draw(stage, '', ''));
  return lines.join('\n');
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
