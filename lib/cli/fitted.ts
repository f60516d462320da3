const DOTS = '...';

/** Text in at most so many cells of a terminal; a longer one ends with dots. */
export function fitted(text: string, width: number): string {
  if (cellsOf(text) <= width) {
    return text;
  }
  const dots = width > DOTS.length * 2 ? DOTS : '';
  let cells = dots.length;
  let kept = '';
  for (const character of text) {
    cells += cellsOf(character);
    if (cells > width) {
      break;
    }
    kept += character;
  }
  return `${kept}${dots}`;
}

/**
 * Number of cells that a text takes at most. Terminals differ in the width of scripts and emoji, so that every character beyond Latin counts as two: a
 * line that is too short is no harm, one that is too long wraps.
 */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) {
    cells += (character.codePointAt(0) ?? 0) > 0x24f ? 2 : 1;
  }
  return cells;
}
