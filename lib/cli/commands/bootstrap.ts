import { type Command, Option } from 'commander';
import type * as azure from '../../azure/bootstrap/bootstrap';
import { ExitCode } from '../../toolkit/exit-code';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { isSuccess } from '../../toolkit/unit/stage-outcome';
import { appOptions, type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { examples } from '../examples';
import { formatBootstrap } from '../views/bootstrap-view';
import { withSession } from '../with-session';

interface BootstrapCommandOptions extends CommonOptions, Omit<azure.BootstrapOptions, 'github'> {
  readonly github?: string;
  /** Ids, or false for `--no-github-ids`; true where neither is given. */
  readonly githubIds?: string | boolean;
}

/** `azstage bootstrap` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  withOwnOptions(appOptions(command))
    .addHelpText(
      'after',
      examples(
        'azstage bootstrap --environment prod --dry-run',
        'azstage bootstrap --environment prod --allow-ip 203.0.113.7 --migrate-state',
        'azstage bootstrap --environment prod --github acme/shop --lock',
      ),
    )
    .action((options: BootstrapCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        // Completion loads every command, and should not wait for this.
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const { bootstrap } = require('../../azure/bootstrap/bootstrap') as typeof azure;
        const { github, githubIds, ...rest } = options;
        const result = await bootstrap(session, { ...rest, github: gitHubOf(github, githubIds) });
        session.report.say('result', 'bootstrap.result', formatBootstrap(result, style), result);
        const isDone = (result.moved ?? []).every((each) => isSuccess(each.result));
        outcome.exitCode = session.interruption.happened
          ? ExitCode.INTERRUPTED
          : isDone
            ? ExitCode.DONE
            : ExitCode.FAILED;
      }),
    );
};

function withOwnOptions(command: Command): Command {
  const place = 'Storage account:';
  const github = 'GitHub:';
  const option = (flags: string, description: string, group: string) => new Option(flags, description).helpGroup(group);
  return command
    .addOption(option('--storage-account <name>', 'Name of the storage account (default: derived)', place))
    .addOption(option('--resource-group <name>', 'Name of its resource group (default: derived)', place))
    .addOption(option('--container <name>', 'Name of the container (default: tfstate)', place))
    .addOption(
      option('--allow-ip <address...>', 'Public addresses that reach it (default: private endpoints alone)', place),
    )
    .addOption(
      option('--principal <id>', 'Object id of who reads and writes states (default: who is signed in)', place),
    )
    .addOption(option('--lock', 'Lock it against deletion', place))
    .addOption(
      option('--github <owner/repository>', 'Make the identity that pipelines of the repository deploy as', github),
    )
    .addOption(
      option('--github-ids <owner-id/repository-id>', 'Ids of an immutable subject (default: ask GitHub)', github),
    )
    .addOption(option('--no-github-ids', 'The subjects of the repository have names alone', github))
    .option('--migrate-state', 'Move local states there')
    .option('--dry-run', 'Look in Azure, and change nothing')
    .option('-y, --yes', 'Approve what is made without prompting');
}

/** @throws ToolkitError for ids without a repository */
function gitHubOf(repository: string | undefined, ids: string | boolean | undefined): azure.BootstrapOptions['github'] {
  const given = ids === true ? undefined : ids;
  if (repository !== undefined) {
    return { repository, ids: given };
  }
  if (given !== undefined) {
    throw new ToolkitError('USAGE', '--github-ids and --no-github-ids are about --github.', 'Add --github.');
  }
  return undefined;
}
