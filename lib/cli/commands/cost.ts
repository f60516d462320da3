import { Option } from 'commander';
import { cost } from '../../toolkit/actions/cost';
import { type CostFormat } from '../../toolkit/io/cost-result';
import { costMarkdown } from '../../toolkit/report/cost-markdown';
import { costSvg } from '../../toolkit/graph/cost-svg';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { CURRENCIES, livePricing } from '../live-pricing';
import { examples } from '../examples';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { type Style } from '../style';
import { formatCost } from '../views/cost-view';
import { withSession } from '../with-session';

interface CostCommandOptions extends CommonOptions, SelectionOptions {
  readonly all?: boolean;
  readonly usage?: string;
  readonly compare?: readonly string[];
  readonly format: CostFormat;
  readonly failOverBudget?: boolean;
  readonly live?: boolean;
  readonly currency?: string;
}

/** `azstage cost` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const formats: readonly CostFormat[] = ['text', 'markdown', 'svg'];
  selectionOptions(appOptions(command), 'Stages to price (default: all)')
    .addOption(new Option('--all', 'Price all stages, which is the default').helpGroup('Stages:'))
    .option('--usage <file>', 'Expected usage, such as tokens and GB of logs (default: usage.json beside cdktf.json)')
    .addOption(
      new Option('--compare <environment...>', 'Compare two environments: --compare dev prod').conflicts([
        'environment',
        'skipSynth',
      ]),
    )
    .addOption(new Option('-f, --format <format>', 'Output format').choices(formats).default('text'))
    .option('--live', 'Take the prices that Azure publishes now, and show which differ (needs a network, no sign-in)')
    .addOption(new Option('--currency <code>', 'Currency of live prices (default: USD)').choices(CURRENCIES))
    .option('--fail-over-budget', 'Exit with 6 when a stage is over its budget')
    .addHelpText(
      'after',
      examples(
        'azstage cost',
        'azstage cost stage-data-platform --environment prod',
        'azstage cost --compare dev prod',
        'azstage cost --live --currency EUR',
        'azstage cost --format svg > cost.svg',
      ),
    )
    .action((stages: string[], options: CostCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const { usage, compare, failOverBudget } = options;
        const selection = toSelection(stages, options, deps);
        const live = livePricing(session, options);
        const { result, exitCode } = await cost(session, { ...selection, usage, compare, failOverBudget, live });
        session.report.say('result', 'cost.result', drawn(options.format, style)(result), result);
        outcome.exitCode = exitCode;
      }),
    );
};

function drawn(format: CostFormat, style: Style) {
  switch (format) {
    case 'text':
      return (result: Parameters<typeof formatCost>[0]) => formatCost(result, style);
    case 'markdown':
      return costMarkdown;
    case 'svg':
      return costSvg;
  }
}
