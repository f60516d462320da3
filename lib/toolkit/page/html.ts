import { oneLine, printable, printableJson } from '../io/printable';

/** Markup; everything else is text, and is escaped. */
export class Html {
  constructor(public readonly markup: string) {}
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** Markup with text in it: `html`-tagged templates escape what they are given, but for {@link Html} and lists of it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    strings.map((markup, index) => `${markup}${index < parts.length ? render(parts[index]) : ''}`).join(''),
  );
}

/** Text of several lines, escaped. */
export function lines(text: string): Html {
  return new Html(escaped(printable(text)));
}

/** JSON for a script element: nothing in it ends the element or begins another one. */
export function scriptJson(value: unknown): Html {
  return new Html(
    printableJson(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
  );
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
