import { oneLine, printable, printableJson } from '../io/printable';

/** Markup; everything else is text, and is escaped: what others wrote is never markup. */
export class Html {
  constructor(public readonly markup: string) {}
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** Markup with text in it: `html`-tagged templates escape what they are given, but for {@link Html} and lists of it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.map((part, index) => `${withoutIndent(part)}${render(parts[index])}`);
  return new Html(markup.join(''));
}

/** A part of a template without its indentation: between tags, it would become a node of its own. */
function withoutIndent(part: string): string {
  if (!part.includes('\n')) {
    return part;
  }
  const rows = part.split('\n');
  return rows
    .map((row, index) => {
      const text = index === 0 ? row.trimEnd() : index === rows.length - 1 ? row.trimStart() : row.trim();
      const before = rows[index - 1]?.trimEnd() ?? '>';
      const isBetween =
        index === 0 || ((before === '' || before.endsWith('>')) && (text === '' || text.startsWith('<')));
      return isBetween ? text : `\n${text}`;
    })
    .join('');
}

/** Text of several lines, escaped. */
export function lines(text: string): Html {
  return new Html(escaped(printable(text)));
}

/** JSON for a script element: nothing in it ends the element or begins another one. */
export function scriptJson(value: unknown): string {
  return printableJson(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function render(part: Part): string {
  if (part === undefined || part === false) {
    return '';
  }
  if (part instanceof Html) {
    return part.markup;
  }
  return typeof part === 'object' ? part.map(render).join('') : escaped(oneLine(String(part)));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
