import { type z } from 'zod';
import { didYouMean, type Problem, quote } from '../errors';
import { TENANT_FIELDS } from './tenant-schema';

/** Longest value that a message quotes. */
const QUOTED = 60;

/** Kinds of values by their names in zod, for messages. */
const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
};

/** Problems of one issue of the schema, each with its field: an issue about unknown fields may name several. */
export function problemsOf(issue: z.core.$ZodIssue, content: unknown): Omit<Problem, 'path'>[] {
  const property = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(key, property));
  }
  const found = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], content);
  if (found === undefined) {
    return [{ property, message: 'is required', allowed: allowedBy(issue) }];
  }
  const fix = issue.code === 'invalid_value' ? didYouMean(String(found), issue.values.map(String)) : undefined;
  return [{ property, message: `got ${shown(found)}`, allowed: allowedBy(issue), fix, ...refusal(issue) }];
}

/** A value for a message, cut where it is long. */
export function shown(value: unknown): string {
  const text = quote(value);
  return text.length <= QUOTED ? text : `${text.slice(0, QUOTED)}... (${text.length} characters)`;
}

function unknownField(key: string, parent: string): Omit<Problem, 'path'> {
  const known = TENANT_FIELDS[parent] ?? [];
  return {
    property: parent === '' ? shown(key).slice(1, -1) : `${parent}.${shown(key).slice(1, -1)}`,
    message: 'is not a field of a tenant',
    allowed: known.filter((field) => !field.startsWith('$')).join(', '),
    fix: didYouMean(key.slice(0, QUOTED), known),
  };
}

function allowedBy(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'too_small':
      return issue.origin === 'array' ? issue.message : `${String(issue.minimum)} or more`;
    case 'too_big':
      return issue.origin === 'string'
        ? `up to ${String(issue.maximum)} characters`
        : `${String(issue.maximum)} or less`;
    default:
      return issue.message;
  }
}

/** Problem of a value class, instead of the schema's. */
function refusal(issue: z.core.$ZodIssue): Partial<Problem> {
  return issue.code === 'custom' ? ((issue.params?.['problem'] as Problem | undefined) ?? {}) : {};
}
