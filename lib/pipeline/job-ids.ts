/**
 * Ids of jobs from names of stages: letters, digits, `_` and a separator, a letter or `_` first, each once.
 *
 * @param names each once
 * @param separator in the place of other characters: `-` in ids of GitHub, `_` in those of Azure Pipelines
 */
export function jobIds(names: readonly string[], separator: '-' | '_' = '-'): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const used = new Set<string>();
  // Names that are ids keep theirs, whatever others become.
  const others = separator === '-' ? /[^A-Za-z0-9_-]/g : /[^A-Za-z0-9_]/g;
  const isId = (name: string) => /^[A-Za-z_]/.test(name) && name.search(others) < 0;
  const ordered = [...names].sort((a, b) => Number(isId(b)) - Number(isId(a)) || (a < b ? -1 : 1));
  for (const name of ordered) {
    const base = name.replace(others, separator).replace(/^(?![A-Za-z_])/, '_');
    let id = base;
    for (let number = 2; used.has(id.toLowerCase()); number += 1) {
      id = `${base}${separator}${number}`;
    }
    used.add(id.toLowerCase());
    ids.set(name, id);
  }
  return ids;
}
