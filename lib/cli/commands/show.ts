import { Option } from 'commander';
import { history, show, showWithDrift } from '../../toolkit/actions/show';
import { withShowPages } from '../../toolkit/report/show-page';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatHistory, formatShow } from '../views/show-view';

interface ShowCommandOptions extends CommonOptions, SelectionOptions {
  readonly all?: boolean;
  readonly drift?: boolean;
  readonly history?: boolean;
  readonly report?: string[];
}

/** `azstage show` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  selectionOptions(appOptions(command), 'Stages to show with resources and outputs (default: an overview of all)')
    .option('--all', 'Show all stages with resources and outputs')
    .option('--drift', 'Show drift too')
    .option('--history', 'Show the past runs in this directory')
    .addOption(new Option('--report <file...>', 'Write a page: .html').conflicts('history'))
    .addHelpText(
      'after',
      examples(
        'azstage show stage-data-platform',
        'azstage show --all --environment prod',
        "azstage show 'tenant-*'",
        'azstage show --drift --report app.html',
      ),
    )
    .action((stages: string[], options: ShowCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        if (options.history === true) {
          const result = history(session);
          session.report.say('result', 'history.result', formatHistory(result, style), result);
        } else {
          const read = options.drift === true ? showWithDrift : show;
          const result = await withShowPages(session, options.report ?? [], () =>
            read(session, toSelection(stages, options, deps)),
          );
          const isDetailed = stages.length > 0 || options.all === true;
          const text = formatShow(result, { isDetailed, options: session.project.commandLineOptions }, style);
          session.report.say('result', 'show.result', text, result);
          outcome.exitCode = result.drift?.exitCode ?? outcome.exitCode;
        }
      }),
    );
};
