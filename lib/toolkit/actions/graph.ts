import { type Assembly } from '../assembly/assembly';
import { type StageArtifact } from '../assembly/stage-artifact';
import { dotGraph } from '../graph/dot-graph';
import { foldAlike } from '../graph/fold-alike';
import { foldLayers, layersOf } from '../graph/fold-layers';
import { mermaidGraph } from '../graph/mermaid-graph';
import { svgGraph } from '../graph/svg-graph';
import { textGraph } from '../graph/text-graph';
import { withoutTransitive } from '../graph/transitive-reduction';
import { inTurn } from '../host/give-way';
import { type GraphFormat, type GraphNode, type GraphResult } from '../io/results';
import { type Session } from '../run/session';
import { type StageUnit } from '../unit/stage-unit';
import { deploymentOf } from '../unit/deployment';
import { type StageSelection } from '../unit/stage-filter';
import { selectStages } from '../unit/stage-selection';

/** Maximum number of stages that are all drawn individually. */
const MOST_STAGES = 20;

/** Options of `graph`. */
export interface GraphOptions extends StageSelection {
  /** Whether every stage has a box of its own. @default false: with more than 20 stages, equivalent stages share a box */
  readonly expand?: boolean;
  /** Whether the states are read to show the status of each stage. @default false */
  readonly status?: boolean;
}

/** Draws the selected stages with their dependencies, without those that are transitive. */
export async function graph(session: Session, format: GraphFormat, options: GraphOptions = {}): Promise<GraphResult> {
  const stages = withoutTransitive(
    options.status === true ? await stagesWithStatus(session, options) : await stagesOf(session, options),
  );
  const nodes = options.expand === true || stages.length <= MOST_STAGES ? stages : folded(stages, format);
  const layers = layersOf(nodes);
  const layered = nodes.map((node) => ({ ...node, layer: layers.get(node.name) }));
  return { format, graph: await draw(nodes, format, session.interruption.signal), nodes: layered };
}

async function stagesOf(session: Session, selection: StageSelection): Promise<readonly GraphNode[]> {
  const assembly = await session.synthesizeAlone('graph');
  session.announce(session.describe(assembly));
  return selectedNodes(assembly, selection);
}

async function stagesWithStatus(session: Session, selection: StageSelection): Promise<readonly GraphNode[]> {
  const assembly = await session.synthesizeOrRead('graph');
  session.announce(session.describe(assembly));
  const units = session.unitsOf(assembly);
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  return inTurn(selectedNodes(assembly, selection), async (node) => {
    const { status } = await deploymentOf(byName.get(node.name) as StageUnit, units);
    return { ...node, statuses: { [status]: 1 } };
  });
}

/** Nodes of the selected stages. A dependency that leads over stages which are not selected ends at the next one that is. */
function selectedNodes(assembly: Assembly, selection: StageSelection): readonly GraphNode[] {
  const selected = selectStages(assembly, selection);
  const names = new Set(selected.map(({ name }) => name));
  const reached = new Map<string, ReadonlySet<string>>();
  for (const { name, dependencies } of assembly.inDeploymentOrder) {
    reached.set(
      name,
      new Set(dependencies.flatMap((other) => (names.has(other) ? [other] : [...(reached.get(other) ?? [])]))),
    );
  }
  return selected.map((stage) => ({ ...nodeOf(stage), dependencies: [...(reached.get(stage.name) ?? [])].sort() }));
}

function nodeOf({ name, dependencies, metadata }: StageArtifact): GraphNode {
  return { name, dependencies, title: metadata?.title, lifecycle: metadata?.lifecycle };
}

/** Merges equivalent stages, and layers in pictures: a picture has to fit on a screen, a text may have any number of lines. */
function folded(stages: readonly GraphNode[], format: GraphFormat): readonly GraphNode[] {
  const alike = foldAlike(stages);
  return withoutTransitive(format === 'text' ? alike : foldLayers(alike));
}

async function draw(nodes: readonly GraphNode[], format: GraphFormat, signal: AbortSignal): Promise<string> {
  switch (format) {
    case 'text':
      return textGraph(nodes);
    case 'mermaid':
      return mermaidGraph(nodes);
    case 'dot':
      return dotGraph(nodes);
    case 'svg':
      return svgGraph(dotGraph(nodes), signal);
  }
}
