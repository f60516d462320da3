import { drift } from '../../toolkit/actions/drift';
import { withReports } from '../../toolkit/report/with-reports';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import {
  acceptStateOption,
  failOnChecksOption,
  parallelismOption,
  reportOption,
  reportProps,
  type RunOptions,
} from '../run-options';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatDrift } from '../views/drift-view';

interface DriftCommandOptions
  extends CommonOptions, SelectionOptions, Pick<RunOptions, 'parallelism' | 'report' | 'acceptState' | 'failOnChecks'> {
  readonly detailedExitcode?: boolean;
}

/** `azstage drift` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  selectionOptions(appOptions(command), 'Stages to check (default: all)')
    .option('--detailed-exitcode', 'Exit with 2 when there is drift')
    .addOption(parallelismOption())
    .addOption(reportOption())
    .addOption(acceptStateOption())
    .addOption(failOnChecksOption())
    .addHelpText(
      'after',
      examples(
        'azstage drift',
        'azstage drift stage-foundation --environment prod',
        "azstage drift --exclude 'tenant-*'",
      ),
    )
    .action((stages: string[], options: DriftCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const { parallelism, acceptState, failOnChecks, detailedExitcode: detailedExitCode } = options;
        const report = reportProps('drift', options);
        const result = await withReports(session, report, () =>
          drift(session, {
            ...toSelection(stages, options, deps),
            parallelism,
            detailedExitCode,
            acceptState,
            failOnChecks,
          }),
        );
        const text = formatDrift(result, session.project.commandLineOptions, style);
        session.report.say('result', 'run.result', text, result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
