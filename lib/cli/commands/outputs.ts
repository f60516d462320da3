import { outputs } from '../../toolkit/actions/outputs';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatOutputs } from '../views/show-view';

interface OutputsCommandOptions extends CommonOptions, SelectionOptions {
  readonly sensitive?: boolean;
}

/** `azstage outputs` */
export const configure: ConfigureCommand = (command, deps) => {
  selectionOptions(appOptions(command), 'Stages whose outputs are shown (default: all)')
    .option('--sensitive', 'Show sensitive values')
    .addHelpText(
      'after',
      examples('azstage outputs', 'azstage outputs stage-agent-runtime --json', "azstage outputs 'tenant-*'"),
    )
    .action((stages: string[], options: OutputsCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await outputs(session, {
          ...toSelection(stages, options, deps),
          sensitive: options.sensitive,
        });
        session.report.say('result', 'outputs.result', formatOutputs(result, style), result);
      }),
    );
};
