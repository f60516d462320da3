import { move } from '../../toolkit/actions/move';
import { withReports } from '../../toolkit/report/with-reports';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { acceptStateOption, reportOption, reportProps, type RunOptions } from '../run-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface MoveCommandOptions extends CommonOptions, RunOptions {
  readonly from: string;
  readonly to: string;
  readonly dryRun?: boolean;
}

/** `azstage move` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  appOptions(command)
    .argument(
      '[names...]',
      'Addresses of resources, or paths of constructs (default: all that the code of the second stage has, and that of the first no longer has)',
    )
    .requiredOption('--from <stage>', 'Stage whose state has the resources; it need not be in the code any more')
    .requiredOption('--to <stage>', 'Stage whose code has them')
    .option('--dry-run', 'Plan both stages, and write nothing')
    .option('-y, --yes', 'Move without asking')
    .addOption(reportOption())
    .addOption(acceptStateOption())
    .addHelpText(
      'after',
      examples(
        'azstage move Cache --from stage-foundation --to stage-data-platform',
        'azstage move azurerm_key_vault.Vault_0A1B2C3D --from stage-a --to stage-b --dry-run',
        'azstage move --from stage-old-name --to stage-new-name',
      ),
    )
    .action((names: string[], options: MoveCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const report = reportProps('move', options);
        const result = await withReports(session, report, () => move(session, { ...options, names }));
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
