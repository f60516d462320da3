import { type PlannedOutput, type Unknown } from '../terraform/plan-json';

/**
 * Expression whose value and type Terraform does not know while it plans: it is accepted wherever a value is expected.
 *
 * `timestamp()` is not evaluated before apply (https://developer.hashicorp.com/terraform/language/functions/timestamp), so that everything
 * derived from it is unknown in a plan, without an additional resource that would have to be hidden.
 */
const UNKNOWN = 'jsondecode(timestamp())';

/** Escapes of JSON that Terraform's language does not have. */
const UNKNOWN_TO_TERRAFORM: Readonly<Record<string, string>> = { b: '\\u0008', f: '\\u000c' };

/**
 * The Terraform expression of a planned output: known parts with value and type, unknown parts as unknown.
 */
export function expressionOf({ value, unknown, sensitive, type }: PlannedOutput): string {
  const expression = unknown === false && type !== undefined ? typed(value, type) : shaped(value, unknown);
  return sensitive ? `sensitive(${expression})` : expression;
}

/** A quoted string of Terraform, without interpolation. */
export function quoted(text: string): string {
  return JSON.stringify(text)
    .replace(/\\(.)/g, (whole, letter: string) => UNKNOWN_TO_TERRAFORM[letter] ?? whole)
    .replace(/\$\{/g, '\\u0024{')
    .replace(/%\{/g, '\\u0025{');
}

/** A known value of a known type, in the JSON notation of `cty`: `"string"`, `["list","string"]`, `["object",{"a":"string"}]`. */
function typed(value: unknown, type: unknown): string {
  if (value === null || !Array.isArray(type)) {
    return shaped(value, false);
  }
  const [kind, inner] = type as [string, unknown];
  switch (kind) {
    case 'list':
    case 'set':
      return `to${kind}([${(value as unknown[]).map((item) => typed(item, inner)).join(', ')}])`;
    case 'map':
      return `tomap(${object(value as object, (item) => typed(item, inner))})`;
    case 'tuple':
      return `[${(value as unknown[]).map((item, index) => typed(item, (inner as unknown[])[index])).join(', ')}]`;
    default:
      return object(value as object, (item, key) => typed(item, (inner as Record<string, unknown>)[key]));
  }
}

/** A value that may have unknown parts, whose types are unknown too. */
function shaped(value: unknown, unknown: Unknown | undefined): string {
  if (unknown === true) {
    return UNKNOWN;
  }
  if (Array.isArray(value)) {
    const parts = Array.isArray(unknown) ? (unknown as readonly Unknown[]) : [];
    return `[${value.map((item, index) => shaped(item, parts[index])).join(', ')}]`;
  }
  const parts = typeof unknown === 'object' && !Array.isArray(unknown) ? (unknown as Record<string, Unknown>) : {};
  if (typeof value === 'object' && value !== null) {
    const unknownKeys = Object.keys(parts).filter((key) => parts[key] === true && !(key in value));
    const all = { ...value, ...Object.fromEntries(unknownKeys.map((key) => [key, null])) };
    return object(all, (item, key) => shaped(item, parts[key]));
  }
  return typeof value === 'number' ? number(value) : typeof value === 'string' ? quoted(value) : String(value);
}

/** A number; unknown, rather than wrong, when JavaScript cannot represent it exactly. */
function number(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? 'tonumber(timestamp())' : String(value);
}

function object(value: object, expression: (item: unknown, key: string) => string): string {
  const entries = Object.entries(value).map(([key, item]) => `${quoted(key)} = ${expression(item, key)}`);
  return `{ ${entries.join(', ')} }`;
}
