import { watch } from '../../toolkit/actions/watch';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { forceOptions, parallelismOption, type RunOptions } from '../run-options';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';

/** `azstage watch` */
export const configure: ConfigureCommand = (command, deps) => {
  const ready = selectionOptions(appOptions(command), 'Stages to plan (default: all)').addOption(parallelismOption());
  forceOptions(ready)
    .addHelpText(
      'after',
      examples('azstage watch', 'azstage watch stage-data-platform -e staging', 'azstage watch --json'),
    )
    .action((stages: string[], options: CommonOptions & RunOptions & SelectionOptions) =>
      withSession(options, deps, async ({ session }) => {
        if (options.skipSynth === true) {
          throw new ToolkitError('USAGE', 'watch synthesizes at each change: --skip-synth cannot be given.');
        }
        const { parallelism, force, refresh } = options;
        await watch(session, { parallelism, force, refresh, ...toSelection(stages, options, deps) });
      }),
    );
};
