import { synth } from '../../toolkit/actions/synth';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatSynth } from '../views/synth-view';

/** `azstage synth` */
export const configure: ConfigureCommand = (command, deps) => {
  appOptions(command)
    .argument('[stages...]', 'Stages in the summary (default: all)')
    .addHelpText('after', examples('azstage synth', 'azstage synth stage-data-platform --parameters redisSku=E10'))
    .action((stages: string[], options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await synth(session, stages);
        session.report.say('result', 'synth.result', formatSynth(result, style), result);
      }),
    );
};
