import { type Finding } from './finding';
import { type PolicyResource } from './policy-resource';
import { type PolicyTree } from './policy-tree';
import { type PolicyRule } from './rule';

/** Name of azstage as the tool of a finding. */
export const AZSTAGE = 'azstage';

/** Findings of rules about one resource, in the order of the rules. */
export function evaluate(resource: PolicyResource, tree: PolicyTree, rules: readonly PolicyRule[]): readonly Finding[] {
  return rules
    .filter(({ resourceTypes }) => resourceTypes.includes(resource.type))
    .flatMap((rule): Finding[] => {
      const message = rule.check(resource, tree);
      const { stage, address, constructPath, source = {} } = resource;
      const { id: ruleId, severity: level } = rule;
      return message === undefined
        ? []
        : [{ tool: AZSTAGE, ruleId, level, message, stage, constructPath, address, ...source }];
    });
}
