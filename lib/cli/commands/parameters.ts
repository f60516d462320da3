import { parameters } from '../../toolkit/actions/parameters';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatParameters } from '../views/parameters-view';

/** `azstage parameters` */
export const configure: ConfigureCommand = (command, deps) => {
  appOptions(command)
    .addHelpText('after', examples('azstage parameters', 'azstage parameters --environment prod'))
    .action((options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await parameters(session);
        session.report.say('result', 'parameters.result', formatParameters(result, style), result);
      }),
    );
};
