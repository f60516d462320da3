/** Maximum number of equivalent stages that are drawn individually. */
export const MOST_ALIKE = 5;

/** Maximum number of groups that a common prefix is divided into; with more, it stays one group. */
const MOST_GROUPS = 6;

/** Minimum share of the stages that those groups must cover. */
const SHARE = 0.8;

/**
 * Divides names into groups by their leading words: `stage-crud` is not grouped with twenty `stage-agent-...`. Leftovers stay single unless
 * there are more than five.
 */
export function groupsByPrefix(names: readonly string[]): readonly (readonly string[])[] {
  return divide(
    names.map((name) => ({ name, words: wordsOf(name) })),
    0,
  ).map((group) => group.map(({ name }) => name));
}

interface Named {
  readonly name: string;
  readonly words: readonly string[];
}

function divide(names: readonly Named[], start: number): readonly (readonly Named[])[] {
  if (names.length <= MOST_ALIKE) {
    return names.map((name) => [name]);
  }
  let depth = start;
  let byWord = byWordAt(names, depth);
  while (byWord.size === 1 && !byWord.has(undefined)) {
    depth += 1;
    byWord = byWordAt(names, depth);
  }
  const large = [...byWord.values()].filter(({ length }) => length > MOST_ALIKE);
  const inLarge = large.flat();
  if (byWord.size === 1 || large.length === 0 || large.length > MOST_GROUPS || inLarge.length < SHARE * names.length) {
    return [names];
  }
  const grouped = new Set(inLarge);
  const rest = names.filter((name) => !grouped.has(name));
  const others = rest.length > MOST_ALIKE ? [rest] : rest.map((name) => [name]);
  return [...large.flatMap((group) => divide(group, depth + 1)), ...others];
}

function byWordAt(names: readonly Named[], depth: number): ReadonlyMap<string | undefined, readonly Named[]> {
  const byWord = new Map<string | undefined, Named[]>();
  for (const name of names) {
    const word = name.words[depth];
    const others = byWord.get(word) ?? [];
    others.push(name);
    byWord.set(word, others);
  }
  return byWord;
}

/** Name of a group: `tenant-*`, `tenant-*-data`, or the first and last name if they have no words in common. */
export function groupName(names: readonly string[]): string {
  const all = names.map(wordsOf);
  const shortest = Math.min(...all.map(({ length }) => length));
  const before = commonLength(all, shortest - 1);
  const after = commonLength(
    all.map((words) => words.toReversed()),
    shortest - 1 - before,
  );
  const [first = []] = all;
  return before + after === 0
    ? rangeName(names)
    : `${first.slice(0, before).join('')}*${first.slice(first.length - after).join('')}`;
}

/** First and last name of a group. */
export function rangeName(names: readonly string[]): string {
  return `${names[0]} … ${names.at(-1)}`;
}

function commonLength(all: readonly (readonly string[])[], most: number): number {
  const [first = []] = all;
  let length = 0;
  while (length < most && all.every((words) => words[length] === first[length])) {
    length += 1;
  }
  return length;
}

/** Letters, digits and separators, as words of their own. */
function wordsOf(name: string): readonly string[] {
  return name.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}]+/gu) ?? [name];
}
