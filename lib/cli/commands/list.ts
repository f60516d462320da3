import { type Command } from 'commander';
import { list } from '../../toolkit/actions/list';
import { type CliDeps } from '../cli-deps';
import { appCommand, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatList } from '../views/list-view';

/** `azstage list` */
export function listCommand(deps: CliDeps): Command {
  return appCommand('list')
    .alias('ls')
    .description('List the stages in the order in which they are deployed')
    .addHelpText('after', examples('azstage list', 'azstage list --environment prod --json'))
    .action((options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await list(session);
        session.report.say('result', 'list.result', formatList(result, style), result);
      }),
    );
}
