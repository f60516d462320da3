import { type Command } from 'commander';
import { synth } from '../../toolkit/actions/synth';
import { type CliDeps } from '../cli-deps';
import { appCommand, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatSynth } from '../views/synth-view';

/** `azstage synth` */
export function synthCommand(deps: CliDeps): Command {
  return appCommand('synth')
    .description('Write the Terraform JSON of the stages, and say what is in it')
    .argument('[stages...]', 'Stages to tell about (default: all)')
    .addHelpText('after', examples('azstage synth', 'azstage synth stage-data-platform --parameters redisSku=E10'))
    .action((stages: string[], options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await synth(session, stages);
        session.report.say('result', 'synth.result', formatSynth(result, style), result);
      }),
    );
}
