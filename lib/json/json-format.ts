import { type z } from 'zod';
import { AzstageError } from '../errors';

/** A text is not JSON of the form that it should have. The message continues the name of where the text is from: `is empty`. */
export class JsonError extends AzstageError {
  public readonly code = 'INVALID_JSON';
}

/** A form of JSON that azstage reads: all JSON that it did not make in the same process is read through one. */
export class JsonFormat<T> {
  /**
   * @param name tells the form from all others: the file that has it, where there is one
   */
  constructor(
    public readonly name: string,
    private readonly schema: z.ZodType<T>,
  ) {}

  /**
   * Reads a text.
   *
   * @throws JsonError that says what was found instead
   */
  public parse(text: string): T {
    // Editors and the Azure CLI on Windows put a byte order mark in front.
    const content = text.replace(/^\uFEFF/, '');
    if (content.trim() === '') {
      throw new JsonError('is empty');
    }
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch (error) {
      throw new JsonError(`is not JSON: ${withoutContent((error as Error).message)}`);
    }
    return this.check(value);
  }

  /** Reads a text; undefined when it does not have this form. */
  public tryParse(text: string): T | undefined {
    try {
      return this.parse(text);
    } catch (error) {
      if (error instanceof JsonError) {
        return undefined;
      }
      throw error;
    }
  }

  private check(value: unknown): T {
    const { success, data, error } = this.schema.safeParse(value);
    if (success) {
      return data;
    }
    const [issue] = error.issues;
    throw new JsonError(issue === undefined ? `is no ${this.name}` : describe(issue, value));
  }
}

/** Expected kinds of values, by their names in zod. */
const KINDS: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'an array',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

/** `is null, not an object`, `has a number at stacks.a.name, not a string` or `lacks stacks.a.name` */
function describe(issue: z.core.$ZodIssue, root: unknown): string {
  const found = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], root);
  const at = issue.path.map(String).join('.');
  const where = at === '' ? '' : ` at ${at}`;
  const verb = at === '' ? 'is' : 'has';
  if (found === undefined) {
    return `lacks ${at}`;
  }
  switch (issue.code) {
    case 'invalid_type':
      return `${verb} ${kindOf(found)}${where}, not ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      if (at === 'version') {
        return `has version ${shown(found)}; this azstage reads version ${issue.values.map(shown).join(' or ')}`;
      }
      return `${verb} ${shown(found)}${where}, not ${issue.values.map(shown).join(' or ')}`;
    case 'unrecognized_keys': {
      const keys = issue.keys.map((key) => (at === '' ? key : `${at}.${key}`));
      return `has ${keys.join(', ')}, which does not belong there`;
    }
    case 'custom':
      return `has ${shown(found)}${where}, which ${issue.message}`;
    case 'invalid_key': {
      const parent = issue.path.slice(0, -1).map(String).join('.');
      const why = issue.issues[0]?.message ?? 'does not belong there';
      return `has ${shown(issue.path.at(-1))}${parent === '' ? '' : ` at ${parent}`}, which ${why}`;
    }
    default:
      return at === '' ? `is wrong: ${issue.message}` : `is wrong at ${at}: ${issue.message}`;
  }
}

function kindOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'an array' : (KINDS[typeof value] ?? typeof value);
}

function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? kindOf(value) : JSON.stringify(value);
  return text.length > 40 ? kindOf(value) : text;
}

/** Node.js quotes what is around the error: it may be secret. */
function withoutContent(message: string): string {
  return message.replace(/, (\.\.\.)?"[^]*"(\.\.\.)? is not valid JSON$/, '').replace(/ in JSON(?= at position)/, '');
}
