import path from 'node:path';
import { didYouMean, quote } from '../../errors';
import { type FindingLevel, openFindings } from '../../policy/finding';
import { type PolicyRule } from '../../policy/rule';
import { policyRules } from '../../policy/policy-rules';
import { ExitCode } from '../exit-code';
import { type CheckResult, type RuleDescription, type RulesResult } from '../io/check-result';
import { countFindings } from '../io/finding-text';
import { GitRepository } from '../host/git';
import { RunHooks } from '../hooks/run-hooks';
import { findingsOf } from '../policy/findings-of';
import { prepareFile, writeText } from '../report/report-files';
import { sarifOf } from '../report/sarif-report';
import { packageVersion } from '../package-version';
import { type Session } from '../run/session';
import { ToolkitError } from '../toolkit-error';
import { type StageSelection } from '../unit/stage-filter';
import { selectStages } from '../unit/stage-selection';

/** Options of `check`. */
export interface CheckOptions extends StageSelection {
  /** Least level of an open finding with which the exit code is {@link ExitCode.FINDINGS}. @default warning */
  readonly severity?: FindingLevel;
  /** SARIF file to write, relative to the directory that the user is in. @default none */
  readonly sarif?: string;
}

/**
 * The findings of the policy rules about synthesized stages. Nothing is deployed, and Azure is not asked.
 *
 * @throws ToolkitError when the app fails, a selection matches nothing, or the SARIF file cannot be written
 */
export async function check(
  session: Session,
  options: CheckOptions = {},
): Promise<{ readonly result: CheckResult; readonly exitCode: ExitCode }> {
  const { project } = session;
  const { severity: failsAt = 'warning' } = options;
  const sarif = options.sarif === undefined ? undefined : path.resolve(project.workingDirectory, options.sarif);
  if (sarif !== undefined) {
    prepareFile(sarif);
  }
  const assembly = await session.synthesizeAlone('check', { sourceLines: true });
  const stages = selectStages(assembly, options).map(({ name }) => name);
  const isAll = stages.length === assembly.stages.length;
  const hooks = new RunHooks(session, assembly);
  await hooks.afterSynth(stages);
  const all = [...(await findingsOf(assembly, project.directory)), ...hooks.findings];
  const findings = all.filter(({ stage }) => (stage === undefined ? isAll : stages.includes(stage)));
  if (sarif !== undefined) {
    const place = await GitRepository.placeOf(project.directory, session.env);
    const props = { version: packageVersion(), rules: policyRules(), prefix: place?.prefix };
    writeText(sarif, sarifOf(findings, props));
    session.report.say('debug', 'report.written', `Wrote ${sarif}`, { file: sarif });
  }
  const result = { ...session.describe(assembly), stages, findings, counts: countFindings(findings), failsAt };
  return { result, exitCode: openFindings(findings, failsAt).length > 0 ? ExitCode.FINDINGS : ExitCode.DONE };
}

/** All rules, by id. */
export function checkRules(): RulesResult {
  return { rules: policyRules().map(described) };
}

/**
 * One rule.
 *
 * @param id id of azstage, or one of Checkov that a rule has as its source
 * @throws ToolkitError when there is none
 */
export function explainRule(id: string): RulesResult {
  const wanted = id.toUpperCase();
  const found = policyRules().filter((rule) => rule.id === wanted || rule.sources.checkov?.includes(wanted) === true);
  if (found.length === 0) {
    throw new ToolkitError(
      'USAGE',
      `There is no policy rule ${quote(id)}.`,
      [
        didYouMean(
          wanted,
          policyRules().map((rule) => rule.id),
        ),
        'azstage check --list prints all rules.',
      ]
        .filter((part) => part !== undefined)
        .join(' '),
    );
  }
  return { rules: found.map(described) };
}

function described({ check: _, ...rule }: PolicyRule): RuleDescription {
  return rule;
}
