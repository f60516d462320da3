import { type AcknowledgementMetadata } from '../manifest/app-metadata';
import { withAcknowledgements } from './acknowledged';
import { evaluate } from './evaluate';
import { type Finding, FINDING_LEVELS } from './finding';
import { type PolicyTree } from './policy-tree';
import { policyRules } from './policy-rules';

/** Findings about a tree of all rules of azstage, {@link settled}. */
export function policyFindings(
  tree: PolicyTree,
  acknowledgements: readonly AcknowledgementMetadata[] = [],
): readonly Finding[] {
  const rules = policyRules();
  return settled(
    tree.resources.flatMap((resource) => evaluate(resource, tree, rules)),
    acknowledgements,
  );
}

/** Findings with their acknowledgements: the worst first, then by rule, stage and construct; those that are acknowledged come last. */
export function settled(
  findings: readonly Finding[],
  acknowledgements: readonly AcknowledgementMetadata[],
): readonly Finding[] {
  return withAcknowledgements(findings, acknowledgements).toSorted(inOrder);
}

/** Order of findings: open ones first, the worst first, then by rule, stage and place. */
function inOrder(a: Finding, b: Finding): number {
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
