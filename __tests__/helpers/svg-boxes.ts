/** Box of a drawing: its name, its inner border and its lines of text. */
export interface SvgBox {
  readonly title: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number }[];
}

/** Boxes in an SVG of Graphviz. */
export function svgBoxes(svg: string): readonly SvgBox[] {
  return [...svg.matchAll(/<g id="node\d+" class="node[^>]*>\n<title>([^<]*)<\/title>([\s\S]*?)\n<\/g>/g)].map(
    ([, title = '', body = '']) => {
      // The first shape is the inner border.
      const [, shape = ''] = /<(?:path|polygon)[^>]* (?:d|points)="([^"]*)"/.exec(body) ?? [];
      const points = [...shape.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
      return {
        title: decoded(title),
        left: Math.min(...points.map(({ x }) => x)),
        right: Math.max(...points.map(({ x }) => x)),
        top: Math.min(...points.map(({ y }) => y)),
        bottom: Math.max(...points.map(({ y }) => y)),
        texts: [...body.matchAll(/<text[^>]* text-anchor="middle" x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)<\/text>/g)].map(
          ([, x, y, text = '']) => ({ x: Number(x), y: Number(y), text: decoded(text) }),
        ),
      };
    },
  );
}

/** Edges, as `a -> b`. */
export function svgEdges(svg: string): readonly string[] {
  return [...svg.matchAll(/<g id="edge\d+" class="edge">\n<title>([^<]*)<\/title>/g)].map(([, title = '']) =>
    decoded(title).replace('->', ' -> '),
  );
}

/** Width in DejaVu Sans Bold, the widest font that a drawing names. */
export function boldWidth(text: string, fontSize: number): number {
  return [...text].reduce((sum, character) => sum + (ADVANCES.get(character) ?? 1.1), 0) * fontSize;
}

const ADVANCES = new Map(
  [
    'a.675 b.716 c.593 d.716 e.678 f.435 g.716 h.712 i.343 j.343 k.665 l.343 m1.042 n.712 o.687 p.716 q.716 r.493',
    's.595 t.478 u.712 v.652 w.924 x.645 y.652 z.582 -.415 _.5 *.523 (.457 ).457 ,.38 ·.38 ….999',
    ...[...'0123456789'].map((digit) => `${digit}.696`),
  ]
    .join(' ')
    .split(' ')
    .map((entry): [string, number] => [entry.slice(0, 1), Number(entry.slice(1))])
    .concat([[' ', 0.348]]),
);

function decoded(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
