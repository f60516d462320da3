import { create } from 'xmlbuilder2';
import { dotGraph } from '../../../../lib/toolkit/graph/dot-graph';
import { foldAlike } from '../../../../lib/toolkit/graph/fold-alike';
import { foldLayers } from '../../../../lib/toolkit/graph/fold-layers';
import { mermaidGraph } from '../../../../lib/toolkit/graph/mermaid-graph';
import {
  allColors,
  BACKGROUND,
  boxStyle,
  EDGE,
  LIFECYCLES,
  TEXT,
  UNKNOWN,
} from '../../../../lib/toolkit/graph/palette';
import { svgGraph } from '../../../../lib/toolkit/graph/svg-graph';
import { withoutTransitive } from '../../../../lib/toolkit/graph/transitive-reduction';
import { type GraphNode } from '../../../../lib/toolkit/io/results';
import { boldWidth, svgBoxes, svgEdges } from '../../../helpers/svg-boxes';

jest.setTimeout(60_000);

const svgOf = (nodes: readonly GraphNode[]) => svgGraph(dotGraph(nodes), new AbortController().signal);
const numberOf = (svg: string, name: string) => Number(new RegExp(`<svg[^>]* ${name}="([\\d.]+)"`).exec(svg)?.[1]);

const LONG = 'stage-agent-product-management-normalization-classification-with-much-more-that-nobody-can-read-at-once';

/** Of each lifecycle and status, with names and titles of many lengths, and with groups. */
const shop: readonly GraphNode[] = [
  { name: 'a', dependencies: [], lifecycle: 'permanent', statuses: { deployed: 1 } },
  { name: LONG, dependencies: ['a'], lifecycle: 'on-demand', title: LONG, statuses: { 'not deployed': 1 } },
  { name: 'w'.repeat(200), dependencies: ['a'], lifecycle: 'ephemeral', statuses: { unknown: 1 } },
  { name: 'stage-plain', dependencies: ['a', LONG], title: 'wwwwwwwwwwwwwwwwwwwwwwwwwwwwwww' },
  ...Array.from({ length: 30 }, (_, at) => ({
    name: `tenant-wwwwwwwwwwwwwwwww-${at}-mmmmmmmmmmmmmm`,
    dependencies: ['a', LONG],
    lifecycle: 'on-demand',
    statuses: { deployed: 1, 'not deployed': 1, unknown: 1 },
  })),
];

const many = (count: number, make: (at: number) => GraphNode) => Array.from({ length: count }, (_, at) => make(at));
const platform: readonly GraphNode[] = [
  { name: 'global', dependencies: [], lifecycle: 'permanent' },
  ...['eu', 'us', 'asia'].flatMap((region) => [
    { name: `${region}-data`, dependencies: ['global'], lifecycle: 'permanent' },
    { name: `${region}-cluster`, dependencies: ['global', `${region}-data`], lifecycle: 'on-demand' },
    ...many(330, (at) => ({
      name: `tenant-${region}-${at}`,
      dependencies: ['global', `${region}-data`, `${region}-cluster`],
      lifecycle: 'on-demand',
    })),
  ]),
];
const tangled = many(1000, (at) => ({
  name: `service-${at}`,
  dependencies: at === 0 ? [] : [`service-${Math.floor(at / 3)}`, `service-${at - 1}`],
  lifecycle: LIFECYCLES[at % 3],
}));
const thirty = many(30, (at) => ({
  name: `stage-service-${at}`,
  dependencies:
    at === 0 ? [] : [`stage-service-${Math.floor((at - 1) / 2)}`, 'stage-service-0'].slice(0, at % 2 === 0 ? 1 : 2),
  lifecycle: LIFECYCLES[at % 3],
}));
const pictureOf = (stages: readonly GraphNode[]) => withoutTransitive(foldLayers(foldAlike(withoutTransitive(stages))));

