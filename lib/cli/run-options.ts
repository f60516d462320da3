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

/** Maximum number of stages that run concurrently, or of something else. */
export function parallelismOption(description = 'Maximum number of stages that run concurrently'): Option {
  return new Option('--parallelism <number>', description).default(DEFAULT_PARALLELISM).argParser((text) => {
    const parallelism = Number(text);
    if (!Number.isInteger(parallelism) || parallelism < 1) {
      throw new InvalidArgumentError('Allowed: a whole number from 1.');
    }
    return parallelism;
  });
}

/** Stages whose state is accepted although it differs from the recorded one. */
export function acceptStateOption(): Option {
  return new Option('--accept-state <stage...>', 'Stages whose state is accepted although it was replaced or lost');
}

/** Failed Terraform checks as failures of the command. */
export function failOnChecksOption(): Option {
  return new Option('--fail-on-checks', 'Exit with 1 when a Terraform check fails');
}

/** Report files. */
export function reportOption(): Option {
  return new Option(
    '--report <file...>',
    'Write a report: .json, .xml (JUnit), .md (Markdown) or .sarif (policy findings)',
  );
}

/** Translates the report options of a command into those of the engine. */
export function reportProps(command: string, { report: files }: RunOptions): ReportProps {
  return { command, files };
}

/** Adds the options that approve in advance. */
export function approvalOptions(command: Command): Command {
  return command
    .option('-y, --yes', 'Approve without prompting, except for data loss')
    .option('--allow-data-loss <address...>', 'Addresses of resources whose data may be lost');
}

/** Adds the options that plan unchanged stages. */
export function forceOptions(command: Command): Command {
  return command
    .option('--force', 'Plan unchanged stages too')
    .option('--refresh', 'Refresh unchanged stages too, and plan what changed outside of Terraform');
}

/** Adds the options that choose what builds images. */
export function imageBuilderOptions(command: Command): Command {
  const group = 'Images:';
  return command
    .addOption(
      new Option('--builder <builder>', 'Builder of images: acr (ACR Tasks, the default) or docker (of this machine)')
        .choices(['acr', 'docker'])
        .helpGroup(group),
    )
    .addOption(
      new Option(
        '--agent-pool <name>',
        'Agent pool of the registry that ACR Tasks run on (default: that of a private registry)',
      ).helpGroup(group),
    );
}

/** Option that leaves out the images of the stages. */
export function withoutImagesOption(description: string): Option {
  return new Option('--no-build-images', description).helpGroup('Images:');
}
