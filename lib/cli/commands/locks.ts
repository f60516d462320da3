import { locks } from '../../toolkit/actions/locks';
import { ExitCode } from '../../toolkit/exit-code';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatLocks } from '../views/locks-view';

/** `azstage locks` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  appOptions(command)
    .argument('[stages...]', 'Stages to check (default: all)')
    .addHelpText('after', examples('azstage locks', 'azstage locks stage-data-platform --environment prod'))
    .action((stages: string[], options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await locks(session, stages);
        session.report.say('result', 'locks.result', formatLocks(result, style), result);
        const isComplete = result.stages.every((stage) => stage.status !== 'unclear');
        outcome.exitCode = isComplete ? ExitCode.DONE : ExitCode.FAILED;
      }),
    );
};
