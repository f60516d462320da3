/** JSON value. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** JSON object. */
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Member of an object that is an object itself; empty where it is missing. */
export function objectAt(value: unknown, ...keys: readonly string[]): JsonObject {
  const found = valueAt(value, ...keys);
  return isObject(found) ? found : {};
}

/** Member of an object that is a list of objects; empty where it is missing. */
export function objectsAt(value: unknown, ...keys: readonly string[]): readonly JsonObject[] {
  const found = valueAt(value, ...keys);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** Member of an object that is a list of strings; empty where it is missing. */
export function stringsAt(value: unknown, ...keys: readonly string[]): readonly string[] {
  const found = valueAt(value, ...keys);
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
}

/** Member of an object that is a string. */
export function stringAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = valueAt(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}

/** Member of an object by its path. */
export function valueAt(value: unknown, ...keys: readonly string[]): Json | undefined {
  let found: unknown = value;
  for (const key of keys) {
    found = isObject(found) ? found[key] : undefined;
  }
  return found as Json | undefined;
}

/** Merges objects at all depths, as a JSON merge patch does: https://datatracker.ietf.org/doc/html/rfc7396 */
export function merged(target: Json | undefined, patch: Json | undefined): Json | undefined {
  if (!isObject(patch)) {
    return patch;
  }
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else if (value !== undefined) {
      result[key] = merged(result[key], value);
    }
  }
  return result;
}

/** Completes an object with defaults at all depths; lists are taken as they are. */
export function withDefaults(value: JsonObject, defaults: JsonObject): JsonObject {
  const result: JsonObject = { ...value };
  for (const [key, fallback] of Object.entries(defaults)) {
    const given = result[key];
    if (given === undefined || given === null) {
      result[key] = fallback;
    } else if (isObject(given) && isObject(fallback)) {
      result[key] = withDefaults(given, fallback);
    }
  }
  return result;
}
