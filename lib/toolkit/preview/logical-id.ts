import { createHash } from 'node:crypto';

/** Id that cdktf leaves out of a name; it counts in the hash. */
const UNNAMED = 'Resource';

/** Id that cdktf leaves out altogether. */
const IGNORED = 'Default';

/** Longest readable part of a name. */
const LONGEST = 240;

/**
 * Name that cdktf gives to the resource at a path in a stack:
 * https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/private/unique.ts
 */
export function logicalId(path: readonly string[]): string {
  const ids = path.filter((id) => id !== IGNORED);
  const readable = ids
    .filter((id, index) => index === 0 || !lastKept(ids, index).endsWith(id))
    .filter((id) => id !== UNNAMED)
    .map(withoutSpecial);
  if (ids.length === 1) {
    return withoutSpecial(ids[0] ?? '');
  }
  const hash = createHash('md5').update(ids.join('/')).digest('hex').slice(0, 8).toUpperCase();
  return `${readable.join('_').slice(0, LONGEST)}_${hash}`;
}

/** The id before an index that is in the name: one with which the id before it ends is not. */
function lastKept(ids: readonly string[], index: number): string {
  return ids.slice(0, index).reduce((last, id) => (last !== undefined && last.endsWith(id) ? last : id));
}

function withoutSpecial(id: string): string {
  return id.replace(/[^\w-]/g, '');
}

/**
 * Path that a name was made from, where it ends like another path: names have no separators of their own, so ids are tried and the hash decides.
 *
 * @param name old name of a resource
 * @param path current path of the resource
 * @returns undefined when it cannot be told
 */
export function pathOfName(name: string, path: readonly string[]): readonly string[] | undefined {
  for (let kept = path.length - 1; kept >= 0; kept--) {
    const rest = path.slice(path.length - kept);
    const found = beginnings(name, rest).find((each) => logicalId([...each, ...rest]) === name);
    if (found !== undefined) {
      return [...found, ...rest];
    }
  }
  return undefined;
}

/** Beginnings of a path whose end is known: the readable part of the name before it, in one id, or in one for each underscore. */
function beginnings(name: string, rest: readonly string[]): string[][] {
  const readable = name.replace(/_[0-9A-F]{8}$/, '');
  const end = rest.filter((id) => id !== UNNAMED && id !== IGNORED).map(withoutSpecial);
  const ends = end.map((_, index) => ['', ...end.slice(index)].join('_')).concat('');
  return ends
    .filter((each) => readable.endsWith(each))
    .map((each) => readable.slice(0, readable.length - each.length))
    .filter((start) => start !== '')
    .flatMap((start) => [[start], start.split('_')]);
}
