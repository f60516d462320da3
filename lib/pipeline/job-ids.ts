/**
 * Ids of jobs from names of stages: letters, digits, `-` and `_`, a letter or `_` first, as GitHub requires, each once.
 *
 * @param names each once
 */
export function jobIds(names: readonly string[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const used = new Set<string>();
  // Names that are ids keep theirs, whatever others become.
  const ordered = [...names].sort((a, b) => Number(IS_ID.test(b)) - Number(IS_ID.test(a)) || (a < b ? -1 : 1));
  for (const name of ordered) {
    const base = name.replace(/[^A-Za-z0-9_-]/g, '-').replace(/^(?![A-Za-z_])/, '_');
    let id = base;
    for (let number = 2; used.has(id.toLowerCase()); number += 1) {
      id = `${base}-${number}`;
    }
    used.add(id.toLowerCase());
    ids.set(name, id);
  }
  return ids;
}

const IS_ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;
