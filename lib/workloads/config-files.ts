import { quote } from '../errors';
import { checkLabel } from './names';
import { type Problems } from './problems';
import { type Service } from './service';

/** Sets of files that services read: texts by file name, by the name of the set. */
export type ConfigFileSets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Most bytes of a ConfigMap. Source: kubernetes.io/docs/concepts/configuration/configmap, "Motivation". */
const MAX_BYTES = 1024 * 1024;

/** Sets that services read, sorted by name. */
export function usedConfigFiles(services: readonly Service[], sets: ConfigFileSets = {}): ConfigFileSets {
  const used = new Set(services.flatMap(({ configFiles }) => Object.values(configFiles)));
  return Object.fromEntries([...used].sort().map((name) => [name, sets[name] ?? {}]));
}

/**
 * Notes sets that a service reads and nobody has given, and files that fit into no ConfigMap.
 *
 * Source of the names: kubernetes.io/docs/concepts/configuration/configmap, "ConfigMap object".
 */
export function checkConfigFiles(problems: Problems, services: readonly Service[], sets: ConfigFileSets = {}): void {
  for (const [name, files] of Object.entries(sets)) {
    const property = `configFiles.${name}`;
    problems.value(property, () => checkLabel(name));
    for (const file of Object.keys(files)) {
      const isName = /^[\w.-]{1,253}$/.test(file) && file !== '.' && !file.startsWith('..');
      problems.that(property, file, isName, 'up to 253 letters, digits, dots, hyphens and underscores');
    }
    const size = bytesOf(files);
    problems.together(
      size <= MAX_BYTES,
      property,
      `has ${size} bytes, and a ConfigMap holds up to ${MAX_BYTES}`,
      'Split it into sets in directories of their own.',
    );
  }
  for (const { name, configFiles } of services) {
    for (const set of Object.values(configFiles)) {
      problems.together(
        Object.keys(sets).includes(set),
        name,
        `reads the files ${quote(set)}, which are unknown`,
        `Set configFiles.${set}.`,
      );
    }
  }
}

function bytesOf(files: Readonly<Record<string, string>>): number {
  return Object.entries(files).reduce(
    (sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text),
    0,
  );
}
