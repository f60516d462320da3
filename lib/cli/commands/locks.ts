import { locks } from '../../toolkit/actions/locks';
import { ExitCode } from '../../toolkit/exit-code';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatLocks } from '../views/locks-view';

/** `azstage locks` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  selectionOptions(appOptions(command), 'Stages to check (default: all)')
    .addHelpText(
      'after',
      examples('azstage locks', 'azstage locks stage-data-platform --environment prod', "azstage locks 'tenant-*'"),
    )
    .action((stages: string[], options: CommonOptions & SelectionOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await locks(session, toSelection(stages, options, deps));
        session.report.say('result', 'locks.result', formatLocks(result, style), result);
        const isComplete = result.stages.every((stage) => stage.status !== 'unclear');
        outcome.exitCode = isComplete ? ExitCode.DONE : ExitCode.FAILED;
      }),
    );
};
