import { type Finding, type FindingLevel } from '../../policy/finding';
import { type PolicyRule } from '../../policy/rule';
import { type AppDescription } from '../assembly/assembly';

/** Number of open findings of each level, and of acknowledged ones. */
export interface FindingCounts {
  readonly error: number;
  readonly warning: number;
  readonly note: number;
  readonly acknowledged: number;
}

/** Result of `check`. */
export interface CheckResult extends AppDescription {
  /** Names of the stages that were checked. */
  readonly stages: readonly string[];
  /** Findings: the worst first, acknowledged ones last. */
  readonly findings: readonly Finding[];
  readonly counts: FindingCounts;
  /** Least level of an open finding with which the check fails. */
  readonly failsAt: FindingLevel;
}

/** Rule as `check --list` prints it. */
export type RuleDescription = Omit<PolicyRule, 'check'>;

/** Result of `check --list` and `check --explain`. */
export interface RulesResult {
  readonly rules: readonly RuleDescription[];
}
