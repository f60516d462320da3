import { DETAILS_SIZE } from './dot-graph';
import { renderGraph } from './graphviz';
import { allColors, BACKGROUND } from './palette';

/**
 * Renders a graph of Graphviz as SVG.
 *
 * @param dot from {@link dotGraph}: the dark colors replace those of its palette
 * @throws ToolkitError when it is interrupted
 */
export async function svgGraph(dot: string, signal: AbortSignal): Promise<string> {
  return forScreens(await renderGraph(dot, 'svg', signal));
}

/** Adds to a drawing of Graphviz a style sheet with dark colors, and a size that follows the window, down to half of the natural size. */
export function forScreens(svg: string): string {
  return svg.replace(
    /<svg width="(\d+)pt" height="(\d+)pt"([^>]*)>/,
    (_, width: string, height: string, rest: string) => {
      const limits = `max-width:max(100%,${Math.ceil(Number(width) / 2)}px);max-height:max(100vh,${Math.ceil(Number(height) / 2)}px)`;
      return `<svg width="${width}" height="${height}" style="${limits}" role="img"${rest}>\n${STYLE}`;
    },
  );
}

const RULES = [
  `svg{background:${BACKGROUND.light}}`,
  '.node text{font-weight:bold}',
  `.details-1 text:last-of-type,.details-2 text:nth-last-of-type(-n+2){font-weight:normal;font-size:${DETAILS_SIZE}px}`,
];

const DARK_RULES = [
  `svg{background:${BACKGROUND.dark}}`,
  ...allColors().flatMap(({ light, dark }) => [
    `[fill="${light}"]{fill:${dark}}`,
    `[stroke="${light}"]{stroke:${dark}}`,
  ]),
];

const STYLE = `<style>${RULES.join('')}@media(prefers-color-scheme:dark){${DARK_RULES.join('')}}</style>`;
