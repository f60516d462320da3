import { Token } from 'cdktf';

/**
 * A value whose texts Terraform takes literally: `${` and `%{` in them begin no template.
 *
 * Lists and plain objects are followed, keys included. Instances of classes and unresolved tokens are left alone.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function literal<T>(value: T): T {
  return convert(value, (text) => (Token.isUnresolved(text) ? text : text.replace(/[$%](?=\{)/g, '$&$&'))) as T;
}

/** The text of a value of {@link literal}, as it was before. */
export function withoutEscapes(text: string): string {
  return text.replace(/([$%])\1(?=\{)/g, '$1');
}

function convert(value: unknown, convertText: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return convertText(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => convert(item, convertText));
  }
  if (!isPlainObject(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [convertText(key), convert(item, convertText)]));
}

/** Whether a value is an object of no class; those of other realms are. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
