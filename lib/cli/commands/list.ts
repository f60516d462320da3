import { list } from '../../toolkit/actions/list';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatList } from '../views/list-view';

/** `azstage list` */
export const configure: ConfigureCommand = (command, deps) => {
  appOptions(command)
    .addHelpText('after', examples('azstage list', 'azstage list --environment prod --json'))
    .action((options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await list(session);
        session.report.say('result', 'list.result', formatList(result, style), result);
      }),
    );
};
