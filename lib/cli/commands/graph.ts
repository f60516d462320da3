import { Option } from 'commander';
import { graph } from '../../toolkit/actions/graph';
import { type GraphFormat } from '../../toolkit/io/results';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';

interface GraphCommandOptions extends CommonOptions, SelectionOptions {
  readonly format: GraphFormat;
  readonly expand?: boolean;
  readonly status?: boolean;
}

/** `azstage graph` */
export const configure: ConfigureCommand = (command, deps) => {
  const formats: readonly GraphFormat[] = ['text', 'mermaid', 'dot', 'svg'];
  selectionOptions(appOptions(command), 'Stages to draw (default: all)')
    .addOption(new Option('-f, --format <format>', 'Output format').choices(formats).default('text'))
    .addOption(new Option('--status', 'Read the states and show which stages are deployed'))
    .addOption(new Option('--expand', 'Draw every stage, instead of groups of equivalent stages'))
    .addHelpText(
      'after',
      examples(
        'azstage graph',
        'azstage graph --format svg --status > stages.svg',
        "azstage graph --exclude 'tenant-*'",
      ),
    )
    .action((stages: string[], options: GraphCommandOptions) =>
      withSession(options, deps, async ({ session }) => {
        const result = await graph(session, options.format, {
          ...options,
          ...toSelection(stages, options, deps),
        });
        session.report.say('result', 'graph.result', result.graph, result);
      }),
    );
};
