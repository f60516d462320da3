import { type ArgumentChange, type Dialect, ruleOf } from './dialect';
import { REFERENCE } from '../attribute-reference';

/** A step from a resource to what is read of it: a name with the indices behind it. */
const STEP = /\.([A-Za-z_][\w-]*)((?:\[[^\]]*\]|\.\d+|\.\*)*)/g;

/**
 * Writes the references in all expressions of a value in a dialect.
 *
 * @param value as rendered: text, or lists and objects of text
 */
export function withReferences(value: unknown, dialect: Dialect): unknown {
  if (typeof value === 'string') {
    return value.includes('${') ? replaced(value, (address, rest) => readBy(dialect, address, rest)) : value;
  }
  if (Array.isArray(value)) {
    return value.map((each) => withReferences(each, dialect));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          key === 'replace_triggered_by' ? withTriggers(each, dialect) : withReferences(each, dialect),
        ]),
      )
    : value;
}

/** Terraform takes bare references in `replace_triggered_by`, and no other expression. */
function withTriggers(triggers: unknown, dialect: Dialect): unknown {
  return Array.isArray(triggers)
    ? triggers.map((trigger: unknown) =>
        typeof trigger === 'string'
          ? replaced(trigger, (address, rest) => {
              const { change, blocks, indices } = changeOf(dialect, address, rest) ?? {};
              return change === undefined ? `${address}${rest}` : `${address}${blocks}.${change.to}${indices}`;
            })
          : trigger,
      )
    : triggers;
}

function replaced(text: string, replace: (address: string, rest: string) => string): string {
  return text.replace(REFERENCE, (whole, address?: string, _state?: string, _output?: string, rest = '') =>
    address === undefined ? whole : replace(address, rest),
  );
}

function readBy(dialect: Dialect, address: string, rest: string): string {
  const found = changeOf(dialect, address, rest);
  if (found === undefined) {
    return `${address}${rest}`;
  }
  const { change, blocks, indices, further } = found;
  const reference = `${address}${blocks}.${change.to}`;
  return `${change.read?.(reference) ?? reference}${indices}${further}`;
}

interface Found {
  readonly change: ArgumentChange;
  /** Steps to the block that has the argument, with their indices. */
  readonly blocks: string;
  readonly indices: string;
  /** Rest of the reference, behind the argument. */
  readonly further: string;
}

/** @returns the change of what a reference reads */
function changeOf(dialect: Dialect, address: string, rest: string): Found | undefined {
  const changes = ruleOf(dialect, address)?.changes ?? [];
  const names: string[] = [];
  for (const step of rest.matchAll(STEP)) {
    const [whole, name = '', indices = ''] = step;
    names.push(name);
    const change = changes.find(({ from }) => from === names.join('.'));
    if (change !== undefined) {
      return { change, blocks: rest.slice(0, step.index), indices, further: rest.slice(step.index + whole.length) };
    }
  }
  return undefined;
}
