import { plan } from '../../toolkit/actions/plan';
import { withReports } from '../../toolkit/report/with-reports';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { forceOptions, parallelismOption, reportOption, reportProps, type RunOptions } from '../run-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface PlanCommandOptions extends CommonOptions, RunOptions {
  readonly detailedExitcode?: boolean;
  readonly summary?: boolean;
}

/** `azstage plan` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const ready = appOptions(command)
    .argument('[stages...]', 'Stages to plan (default: all)')
    .option('--summary', 'Show addresses and actions, without values')
    .option('--detailed-exitcode', 'End with 2 when there are changes')
    .addOption(parallelismOption())
    .addOption(reportOption());
  forceOptions(ready)
    .addHelpText('after', examples('azstage plan', 'azstage plan stage-data-platform --parameters redisSku=E10'))
    .action((stages: string[], options: PlanCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const { detailedExitcode: detailedExitCode, ...rest } = options;
        const report = reportProps('plan', options);
        const result = await withReports(session, report, () => plan(session, { ...rest, stages, detailedExitCode }));
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
