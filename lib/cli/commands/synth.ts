import { synth } from '../../toolkit/actions/synth';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatSynth } from '../views/synth-view';

/** `azstage synth` */
export const configure: ConfigureCommand = (command, deps) => {
  selectionOptions(appOptions(command), 'Stages in the summary (default: all)')
    .addHelpText('after', examples('azstage synth', 'azstage synth stage-data-platform --parameters redisSku=E10'))
    .action((stages: string[], options: CommonOptions & SelectionOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await synth(session, toSelection(stages, options, deps));
        session.report.say('result', 'synth.result', formatSynth(result, style), result);
      }),
    );
};
