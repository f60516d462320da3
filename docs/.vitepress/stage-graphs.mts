import { instance } from '@viz-js/viz';
import { type Plugin } from 'vitepress';
import { dotGraph } from '../../lib/toolkit/graph/dot-graph';
import { forScreens } from '../../lib/toolkit/graph/svg-graph';
import { withoutTransitive } from '../../lib/toolkit/graph/transitive-reduction';
import { stagesOfFlowchart } from '../../scripts/site/flowchart';

const FLOWCHART = /^```mermaid\n([^]*?)^```$/gm;

/** Draws the flowcharts of stages as `azstage graph` does: GitHub shows Mermaid as pictures, the site would show its text. */
export function withStageGraphs(): Plugin {
  return {
    name: 'azstage-stage-graphs',
    enforce: 'pre',
    async transform(code, id) {
      if (!id.endsWith('.md') || !code.includes('```mermaid\n')) {
        return undefined;
      }
      const viz = await instance();
      return code.replace(FLOWCHART, (_, text: string) => {
        const nodes = stagesOfFlowchart(text).map((stage) => ({ ...stage, lifecycle: lifecycleIn(code, stage.name) }));
        const svg = viz.renderString(dotGraph(withoutTransitive(nodes)), { format: 'svg' });
        // As a picture of its own, whose style sheet follows the color scheme of the page.
        const picture = Buffer.from(forScreens(svg)).toString('base64');
        return `<img alt="Stages and what they need" src="data:image/svg+xml;base64,${picture}">`;
      });
    },
  };
}

/** The lifecycle that the table of a page has for a stage. */
function lifecycleIn(page: string, stage: string): string | undefined {
  return new RegExp(`^\\| \`${stage}\` *\\| ([\\w-]+)`, 'm').exec(page)?.[1];
}
