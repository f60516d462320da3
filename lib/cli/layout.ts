/** Sections with a blank line in between; empty ones are left out. Each of their lines is {@link hanging}. */
export function layout(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((section) => section.length > 0)
    .map(joined)
    .join('\n\n');
}

/** Lines one below the other, each {@link hanging}. */
export function joined(lines: readonly string[]): string {
  return lines.map(hanging).join('\n');
}

/**
 * A line whose text may have line feeds of others, as in a title or an output: what follows the first is indented more than the line, so that nothing in it
 * can pass for a line of azstage.
 */
export function hanging(line: string): string {
  const [first = '', ...rest] = line.split(/\r?\n/);
  const indent = /^ */.exec(first)?.[0] ?? '';
  return [first, ...rest.map((text) => (text === '' ? '' : `${indent}  ${text}`))].join('\n');
}
