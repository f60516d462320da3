import { oneLine, printable, printableJson } from '../io/printable';

/** Markup; everything else is text, and is escaped: what others wrote is never markup. */
export class Html {
  constructor(public readonly markup: string) {}
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** Markup with text in it: `html`-tagged templates escape what they are given, but for {@link Html} and lists of it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.map((part, index) => {
    const text = index < parts.length ? render(parts[index]) : '';
    return `${part.replace(INDENT, between)}${text}`;
  });
  return new Html(markup.join(''));
}

const INDENT = /[ \n]*\n[ \n]*/g;

/** What is left of the indentation of a template: nothing between tags, which would become nodes of their own. */
function between(indent: string, at: number, part: string): string {
  const [before, after] = [part[at - 1] ?? '>', part[at + indent.length] ?? '<'];
  return before === '>' && after === '<' ? '' : '\n';
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
