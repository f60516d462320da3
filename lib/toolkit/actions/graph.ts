import { type GraphFormat, type GraphResult } from '../results';
import { type Session } from '../session';
import { type StageArtifact } from '../stage-artifact';
import { dotGraph, mermaidGraph, textGraph } from '../stage-graph';
import { svgGraph } from '../svg-graph';

/** Draws the stages with their dependencies. */
export async function graph(session: Session, format: GraphFormat): Promise<GraphResult> {
  const { inDeploymentOrder } = await session.synthesizeAlone('graph');
  return { format, graph: await draw(inDeploymentOrder, format, session.interruption.signal) };
}

async function draw(stages: readonly StageArtifact[], format: GraphFormat, signal: AbortSignal): Promise<string> {
  switch (format) {
    case 'text':
      return textGraph(stages);
    case 'mermaid':
      return mermaidGraph(stages);
    case 'dot':
      return dotGraph(stages);
    case 'svg':
      return svgGraph(dotGraph(stages), signal);
  }
}
