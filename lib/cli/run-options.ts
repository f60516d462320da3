import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_PARALLELISM } from '../toolkit/scheduler';
import { type ReportProps } from '../toolkit/report/with-reports';

/** Options of commands that run Terraform. */
export interface RunOptions {
  readonly parallelism?: number;
  readonly yes?: boolean;
  readonly allowDataLoss?: string[];
  readonly force?: boolean;
  readonly refresh?: boolean;
  readonly report?: string[];
  readonly acceptState?: string[];
  readonly failOnChecks?: boolean;
}

/** Maximum number of stages that run concurrently. */
export function parallelismOption(): Option {
  return new Option('--parallelism <number>', 'How many stages run at once')
    .default(DEFAULT_PARALLELISM)
    .argParser((text) => {
      const parallelism = Number(text);
      if (!Number.isInteger(parallelism) || parallelism < 1) {
        throw new InvalidArgumentError('It is a whole number from 1.');
      }
      return parallelism;
    });
}

/** Stages whose state is accepted although it differs from the recorded one. */
export function acceptStateOption(): Option {
  return new Option(
    '--accept-state <stage...>',
    'Stages whose state is right as it is, although it is another or gone',
  );
}

/** Failed Terraform checks as failures of the command. */
export function failOnChecksOption(): Option {
  return new Option('--fail-on-checks', 'End with 1 when a check of Terraform does not pass');
}

/** Report files. */
export function reportOption(): Option {
  return new Option('--report <file...>', 'Write a report: .json, .xml for JUnit, or .md for Markdown');
}

/** Translates the report options of a command into those of the engine. */
export function reportProps(command: string, { report: files }: RunOptions): ReportProps {
  return { command, files };
}

/** Adds the options that approve in advance. */
export function approvalOptions(command: Command): Command {
  return command
    .option('-y, --yes', 'Ask nothing, except where data would be lost')
    .option('--allow-data-loss <address...>', 'Resources whose data may be lost');
}

/** Adds the options that plan unchanged stages. */
export function forceOptions(command: Command): Command {
  return command
    .option('--force', 'Plan stages that did not change as well')
    .option('--refresh', 'Compare stages that did not change with what is really there');
}
