import { InvalidArgumentError, Option } from 'commander';
import type * as engine from '../../logs/logs';
import { type LogLine } from '../../toolkit/io/log-line';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { formatLogLine } from '../views/log-line-view';
import { withSession } from '../with-session';

/** Lines that can be asked for: Log Analytics answers with 500,000 rows, and less of long ones. */
const MOST = 100_000;

/** The option for the system, whose name other log commands have for such events. */
const SYSTEM = ['--system [name]', 'System in stacks/, if there are several; without a name, as --events'] as const;

interface LogsCommandOptions extends Omit<CommonOptions, 'system'> {
  readonly follow?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly tail?: number;
  readonly events?: boolean;
  readonly system?: string | true;
}

/** `azstage logs` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  appOptions(command, SYSTEM)
    .argument('<stage>', "Stage whose logs are shown, by name or quoted pattern: 'tenant-*'")
    .argument(
      '[name]',
      'Container app, job or Kubernetes cluster, by its name in Azure or the path of its construct (default: all)',
    )
    .option('-f, --follow', 'Wait for new lines, and follow new replicas, until Ctrl-C')
    .option('--since <time>', 'Lines from that time on, from Log Analytics: 15m, 1h, 2d or 2026-01-02T03:04:05Z')
    .addOption(
      new Option('--until <time>', 'Lines up to that time, from Log Analytics; a time as for --since').conflicts(
        'follow',
      ),
    )
    .option('--tail <lines>', 'Number of the newest lines of each container (default: 20; with --since all)', lines)
    .option('--events', 'Events of Container Apps or Kubernetes in place of what the containers write')
    .addHelpText(
      'after',
      examples(
        'azstage logs stage-agent-runtime',
        'azstage logs stage-agent-runtime --follow --tail 100',
        'azstage logs stage-agent-runtime agent-api --since 1h --environment prod',
        'azstage logs stage-data-ingestion --events --since 2d --until 1d',
        'azstage logs stage-agent-runtime --follow --json',
      ),
    )
    .action((stage: string, app: string | undefined, { system, ...options }: LogsCommandOptions) =>
      withSession({ ...options, system: system === true ? undefined : system }, deps, async ({ session, style }) => {
        // Completion loads every command, and should not wait for this.
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const { logs } = require('../../logs/logs') as typeof engine;
        const { follow, since, until, tail, events } = options;
        const view = { isWithStage: /[*?]/.test(stage), isWithApp: app === undefined };
        const onLine = (line: LogLine) =>
          session.report.about(line.stage).say('result', 'logs.line', formatLogLine(line, view, style), line);
        // `azstage logs --follow | head` has nobody to write to any more.
        deps.stdout.once('error', () => session.interruption.interrupt());
        outcome.exitCode = await logs(session, {
          ...{ stage, app, follow, since, until, tail, onLine },
          events: events === true || system === true,
          directory: deps.directory,
        });
      }),
    );
};

function lines(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > MOST) {
    throw new InvalidArgumentError(`Allowed: a whole number from 0 to ${MOST}.`);
  }
  return number;
}
