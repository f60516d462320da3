import { type IConstruct } from 'constructs';
import { didYouMean, type Problem, quote, ValidationError } from '../errors';
import { POLICY_RULES } from '../policy/rules';
import { acknowledgementsIn, recordAcknowledgement } from './acknowledgements';
import { StagedApp } from './staged-app';

/** Options of {@link acknowledge}. */
export interface AcknowledgeOptions {
  /** Profiles of environments in which the call holds; in others it does nothing. @default all */
  readonly profiles?: readonly ('dev' | 'staging' | 'prod')[];
}

/**
 * Accepts what a policy rule finds at a construct and at all below it, with the reason. `azstage check` shows the findings with their reason, and they do
 * not make it fail.
 *
 * An acknowledgement that no longer matches a finding is reported by `azstage check`.
 *
 * @param construct construct, stage or app
 * @param rule id of the rule: `AZS012`; `azstage check --list` prints all
 * @param reason reason for whoever reviews the findings
 * @throws ValidationError when there is no such rule, the reason is empty, or the construct has acknowledged the rule before
 */
export function acknowledge(
  construct: IConstruct,
  rule: string,
  reason: string,
  options: AcknowledgeOptions = {},
): void {
  const { profile } = StagedApp.of(construct).settings;
  const problems = [...ruleProblems(construct, rule), ...reasonProblems(rule, reason)];
  if (problems.length > 0) {
    throw new ValidationError(problems.map((problem) => ({ path: construct.node.path || 'the app', ...problem })));
  }
  if ((options.profiles as readonly string[] | undefined)?.includes(profile.name) !== false) {
    recordAcknowledgement(construct, rule, reason.trim());
  }
}

function ruleProblems(construct: IConstruct, rule: string): Problem[] {
  const ids = POLICY_RULES.map(({ id }) => id);
  if (!ids.includes(rule)) {
    const same = POLICY_RULES.find(({ sources }) => sources.checkov?.includes(rule) === true);
    const fix = same === undefined ? didYouMean(rule, ids) : `${rule} of Checkov is ${same.id}.`;
    return [
      {
        property: 'acknowledge',
        message: `there is no policy rule ${quote(rule)}`,
        allowed: 'an id that azstage check --list prints, such as AZS001',
        fix,
      },
    ];
  }
  const before = acknowledgementsIn(construct).some(
    ({ rule: id, path }) => id === rule && path === construct.node.path,
  );
  return before ? [{ property: 'acknowledge', message: `${rule} is acknowledged twice`, fix: 'Keep one call.' }] : [];
}

function reasonProblems(rule: string, reason: string): Problem[] {
  return reason.trim() === ''
    ? [
        {
          property: 'acknowledge',
          message: `${rule} has no reason`,
          fix: 'Say why what the rule finds is wanted here, as whoever reviews the code will ask.',
        },
      ]
    : [];
}
