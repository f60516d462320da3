/** Terraform JSON, as far as Checkov looks at it. */
export interface Root {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** Arguments whose value is a map; every other object is a block. */
const MAPS = ['configuration_settings', 'labels', 'node_labels', 'settings', 'tags'];
/** What only Terraform reads, and a name that the parser of Checkov takes for a keyword. */
const META = ['//', 'connection', 'depends_on', 'for', 'lifecycle', 'provider', 'provisioner'];

/** The resources of Terraform JSON in the native syntax, which alone Checkov reads (checkov/terraform/runner.py: `.tf`, `.hcl`). */
export function hclOf({ resource = {} }: Root): string {
  const resources = Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, args]) => `resource "${type}" "${name}" {\n${body(args)}}\n`),
  );
  return resources.join('\n');
}

function body(args: object): string {
  return Object.entries(args)
    .filter(([name]) => !META.includes(name))
    .map(([name, value]) => argument(name, value))
    .join('');
}

function argument(name: string, value: unknown): string {
  const blocks = MAPS.includes(name) ? undefined : blocksOf(value);
  return blocks === undefined
    ? `${name} = ${expression(value)}\n`
    : blocks.map((block) => `${name} {\n${body(block)}}\n`).join('');
}

/** Blocks of a name; an empty list is none of them in Terraform JSON, and undefined is an argument. */
function blocksOf(value: unknown): readonly object[] | undefined {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.every((each): each is object => typeof each === 'object' && each !== null && !Array.isArray(each))
    ? list
    : undefined;
}

function expression(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(expression).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)} = ${expression(each)}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

/** A text in quotes. Its templates stay as they are: quotes in them are those of an expression. */
function quoted(text: string): string {
  let written = '';
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('${', at);
    const end = start === -1 ? text.length : endOfTemplate(text, start);
    const literal = text.slice(at, start === -1 ? text.length : start);
    written += JSON.stringify(literal).slice(1, -1) + text.slice(at + literal.length, end);
    at = end;
  }
  return `"${written}"`;
}

/** Position after the brace that closes a template. */
function endOfTemplate(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    if (text[at] === '}' && depth === 0) {
      return at + 1;
    }
  }
  return text.length;
}
