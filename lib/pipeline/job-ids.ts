/**
 * Ids of jobs from names of stages: letters, digits, `_` and a separator, a letter or `_` first, each once, and no word that YAML or a CI system takes for
 * something else.
 *
 * @param names each once
 * @param separator in the place of other characters: `-` in ids of GitHub, `_` in those of Azure Pipelines
 */
export function jobIds(names: readonly string[], separator: '-' | '_' = '-'): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const used = new Set<string>();
  // Names that are ids keep theirs, whatever others become.
  const others = separator === '-' ? /[^A-Za-z0-9_-]/g : /[^A-Za-z0-9_]/g;
  const isId = (name: string) => /^[A-Za-z_]/.test(name) && name.search(others) < 0 && !WORDS.has(name.toLowerCase());
  const ordered = [...names].sort((a, b) => Number(isId(b)) - Number(isId(a)) || (a < b ? -1 : 1));
  for (const name of ordered) {
    const plain = name.replace(others, separator).replace(/^(?![A-Za-z_])/, '_');
    const base = WORDS.has(plain.toLowerCase()) ? `_${plain}` : plain;
    let id = base;
    for (let number = 2; used.has(id.toLowerCase()); number += 1) {
      id = `${base}${separator}${number}`;
    }
    used.add(id.toLowerCase());
    ids.set(name, id);
  }
  return ids;
}

/**
 * Booleans and null of YAML 1.1, words of GitLab (https://docs.gitlab.com/ci/jobs/#job-names), and the name that deployment jobs of Azure Pipelines may not
 * have.
 */
const WORDS: ReadonlySet<string> = new Set([
  ...['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nil', 'deploy'],
  ...['image', 'services', 'stages', 'types', 'before_script', 'after_script', 'variables', 'cache', 'include'],
  ...['pages', 'default', 'workflow', 'spec'],
]);
