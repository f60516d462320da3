import { type PolicyRule } from './rule';

/** Checks of types of their own, for a rule that asks several types the same. */
export function byType(
  checks: Readonly<Record<string, PolicyRule['check']>>,
): Pick<PolicyRule, 'resourceTypes' | 'check'> {
  return {
    resourceTypes: Object.keys(checks),
    check: (resource, tree) => checks[resource.type]?.(resource, tree),
  };
}
