import { NO_STAGES } from '../io/no-stages';
import { type GraphNode } from '../io/results';
import { boxText, stageCount } from './box-text';
import { BACKGROUND, boxStyle, LIFECYCLES, TEXT, UNKNOWN } from './palette';

/** Flowchart of Mermaid, for Markdown: https://mermaid.js.org/syntax/flowchart.html */
export function mermaidGraph(nodes: readonly GraphNode[]): string {
  const ids = new Map(nodes.map((node, index) => [node.name, `s${index}`]));
  const boxes = nodes.map((node) => `  ${ids.get(node.name)}${label(node)}:::${classOf(node)}`);
  if (boxes.length === 0) {
    boxes.push(`  none["${escaped(NO_STAGES)}"]`);
  }
  const edges = nodes.flatMap((node) =>
    node.dependencies.map((dependency) => `  ${ids.get(dependency)} --> ${ids.get(node.name)}`),
  );
  return ['flowchart TD', ...boxes, ...edges, ...classes(nodes)].join('\n');
}

/** Label of a box; it names lifecycle and status, in place of a legend. */
function label(node: GraphNode): string {
  const { name, details } = boxText(node);
  const text = [...name, ...details].map(escaped).join('<br/>');
  return stageCount(node) > 1 ? `[["${text}"]]` : `["${text}"]`;
}

function classOf({ lifecycle, statuses }: GraphNode): string {
  const kind = lifecycle !== undefined && LIFECYCLES.includes(lifecycle) ? lifecycle : 'other';
  if (statuses?.unknown !== undefined) {
    return `${kind}-unknown`;
  }
  return statuses !== undefined && statuses.deployed === undefined ? `${kind}-empty` : kind;
}

function classes(nodes: readonly GraphNode[]): string[] {
  const used = [...new Set(nodes.map(classOf))].sort();
  return used.map((name) => {
    const { border, fill, borderWidth, isDashed } = boxStyle(
      LIFECYCLES.find((lifecycle) => name === lifecycle || name.startsWith(`${lifecycle}-`)),
    );
    const background = name.endsWith('-unknown') ? UNKNOWN : name.endsWith('-empty') ? BACKGROUND : fill;
    const dashes = isDashed ? ',stroke-dasharray:5' : '';
    const look = `fill:${background.light},stroke:${border.light},color:${TEXT.light},stroke-width:${borderWidth}px${dashes}`;
    return `  classDef ${name} ${look}`;
  });
}

/** Escapes all but plain text as numbered entities: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,*()·…_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