describe('svgGraph', () => {
  it.each([
    ['each alone', shop],
    ['in groups', pictureOf(shop)],
    ['1,000 tenants', pictureOf(platform)],
    ['1,000 services', pictureOf(tangled)],
  ])('keeps every label inside its box, as wide as a font may be: %s', async (_, nodes) => {
    const boxes = svgBoxes(await svgOf(nodes));
    expect(boxes).toHaveLength(nodes.length);
    for (const { texts, left, right, top, bottom } of boxes) {
      expect(texts.length).toBeGreaterThan(0);
      for (const [at, { text, x, y }] of texts.entries()) {
        // The name is bold and larger, and is in the first line in any case.
        const half = boldWidth(text, at === 0 ? 13 : 11) / 2;
        expect(x - half).toBeGreaterThan(left);
        expect(x + half).toBeLessThan(right);
        expect(y - 10).toBeGreaterThan(top);
        expect(y + 2).toBeLessThan(bottom);
      }
    }
  });

  it('draws no edge that follows from others', async () => {
    const nodes = pictureOf(platform);
    const svg = await svgOf(nodes);
    expect([...svgEdges(svg)].sort()).toEqual(
      ['asia', 'eu', 'us']
        .flatMap((region) => [
          `${region}-cluster -> tenant-${region}-* (330 stages)`,
          `${region}-data -> ${region}-cluster`,
          `global -> ${region}-data`,
        ])
        .sort(),
    );
  });

  it.each([
    ['30 stages that differ', thirty],
    ['1,000 tenants', pictureOf(platform)],
    ['1,000 services', pictureOf(tangled)],
  ])('fits on a screen: %s', async (_, nodes) => {
    const svg = await svgOf(nodes);
    const [width, height] = [numberOf(svg, 'width'), numberOf(svg, 'height')];
    // It shrinks as much as can still be read: letters of 13 pixels to 8.
    expect(Math.min(1600 / width, 1000 / height)).toBeGreaterThan(0.6);
    expect(svg).toContain('max-width:max(100%,');
  });

  it('has a legend of what is in the drawing', async () => {
    const svg = await svgOf(shop);
    for (const text of ['permanent', 'on-demand', 'ephemeral', 'not deployed', 'status unknown']) {
      expect(svg).toContain(`>${text.replaceAll('-', '&#45;')}</text>`);
    }
    expect(svg).toContain('stroke-dasharray');
    expect(await svgOf([{ name: 'a', dependencies: [] }])).not.toContain('permanent');
  });
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('colors on a %s screen', (screen) => {
  const styles = [...LIFECYCLES, undefined].map(boxStyle);

  it('let text be read, by WCAG 2.2 level AAA', () => {
    for (const fill of [...styles.map((style) => style.fill), BACKGROUND, UNKNOWN]) {
      expect(contrast(TEXT[screen], fill[screen])).toBeGreaterThan(7);
    }
  });

  it('let borders and edges be seen', () => {
    for (const line of [...styles.map((style) => style.border), EDGE]) {
      expect(contrast(line[screen], BACKGROUND[screen])).toBeGreaterThan(3);
    }
  });

  it('are told apart by their light value, which the style sheet looks for', () => {
    const light = allColors().map((color) => color.light);
    expect(new Set(light).size).toBe(light.length);
  });
});

const HOSTILE = [
  '</title><script>alert(1)</script>',
  '"]; evil [label="x',
  'x\\"]; y -> z; "',
  '\\',
  '-->',
  ']]><!-- -->',
  '&lt;b&gt; &amp; &#60;',
  '${x} %{y} `code` #quot;',
  'two\nlines\r\n\u001b[31mred\u0000\u202e',
  'click a "javascript:alert(1)"',
  'end"]:::x\n  evil --> y',
  '😀 漢字 é',
];
const hostile: readonly GraphNode[] = HOSTILE.map((name, at) => ({
  name,
  title: `title of ${name}`,
  dependencies: HOSTILE.slice(Math.max(0, at - 1), at),
  lifecycle: name,
}));

describe('names and titles of others', () => {
  it('are text in SVG', async () => {
    const svg = await svgOf(hostile);
    const xml = create(svg).end({ format: 'object' });
    expect(xml).toBeDefined();
    expect(svg).not.toMatch(/<script|<b>|<a |<title>(?:evil|y)<|\u202e/);
    expect(svgBoxes(svg)).toHaveLength(HOSTILE.length);
    expect(svgEdges(svg)).toHaveLength(HOSTILE.length - 1);
    expect(svgBoxes(svg).map(({ texts }) => texts[0]?.text)).toEqual(
      expect.arrayContaining(['\\', '-->', '😀 漢字 é', '&lt;b&gt; &amp; &#60;']),
    );
  });

  it('are text in Mermaid', () => {
    const lines = mermaidGraph(hostile).split('\n');
    expect(lines).toHaveLength(1 + HOSTILE.length + HOSTILE.length - 1 + 1);
    for (const line of lines.slice(1, 1 + HOSTILE.length)) {
      expect(line).toMatch(/^ {2}s\d+\["(?:[\p{L}\p{N} .,*()·…_-]|#\d+;|<br\/>)*"\]:::other$/u);
    }
  });
});

describe('mermaidGraph', () => {
  it('has the colors and borders of lifecycle and status, and says both', () => {
    expect(mermaidGraph([...shop.slice(0, 1), ...foldAlike(shop.slice(4))]).split('\n')).toEqual([
      'flowchart TD',
      '  s0["a<br/>permanent · deployed"]:::permanent',
      '  s1[["tenant-wwwwwwwwwwwwwwwww-*-<br/>mmmmmmmmmmmmmm<br/>30 stages · on-demand<br/>30 deployed, 30 not deployed, 30 unknown"]]:::on-demand-unknown',
      '  classDef on-demand-unknown fill:#ffd7d5,stroke:#116329,color:#1f2328,stroke-width:1.5px',
      '  classDef permanent fill:#ddf4ff,stroke:#0550ae,color:#1f2328,stroke-width:3px',
    ]);
  });
});
