import { stringify } from 'yaml';

/**
 * YAML that readers of version 1.1 and 1.2 read alike: a text that one of them takes for a boolean, a number or a date is quoted, as `no`, `1:30`
 * and `0o7`. Kubernetes reads 1.1 where no type is expected, and Compose 1.2.
 *
 * Source: https://yaml.org/type/ and the core schema of https://yaml.org/spec/1.2.2/.
 */
export function yamlText(value: object, options: { readonly sortMapEntries?: boolean } = {}): string {
  return stringify(value, {
    ...options,
    version: '1.1',
    customTags: (tags) => [...tags, 'intOct'],
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}
