import { Argument, InvalidArgumentError, Option } from 'commander';
import { CI_SYSTEMS, type CiSystem } from '../../pipeline/pipeline';
import type * as writer from '../../pipeline/write-pipeline';
import { type WritePipelineOptions } from '../../pipeline/write-pipeline';
import { appOptions, type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { examples } from '../examples';
import { formatPipeline } from '../views/pipeline-view';
import { withSession } from '../with-session';

interface PipelineCommandOptions extends CommonOptions, Omit<WritePipelineOptions, 'system' | 'driftAt' | 'runners'> {
  /** False with `--no-drift`. */
  readonly drift?: boolean;
  readonly driftAt?: string;
  readonly runner?: readonly string[];
}

/** `azstage pipeline` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  appOptions(command)
    .addArgument(new Argument('<system>', 'CI system').choices(CI_SYSTEMS))
    .option('--environments <names>', 'Environments in the order of deployment, separated by commas', list)
    .addOption(new Option('--per <unit>', 'Jobs of a deployment').choices(['stage', 'layer']).default('stage'))
    .option('--branch <name>', 'Branch that is deployed (default: main)')
    .option('--drift-at <cron>', 'Schedule of the check for drift, in UTC (default: "0 5 * * *")')
    .option('--no-drift', 'Leave out the check for drift')
    .option('--down-at <cron>', 'Schedule that destroys on-demand and ephemeral stages, in UTC')
    .option('--up-at <cron>', 'Schedule that deploys them again, in UTC')
    .option('--runner <[stage=]label...>', "Runner of a stage, of all that need the network, or with '*=' of all jobs")
    .option('--plan-runner <label>', 'Runner of the jobs that plan and destroy (default: that of the stages)')
    .option('--node-version <version>', 'Version of Node.js')
    .option('--terraform-version <version>', 'Version of Terraform')
    .option('--out <directory>', 'Directory that the files are written to (default: root of the git repository)')
    .option('--check', 'Compare the files with the stages, write nothing, and exit with 1 when they differ')
    .option('--dry-run', 'Print the files, and write nothing')
    .option('--force', 'Overwrite files that azstage did not write')
    .addHelpText(
      'after',
      examples(
        'azstage pipeline github --environments dev,prod',
        "azstage pipeline github --runner vnet --down-at '0 20 * * 1-5' --up-at '0 6 * * 1-5'",
        'azstage pipeline gitlab --per layer --dry-run',
        'azstage pipeline azure-devops --check',
      ),
    )
    .action((system: CiSystem, options: PipelineCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        // Completion loads every command, and should not wait for this.
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const { writePipeline } = require('../../pipeline/write-pipeline') as typeof writer;
        const { result, exitCode } = await writePipeline(session, toPipelineOptions(system, options));
        session.report.say('result', 'pipeline.result', formatPipeline(result, style), result);
        outcome.exitCode = exitCode;
      }),
    );
};

function toPipelineOptions(system: CiSystem, options: PipelineCommandOptions): WritePipelineOptions {
  const { drift, driftAt, runner: runners, environments, per, branch, downAt, upAt, planRunner } = options;
  const { nodeVersion, terraformVersion, out, check, dryRun, force } = options;
  return {
    ...{ system, environments, per, branch, downAt, upAt, runners, planRunner, nodeVersion, terraformVersion },
    ...{ driftAt: drift === false ? false : driftAt, out, check, dryRun, force },
  };
}

function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw new InvalidArgumentError('Expected names, separated by commas: dev,prod.');
  }
  return names;
}
