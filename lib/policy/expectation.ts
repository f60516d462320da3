import { quote } from '../errors';
import { type PolicyRule } from './rule';
import { UNKNOWN } from './policy-values';

/** Requirement on the value of an argument. */
export interface Expectation {
  /** Whether a value fits; it is undefined where the argument is absent. */
  readonly holds: (value: unknown) => boolean;
  /** Values that fit, to follow "required:": `true`, `"Standard" or "Premium"`, `at least 3`. */
  readonly text: string;
}

/** One of these values. */
export function is(...allowed: readonly (string | number | boolean)[]): Expectation {
  return { holds: (value) => allowed.includes(value as string), text: listed(allowed) };
}

/** None of these values; an absent argument fits. */
export function isNot(...forbidden: readonly (string | number | boolean)[]): Expectation {
  return { holds: (value) => !forbidden.includes(value as string), text: `anything but ${listed(forbidden)}` };
}

/** A number of at least. */
export function atLeast(least: number): Expectation {
  return { holds: (value) => value !== undefined && Number(value) >= least, text: `at least ${least}` };
}

/** A list of at least so many elements. */
export function countAtLeast(least: number): Expectation {
  return { holds: (value) => Array.isArray(value) && value.length >= least, text: `a list of at least ${least}` };
}

/** Any value. */
export const present: Expectation = {
  holds: (value) => value !== undefined && value !== '',
  text: 'a value',
};

/** No value. */
export const absent: Expectation = { holds: (value) => value === undefined, text: 'no value' };

/** A text of a form. */
export function matches(pattern: RegExp, text: string): Expectation {
  return { holds: (value) => typeof value === 'string' && pattern.test(value), text };
}

/** Argument that a resource need not have. */
export interface OptionalArgument {
  /** Value that azurerm or Azure takes where the argument is absent. @default none: it is judged as absent */
  readonly absentMeans?: string | number | boolean;
}

/**
 * Check of one argument.
 *
 * @param path blocks and argument: `default_node_pool.max_pods`. All blocks of a name are checked; an absent block counts as an absent argument
 */
export function requires(
  path: string,
  { holds, text }: Expectation,
  { absentMeans }: OptionalArgument = {},
): PolicyRule['check'] {
  return (resource) => {
    const found = resource.each(path);
    const values = found.length === 0 ? [absentMeans] : found;
    const wrong = values.find((value) => value !== UNKNOWN && !holds(value));
    if (values.every((value) => value === UNKNOWN || holds(value))) {
      return undefined;
    }
    const given = found.length > 0 ? `is ${quote(wrong)}` : `is absent${meaning(absentMeans)}`;
    return `${path} ${given}; required: ${text}`;
  };
}

function meaning(value: unknown): string {
  return value === undefined ? '' : `, which means ${quote(value)}`;
}

/** All of these checks; the first violation is reported. */
export function all(...checks: readonly PolicyRule['check'][]): PolicyRule['check'] {
  return (resource, tree) => {
    for (const check of checks) {
      const violation = check(resource, tree);
      if (violation !== undefined) {
        return violation;
      }
    }
    return undefined;
  };
}

function listed(values: readonly unknown[]): string {
  return values.map(quote).join(' or ');
}
