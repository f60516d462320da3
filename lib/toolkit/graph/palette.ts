/** Color on a light background, and its counterpart on a dark one. */
export interface Color {
  readonly light: string;
  readonly dark: string;
}

/** Style of the boxes of one lifecycle; the borders differ too, for readers who do not see the color. */
export interface BoxStyle {
  readonly border: Color;
  readonly fill: Color;
  readonly borderWidth: number;
  readonly isDashed: boolean;
}

export const BACKGROUND: Color = { light: '#ffffff', dark: '#0d1117' };
export const TEXT: Color = { light: '#1f2328', dark: '#e6edf3' };
export const EDGE: Color = { light: '#6e7781', dark: '#8b949e' };

/** Fill of a box if a state cannot be read. */
export const UNKNOWN: Color = { light: '#ffd7d5', dark: '#67060c' };

const styles = new Map<string | undefined, BoxStyle>([
  ['permanent', style('#0550ae', '#79c0ff', '#ddf4ff', '#0c2d5e', 3)],
  ['on-demand', style('#116329', '#56d364', '#dafbe1', '#0b3b1b', 1.5)],
  ['ephemeral', { ...style('#7d4e00', '#e3b341', '#fff3c4', '#452d00', 1.5), isDashed: true }],
]);

const other = style('#57606a', '#afb8c1', '#f0f2f5', '#262c36', 1.5);

/** Lifecycles with a style of their own, in the order of the legend. */
export const LIFECYCLES = [...styles.keys()] as readonly string[];

/** Style of a lifecycle. */
export function boxStyle(lifecycle: string | undefined): BoxStyle {
  return styles.get(lifecycle) ?? other;
}

/** All colors of drawings. */
export function allColors(): readonly Color[] {
  const boxes = [...styles.values(), other].flatMap(({ border, fill }) => [border, fill]);
  return [BACKGROUND, TEXT, EDGE, UNKNOWN, ...boxes];
}

function style(border: string, darkBorder: string, fill: string, darkFill: string, borderWidth: number): BoxStyle {
  return {
    border: { light: border, dark: darkBorder },
    fill: { light: fill, dark: darkFill },
    borderWidth,
    isDashed: false,
  };
}
