import { down } from '../../toolkit/actions/down';
import { withReports } from '../../toolkit/report/with-reports';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import {
  acceptStateOption,
  approvalOptions,
  parallelismOption,
  reportOption,
  reportProps,
  type RunOptions,
} from '../run-options';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface DownCommandOptions extends CommonOptions, RunOptions, SelectionOptions {
  readonly all?: boolean;
  readonly cascade?: boolean;
  readonly allowPermanent?: boolean;
  readonly confirm?: string;
}

/** `azstage down` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const ready = selectionOptions(appOptions(command), 'Stages to destroy')
    .option('--all', 'Destroy all stages')
    .option('--cascade', 'Destroy dependent stages too')
    .option('--allow-permanent', 'Destroy permanent stages too')
    .option('--confirm <environment>', 'Name of a protected environment, instead of the prompt for it')
    .addOption(parallelismOption())
    .addOption(reportOption())
    .addOption(acceptStateOption());
  approvalOptions(ready)
    .addHelpText(
      'after',
      examples(
        'azstage down stage-data-ingestion',
        'azstage down stage-ai-services --cascade --yes',
        "azstage down 'tenant-*' --lifecycle ephemeral",
      ),
    )
    .action((stages: string[], options: DownCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const report = reportProps('down', options);
        const result = await withReports(session, report, () =>
          down(session, { ...options, ...toSelection(stages, options, deps) }),
        );
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
