import { type Command, Option } from 'commander';
import { graph, type GraphFormat } from '../../toolkit/actions/graph';
import { type CliDeps } from '../cli-deps';
import { appCommand, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';

interface GraphCommandOptions extends CommonOptions {
  readonly format: GraphFormat;
}

/** `azstage graph` */
export function graphCommand(deps: CliDeps): Command {
  const formats: readonly GraphFormat[] = ['text', 'mermaid', 'dot', 'svg'];
  return appCommand('graph')
    .description('Draw the stages with their dependencies')
    .addOption(new Option('-f, --format <format>', 'How it is drawn').choices(formats).default('text'))
    .addHelpText('after', examples('azstage graph', 'azstage graph --format svg > stages.svg'))
    .action((options: GraphCommandOptions) =>
      withSession(options, deps, async ({ session }) => {
        const result = await graph(session, options.format);
        session.report.say('result', 'graph.result', result.graph, result);
      }),
    );
}
