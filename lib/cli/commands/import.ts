import { type Command } from 'commander';
import type * as finder from '../../azure/import/find-resources';
import { importResources } from '../../toolkit/actions/import';
import { withReports } from '../../toolkit/report/with-reports';
import { appOptions, type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
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
import { formatRun } from '../views/run-view';
import { withSession } from '../with-session';

interface ImportCommandOptions extends CommonOptions, RunOptions, SelectionOptions {
  readonly map?: readonly string[];
  readonly importOnly?: boolean;
  readonly dryRun?: boolean;
}

/** `azstage import` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  withOwnOptions(command)
    .addHelpText(
      'after',
      examples(
        'azstage import stage-foundation --dry-run',
        'azstage import --environment beta --import-only',
        'azstage import stage-data --map azurerm_resource_group.Group_0A1B2C3D=/subscriptions/.../rg-old',
      ),
    )
    .action((stages: string[], options: ImportCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        // Completion loads every command, and should not wait for this.
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const { findResources } = require('../../azure/import/find-resources') as typeof finder;
        const { map, importOnly, dryRun, parallelism, yes, allowDataLoss, acceptState } = options;
        const selection = toSelection(stages, options, deps);
        const imported = { ...selection, map, importOnly, dryRun, parallelism, yes, allowDataLoss, acceptState };
        const result = await withReports(session, reportProps('import', options), () =>
          importResources(session, imported, findResources),
        );
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};

function withOwnOptions(command: Command): Command {
  const withSelection = selectionOptions(appOptions(command), 'Stages to import resources into (default: all)')
    .option('--map <address=id...>', 'Import ids of resources whose names are not those of the code')
    .option('--import-only', 'Refuse plans that change anything beside the state')
    .option('--dry-run', 'Look in Azure and plan, and record nothing')
    .addOption(parallelismOption())
    .addOption(reportOption())
    .addOption(acceptStateOption());
  return approvalOptions(withSelection);
}
