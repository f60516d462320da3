import { type PolicyRule } from './rule';
import { POLICY_RULES } from './rules';

/** All rules, by id. They are loaded when it is called. */
export function policyRules(): readonly PolicyRule[] {
  return POLICY_RULES;
}
