import { type GraphFormat, type GraphResult } from '../io/results';
import { type Session } from '../run/session';
import { type StageArtifact } from '../assembly/stage-artifact';
import { dotGraph, mermaidGraph, textGraph } from '../assembly/stage-graph';
import { svgGraph } from '../assembly/svg-graph';

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
