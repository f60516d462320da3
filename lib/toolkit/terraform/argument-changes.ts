import { isDeepStrictEqual } from 'node:util';
import { type ResourceChange, type Unknown } from './plan-json';

/** Change of an argument, as text. */
export interface ArgumentChange {
  /** Path within the resource: `sku.capacity`, `rule[0].name`. */
  readonly name: string;
  /** Value before, as JSON. @default there is none, or it is not shown */
  readonly before?: string;
  /** Value after, as JSON. @default there is none, or it is not shown */
  readonly after?: string;
  /** Whether its values are hidden. @default false */
  readonly isSensitive?: true;
  /** Whether its value is known once it is applied. @default false */
  readonly isUnknown?: true;
  /** Whether it is why the resource is replaced. @default false */
  readonly forcesReplacement?: true;
}

/** Longest value that is kept, in UTF-16 units. */
const LONGEST = 10_000;

/** Value before and after, with the marks of what is unknown or sensitive in it. */
interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: Unknown | undefined;
  readonly beforeSensitive: Unknown | undefined;
  readonly afterSensitive: Unknown | undefined;
}

type Path = readonly (string | number)[];

/** Arguments that a change sets or changes, in the order of their names; sensitive ones without values. None of what is deleted. */
export function argumentChanges(change: ResourceChange): readonly ArgumentChange[] {
  if (change.action === 'delete' || change.action === 'no-op') {
    return [];
  }
  const { before, after, afterUnknown: unknown, beforeSensitive, afterSensitive, replacePaths = [] } = change;
  const forcing = new Set(replacePaths.map(nameOf));
  const found: ArgumentChange[] = [];
  compare([], { before, after, unknown, beforeSensitive, afterSensitive }, (path, text) => {
    const isForcing = path.some((_, index) => forcing.has(nameOf(path.slice(0, index + 1))));
    found.push({ name: nameOf(path), ...text, ...(isForcing ? { forcesReplacement: true } : {}) });
  });
  return found;
}

/** Passes each part that differs to a function; objects, and lists of objects, are compared part by part. */
function compare(path: Path, sides: Sides, report: (path: Path, text: Omit<ArgumentChange, 'name'>) => void): void {
  const { before, after, unknown, beforeSensitive, afterSensitive } = sides;
  if (beforeSensitive === true || afterSensitive === true) {
    if (isMarked(unknown) || !isSame(before, after)) {
      report(path, { isSensitive: true });
    }
    return;
  }
  if (unknown === true) {
    report(path, { ...textOf('before', before, beforeSensitive), isUnknown: true });
    return;
  }
  const keys = partsOf(sides);
  if (keys !== undefined) {
    keys.forEach((key) => compare([...path, key], partAt(sides, key), report));
  } else if (isMarked(beforeSensitive) || isMarked(afterSensitive)) {
    if (isMarked(unknown) || !isSame(before, after)) {
      report(path, { isSensitive: true });
    }
  } else if (isMarked(unknown)) {
    report(path, { ...textOf('before', before, beforeSensitive), isUnknown: true });
  } else if (!isSame(before, after)) {
    report(path, { ...textOf('before', before, beforeSensitive), ...textOf('after', after, afterSensitive) });
  }
}

/** Keys of the parts that are compared on their own; undefined of a value that is compared as a whole. */
function partsOf({ before, after, unknown }: Sides): readonly (string | number)[] | undefined {
  const values = [before, after].filter((value) => value !== null && value !== undefined);
  if (values.length > 0 && values.every(isObject)) {
    const names = [...values, ...(isObject(unknown) ? [unknown] : [])].flatMap((value) => Object.keys(value));
    return names.length === 0 ? undefined : [...new Set(names)].sort();
  }
  const lists = values.filter((value): value is readonly unknown[] => Array.isArray(value));
  const isOfObjects = lists.length > 0 && lists.length === values.length && lists.flat().every(isObject);
  const length = Math.max(0, ...lists.map((list) => list.length));
  return isOfObjects && length > 0 ? Array.from({ length }, (_, index) => index) : undefined;
}

function partAt(sides: Sides, key: string | number): Sides {
  const at = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  const markAt = (mark: Unknown | undefined) => at(mark) as Unknown | undefined;
  return {
    before: at(sides.before),
    after: at(sides.after),
    unknown: markAt(sides.unknown),
    beforeSensitive: markAt(sides.beforeSensitive),
    afterSensitive: markAt(sides.afterSensitive),
  };
}

/** Whether a value is marked, or a part of it. */
function isMarked(mark: Unknown | undefined): boolean {
  return typeof mark === 'object' ? Object.values(mark).some(isMarked) : mark === true;
}

function textOf(side: 'before' | 'after', value: unknown, sensitive: Unknown | undefined): Partial<ArgumentChange> {
  if (value === null || value === undefined || isMarked(sensitive)) {
    return {};
  }
  const text = JSON.stringify(value);
  return { [side]: text.length > LONGEST ? text.slice(0, LONGEST) : text };
}

function isSame(before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before ?? null, after ?? null);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `sku.capacity`, `rule[0].name` */
function nameOf(path: Path): string {
  return path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : name === '' ? key : `${name}.${key}`),
    '',
  );
}
