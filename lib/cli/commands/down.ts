import { type Command } from 'commander';
import { down } from '../../toolkit/actions/down';
import { type CliDeps } from '../cli-deps';
import { appCommand, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type Outcome } from '../outcome';
import { approvalOptions, parallelismOption, type RunOptions } from '../run-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface DownCommandOptions extends CommonOptions, RunOptions {
  readonly all?: boolean;
  readonly cascade?: boolean;
  readonly allowPermanent?: boolean;
  readonly confirm?: string;
}

/** `azstage down` */
export function downCommand(deps: CliDeps, outcome: Outcome): Command {
  const command = appCommand('down')
    .alias('destroy')
    .description('Destroy stages, those that need others first')
    .argument('[stages...]', 'Stages to destroy')
    .option('--all', 'Destroy all stages')
    .option('--cascade', 'Destroy what needs the stages as well')
    .option('--allow-permanent', 'Destroy permanent stages too')
    .option('--confirm <environment>', 'Name of a protected environment, where nobody is there to type it')
    .addOption(parallelismOption());
  return approvalOptions(command)
    .addHelpText(
      'after',
      examples('azstage down stage-data-ingestion', 'azstage down stage-ai-services --cascade --yes'),
    )
    .action((stages: string[], options: DownCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await down(session, { ...options, stages });
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
}
