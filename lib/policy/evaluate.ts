import { type Finding } from './finding';
import { type PolicyTree } from './policy-tree';
import { type PolicyRule } from './rule';

/** Name of azstage as the tool of a finding. */
export const AZSTAGE = 'azstage';

/** Findings of rules about the resources of a tree: by stage and address, then by rule. */
export function evaluate(tree: PolicyTree, rules: readonly PolicyRule[]): readonly Finding[] {
  return tree.resources.flatMap((resource) =>
    rules
      .filter(({ resourceTypes }) => resourceTypes.includes(resource.type))
      .flatMap((rule): Finding[] => {
        const message = rule.check(resource, tree);
        const { stage, address, constructPath, source = {} } = resource;
        const { id: ruleId, severity: level } = rule;
        return message === undefined
          ? []
          : [{ tool: AZSTAGE, ruleId, level, message, stage, constructPath, address, ...source }];
      }),
  );
}
