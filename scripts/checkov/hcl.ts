/** Terraform JSON, as far as Checkov looks at it. */
export interface Root {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** Arguments whose value is a map; every other object is a block. */
const MAPS = ['configuration_settings', 'labels', 'node_labels', 'settings', 'tags'];
/** What only Terraform reads. */
const META = ['//', 'connection', 'depends_on', 'lifecycle', 'provider', 'provisioner'];

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
  // Within a template, quotes are those of its expression.
  return JSON.stringify(value).replaceAll(/\$\{[^}]*\}/g, (template) => template.replaceAll('\\"', '"'));
}
