import { type Command, InvalidArgumentError } from 'commander';
import { type Fault, parseFault } from '../../rehearsal/faults';
import type * as engine from '../../rehearsal/rehearse';
import { type RehearsalResult } from '../../rehearsal/rehearsal-result';
import { withReports } from '../../toolkit/report/with-reports';
import { appOptions, type CommonOptions, parameter } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { examples } from '../examples';
import { parallelismOption, reportOption, reportProps, type RunOptions } from '../run-options';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { formatRehearsal } from '../views/rehearsal-view';
import { withSession } from '../with-session';

interface RehearseCommandOptions extends CommonOptions, SelectionOptions, Pick<RunOptions, 'parallelism' | 'report'> {
  readonly all?: boolean;
  readonly keep?: boolean;
  readonly down?: boolean;
  readonly change?: Readonly<Record<string, string>>;
  readonly fault?: readonly Fault[];
  readonly seed?: number;
}

/** `azstage rehearse` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  withOwnOptions(command)
    .addHelpText(
      'after',
      examples(
        'azstage rehearse --all',
        'azstage rehearse stage-foundation --environment prod',
        'azstage rehearse --all --down --change redisSku=Balanced_B5',
        'azstage rehearse --all --fault 429:0.1 drop --seed 7 --report rehearsal.xml',
      ),
    )
    .action((stages: string[], options: RehearseCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        // Completion loads every command, and should not wait for this.
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const { rehearse } = require('../../rehearsal/rehearse') as typeof engine;
        const { all, keep, down, change, parallelism, fault: faults, seed } = options;
        const selection = toSelection(stages, options, deps);
        const rehearsed = { ...selection, all, keep, down, change, parallelism, faults, seed };
        const result = (await withReports(session, reportProps('rehearse', options), () =>
          rehearse(session, rehearsed),
        )) as RehearsalResult;
        session.report.say('result', 'run.result', formatRehearsal(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};

function withOwnOptions(command: Command): Command {
  return selectionOptions(appOptions(command), 'Stages to rehearse, with their dependencies (default: all)')
    .option('--all', 'Rehearse all stages')
    .option('--down', 'Also destroy on-demand and ephemeral stages, and deploy them again')
    .option('--change <name=value...>', 'Parameters to change after the deployment', parameter)
    .option('--keep', 'Keep the private directory with the Terraform JSON, the states and the logs')
    .option('--fault <fault...>', 'Faults on purpose, with the share of requests: 429:0.1, conflict, slow, drop', fault)
    .option('--seed <number>', 'Number that the faults follow from (default: 1)', wholeNumber)
    .addOption(parallelismOption())
    .addOption(reportOption());
}

function fault(text: string, before: readonly Fault[] = []): readonly Fault[] {
  return [...before, parseFault(text)];
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number)) {
    throw new InvalidArgumentError('Allowed: a whole number.');
  }
  return number;
}
