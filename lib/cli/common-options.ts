import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { findProjectDirectory } from '../toolkit/assembly/project-directory';
import { type IIoHost } from '../toolkit/io/io-host';
import { type SessionProps } from '../toolkit/run/session';
import { readTextFile } from '../toolkit/host/file-trouble';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type CliDeps } from './cli-deps';

/** Options of every command that reads an app. */
export interface CommonOptions {
  readonly environment?: string;
  readonly project?: string;
  readonly system?: string;
  readonly location?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Files of secret parameters by name. */
  readonly secret?: Readonly<Record<string, string>>;
  readonly app?: string;
  readonly output?: string;
  readonly appTimeout?: number;
  readonly skipSynth?: boolean;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** Flags and description of the option for the system. */
const SYSTEM = ['--system <name>', 'System in stacks/, if there are several'] as const;

/**
 * Adds the options of every command that reads an app.
 *
 * @param system flags and description of the option for the system, where it has another meaning too
 */
export function appOptions(command: Command, system: readonly [flags: string, description: string] = SYSTEM): Command {
  return command
    .addOption(setting('-e, --environment <name>', 'Environment: dev, staging, prod or one defined in environments/'))
    .addOption(setting('--project <name>', 'Project of the stages that are not shared'))
    .addOption(setting(...system))
    .addOption(setting('--location <region>', 'Azure region, such as westeurope'))
    .addOption(
      option('--parameters <name=value...>', 'Parameters of the system, such as redisSku=E10', 'Settings:').argParser(
        parameter,
      ),
    )
    .addOption(
      option(
        '--secret <name=@file...>',
        'Secret parameters, each from a file: apiKey=@key.txt (default: AZSTAGE_SECRET_<name>, or a prompt)',
        'Settings:',
      ).argParser(secretFile),
    )
    .addOption(option('-a, --app <command>', 'Command that runs the app (default: app in cdktf.json)', 'App:'))
    .addOption(
      option('-o, --output <directory>', 'Directory of the synthesized Terraform JSON (default: cdktf.out)', 'App:'),
    )
    .addOption(
      option('--app-timeout <seconds>', 'Stop the app after that time (default: never)', 'App:').argParser(seconds),
    )
    .addOption(option('--skip-synth', 'Use the output directory as it is, without synthesizing', 'App:'))
    .addOption(option('--json', 'Print every message as a line of JSON', 'Output:'))
    .addOption(option('--debug', 'Print the output of the app and of Terraform, and stack traces', 'Output:'));
}

/** Translates the options of the command line into properties of a session. */
export function sessionProps(options: CommonOptions, deps: CliDeps, ioHost: IIoHost): SessionProps {
  const { environment, project, system, location, parameters, app, output, skipSynth, debug } = options;
  const { appTimeout: appTimeLimit } = options;
  return {
    directory: app === undefined ? findProjectDirectory(deps.directory) : deps.directory,
    workingDirectory: deps.directory,
    env: deps.env,
    clock: deps.clock,
    ioHost,
    app,
    output,
    skipSynth,
    debug,
    appTimeLimit,
    settings: { environment, project, system, location, parameters },
    secrets: readSecrets(options.secret, deps.directory),
  };
}

function option(flags: string, description: string, group: string): Option {
  return new Option(flags, description).helpGroup(group);
}

/** Longest time that a timer can wait for, in seconds. */
const LONGEST = 2 ** 31 / 1000 - 1;

function seconds(text: string): number {
  const time = Number(text);
  if (text.trim() === '' || !(time > 0 && time <= LONGEST)) {
    throw new InvalidArgumentError('Allowed: a number of seconds above 0, such as 120.');
  }
  return time;
}

/** Option of a setting, which may be given once: of two values, one would have no effect. */
function setting(flags: string, description: string): Option {
  return option(flags, description, 'Settings:').argParser((value: string, before: string | undefined) => {
    if (before !== undefined) {
      throw new InvalidArgumentError(`Given twice: ${before} and ${value}.`);
    }
    return value;
  });
}

/** Parses one `name=value` and adds it to the previous ones. */
export function parameter(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected name=value. Name stages before --parameters, or after another option.');
  }
  if (name in before) {
    throw new InvalidArgumentError(`The parameter ${name} is given twice.`);
  }
  return { ...before, [name]: value };
}

/** Parses one `name=@file`. A value itself is refused: other users could read it in the list of processes. */
function secretFile(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, file] = /^([^=]+)=@(.+)$/s.exec(text) ?? [];
  if (name === undefined || file === undefined) {
    throw new InvalidArgumentError('Expected name=@file: a value on the command line could be read by others.');
  }
  if (name in before) {
    throw new InvalidArgumentError(`The secret ${name} is given twice.`);
  }
  return { ...before, [name]: file };
}

/** Content of the files of secrets, without the line break at the end. */
function readSecrets(files: Readonly<Record<string, string>> | undefined, directory: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files ?? {}).map(([name, file]) => {
      const place = path.resolve(directory, file);
      const text = readTextFile(place);
      if (text === undefined || text === '') {
        const what = text === undefined ? 'does not exist' : 'is empty';
        throw new ToolkitError('USAGE', `--secret ${name}: ${place} ${what}.`, 'Name a file with the value.');
      }
      return [name, text.replace(/\r?\n$/, '')];
    }),
  );
}
