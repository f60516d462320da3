import { Option } from 'commander';
import { FINDING_LEVELS, type FindingLevel } from '../../policy/finding';
import { check, checkRules, explainRule } from '../../toolkit/actions/check';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { formatCheck, formatExplained, formatRules } from '../views/check-view';
import { withSession } from '../with-session';

interface CheckCommandOptions extends CommonOptions, SelectionOptions {
  readonly all?: boolean;
  readonly severity?: FindingLevel;
  readonly sarif?: string;
  readonly list?: boolean;
  readonly explain?: string;
}

/** `azstage check` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const alone = ['list', 'explain', 'sarif', 'severity', 'all'];
  const except = (name: string) => alone.filter((other) => other !== name);
  selectionOptions(appOptions(command), 'Stages to check (default: all)')
    .addOption(
      new Option('--severity <level>', 'Exit with 7 for findings of at least this severity (default: warning)').choices(
        FINDING_LEVELS,
      ),
    )
    .option('--all', 'Show all findings: acknowledged ones with their reasons, and all of a rule that has many')
    .option('--sarif <file>', 'Write all findings as SARIF 2.1.0, with construct paths and source lines')
    .addOption(new Option('--list', 'List all rules with their sources').conflicts(except('list')))
    .addOption(new Option('--explain <id>', 'Explain a rule: AZS001, or an id of Checkov').conflicts(except('explain')))
    .addHelpText(
      'after',
      examples(
        'azstage check --environment prod',
        'azstage check stage-data-platform --all',
        'azstage check --severity error --sarif check.sarif',
        'azstage check --explain AZS001',
      ),
    )
    .action((stages: string[], options: CheckCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const { all = false, severity, sarif, list, explain } = options;
        if (explain !== undefined) {
          const found = explainRule(explain);
          session.report.say('result', 'check.rules', formatExplained(found, style), found);
        } else if (list === true) {
          const found = checkRules();
          session.report.say('result', 'check.rules', formatRules(found, style), found);
        } else {
          const { result, exitCode } = await check(session, { ...toSelection(stages, options, deps), severity, sarif });
          session.report.say('result', 'check.result', formatCheck(result, { all }, style), result);
          outcome.exitCode = exitCode;
        }
      }),
    );
};
