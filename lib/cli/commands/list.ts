import { list } from '../../toolkit/actions/list';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatList } from '../views/list-view';

/** `azstage list` */
export const configure: ConfigureCommand = (command, deps) => {
  selectionOptions(appOptions(command), 'Stages to list (default: all)')
    .addHelpText('after', examples('azstage list', 'azstage list --environment prod --json', "azstage list 'tenant-*'"))
    .action((stages: string[], options: CommonOptions & SelectionOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await list(session, toSelection(stages, options, deps));
        session.report.say('result', 'list.result', formatList(result, style), result);
      }),
    );
};
