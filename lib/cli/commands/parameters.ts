import { type Command } from 'commander';
import { parameters } from '../../toolkit/actions/parameters';
import { type CliDeps } from '../cli-deps';
import { appCommand, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatParameters } from '../views/parameters-view';

/** `azstage parameters` */
export function parametersCommand(deps: CliDeps): Command {
  return appCommand('parameters')
    .description('Show the parameters of the system, what they are set to, and by what')
    .addHelpText('after', examples('azstage parameters', 'azstage parameters --environment prod'))
    .action((options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await parameters(session);
        session.report.say('result', 'parameters.result', formatParameters(result, style), result);
      }),
    );
}
