import { plan } from '../../toolkit/actions/plan';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { forceOptions, parallelismOption, type RunOptions } from '../run-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface PlanCommandOptions extends CommonOptions, RunOptions {
  readonly detailedExitcode?: boolean;
}

/** `azstage plan` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const ready = appOptions(command)
    .argument('[stages...]', 'Stages to plan (default: all)')
    .option('--detailed-exitcode', 'End with 2 when there are changes')
    .addOption(parallelismOption());
  forceOptions(ready)
    .addHelpText('after', examples('azstage plan', 'azstage plan stage-data-platform --parameters redisSku=E10'))
    .action((stages: string[], options: PlanCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const { detailedExitcode: detailedExitCode, ...rest } = options;
        const result = await plan(session, { ...rest, stages, detailedExitCode });
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
