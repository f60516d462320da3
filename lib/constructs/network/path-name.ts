import { type IConstruct } from 'constructs';
import { uniqueSuffix } from '../../values/resource-name';
import { kebab } from '../azure-context';

/** The longest name of a network rule, a DNS link and most other things in a network. */
const MAX_LENGTH = 80;

/**
 * A name of at most 80 characters, derived from words and the path of a construct.
 *
 * Where it would be longer, its end gives way to five characters that stand for the whole.
 */
export function pathName(construct: IConstruct, ...words: string[]): string {
  const name = [...words, ...construct.node.path.split('/')]
    .map(kebab)
    .join('-')
    .replace(/[^a-z0-9-]/g, '-');
  return name.length <= MAX_LENGTH ? name : `${name.slice(0, MAX_LENGTH - 6)}-${uniqueSuffix(name)}`;
}
