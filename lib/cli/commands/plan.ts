import { plan } from '../../toolkit/actions/plan';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { withReports } from '../../toolkit/report/with-reports';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import {
  acceptStateOption,
  failOnChecksOption,
  forceOptions,
  parallelismOption,
  reportOption,
  reportProps,
  type RunOptions,
} from '../run-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface PlanCommandOptions extends CommonOptions, RunOptions {
  readonly detailedExitcode?: boolean;
  readonly summary?: boolean;
  readonly since?: string;
  readonly out?: string;
  /** Recipients, or true without any. */
  readonly encrypt?: true | string[];
}

/** `azstage plan` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const ready = appOptions(command)
    .argument('[stages...]', 'Stages to plan (default: all)')
    .option('--summary', 'Show addresses and actions, without values')
    .option('--since <ref>', 'Plan stages that differ from a commit, branch or tag of git, and those that they affect')
    .option('--out <directory>', 'Keep the plans for azstage deploy --plan; they hold secrets in clear')
    .option('--encrypt [recipient...]', 'Encrypt them: for recipients of age, or with AZSTAGE_PASSPHRASE')
    .option('--detailed-exitcode', 'End with 2 when there are changes')
    .addOption(parallelismOption())
    .addOption(reportOption())
    .addOption(acceptStateOption())
    .addOption(failOnChecksOption());
  forceOptions(ready)
    .addHelpText(
      'after',
      examples(
        'azstage plan',
        'azstage plan stage-data-platform --parameters redisSku=E10',
        'azstage plan --since origin/main --summary',
        'azstage plan --out plans --encrypt age1...',
      ),
    )
    .action((stages: string[], options: PlanCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const { detailedExitcode: detailedExitCode, encrypt, ...rest } = options;
        if (encrypt !== undefined && options.out === undefined) {
          throw new ToolkitError('USAGE', '--encrypt is for plans that are kept.', 'Add --out DIR.');
        }
        const encryptFor = encrypt === true ? [] : encrypt;
        const report = reportProps('plan', options);
        const result = await withReports(session, report, () =>
          plan(session, { ...rest, stages, detailedExitCode, encryptFor }),
        );
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
