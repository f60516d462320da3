import { type AcknowledgementMetadata } from '../manifest/app-metadata';
import { withAcknowledgements } from './acknowledged';
import { evaluate } from './evaluate';
import { type Finding, FINDING_LEVELS } from './finding';
import { type PolicyTree } from './policy-tree';
import { type PolicyRule } from './rule';
import { POLICY_RULES } from './rules';

/**
 * Findings about a tree: the worst first, then by rule, stage and address; those that are acknowledged come last.
 *
 * @param rules all of azstage unless given
 */
export function policyFindings(
  tree: PolicyTree,
  acknowledgements: readonly AcknowledgementMetadata[] = [],
  rules: readonly PolicyRule[] = POLICY_RULES,
): readonly Finding[] {
  return withAcknowledgements(evaluate(tree, rules), acknowledgements).toSorted(inOrder);
}

/** Order of findings: open ones first, the worst first, then by rule, stage and place. */
export function inOrder(a: Finding, b: Finding): number {
  return compare(keysOf(a), keysOf(b));
}

function keysOf(finding: Finding): readonly (string | number)[] {
  const { acknowledged, level, tool, ruleId, stage = '', constructPath = '', address = '', message } = finding;
  const rank = FINDING_LEVELS.indexOf(level);
  return [acknowledged === undefined ? 0 : 1, rank, tool, ruleId, stage, constructPath, address, message];
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const index = a.findIndex((each, position) => each !== b[position]);
  const [first, second] = [a[index], b[index]];
  return first === undefined || second === undefined ? 0 : first < second ? -1 : 1;
}
