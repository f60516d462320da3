import { Document, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** A value of a YAML file with a comment. */
export class Commented {
  /**
   * @param above lines above the key or the item
   * @param beside text beside a scalar
   * @param isSection whether a blank line comes before
   */
  constructor(
    public readonly value: unknown,
    public readonly above?: string,
    public readonly beside?: string,
    public readonly isSection = false,
  ) {}
}

/** A value with lines of comment above it. */
export function explained(value: unknown, above: string | undefined): unknown {
  return above === undefined ? value : new Commented(value, above);
}

/** A value after a blank line, with lines of comment above it. */
export function section(value: unknown, above?: string): Commented {
  return new Commented(value, above, undefined, true);
}

/** A scalar with a comment beside it. */
export function noted(value: string, beside: string): Commented {
  return new Commented(value, undefined, beside);
}

/** A list that is written in one line. */
export class InlineList {
  constructor(public readonly items: readonly string[]) {}
}

/**
 * Text of a YAML file. Values that are undefined are left out; scalars that YAML 1.1 would read as something else are quoted.
 *
 * @param header lines of the comment at the top
 */
export function yamlText(header: readonly string[], value: Readonly<Record<string, unknown>>): string {
  const document = new Document();
  document.commentBefore = comment(header.join('\n'));
  document.contents = nodeOf(value) as typeof document.contents;
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
}

function nodeOf(value: unknown): Node {
  if (value instanceof Commented) {
    const node = nodeOf(value.value);
    if (value.beside !== undefined) {
      node.comment = ` ${value.beside}`;
    }
    return node;
  }
  if (value instanceof InlineList) {
    const list = listOf(value.items);
    list.flow = true;
    return list;
  }
  if (Array.isArray(value)) {
    return listOf(value);
  }
  return typeof value === 'object' && value !== null ? mapOf(value as Record<string, unknown>) : scalarOf(value);
}

function listOf(items: readonly unknown[]): YAMLSeq {
  const list = new YAMLSeq();
  for (const item of items) {
    const node = nodeOf(item);
    if (item instanceof Commented) {
      node.commentBefore = item.above === undefined ? undefined : comment(item.above);
      node.spaceBefore = item.isSection && list.items.length > 0;
    }
    list.add(node);
  }
  list.flow = items.length === 0;
  return list;
}

function mapOf(value: Readonly<Record<string, unknown>>): YAMLMap {
  const map = new YAMLMap();
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined) {
      continue;
    }
    const key = new Scalar(name);
    if (entry instanceof Commented) {
      key.commentBefore = entry.above === undefined ? undefined : comment(entry.above);
      key.spaceBefore = entry.isSection && map.items.length > 0;
    }
    map.add(new Pair(key, nodeOf(entry)));
  }
  map.flow = map.items.length === 0;
  return map;
}

/** Scalar whose text no version of YAML reads as a number, a boolean or a time; several lines are a block. */
function scalarOf(value: unknown): Scalar {
  const scalar = new Scalar(value);
  if (typeof value === 'string') {
    if (value.includes('\n')) {
      scalar.type = Scalar.BLOCK_LITERAL;
    } else if (AMBIGUOUS.test(value)) {
      scalar.type = Scalar.QUOTE_SINGLE;
    }
  }
  return scalar;
}

/** Plain scalars of YAML 1.1 that are no text: https://yaml.org/type/ */
const AMBIGUOUS = /^(y|n|yes|no|on|off|true|false|null|~|[-+]?[0-9][0-9_.:eE+-]*|0x[0-9a-f]+)$/i;

function comment(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : ` ${line}`))
    .join('\n');
}
