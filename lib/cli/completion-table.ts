import { type Command, type Option } from 'commander';
import { appOptions } from './common-options';

/** Values that are read from files of the project; of `files`, the shell offers the names of files. */
export type ValuesFromFiles = 'stages' | 'tags' | 'environments' | 'systems' | 'parameters' | 'files';

/** Values of an option or an argument: a list, a source, or unknown. */
export type Values = readonly string[] | ValuesFromFiles | '';

/** Option as completion knows it. */
export interface CompletedOption {
  readonly flags: readonly string[];
  readonly about: string;
  /** @default it takes no value */
  readonly values?: Values;
  /** Whether it takes all words up to the next option. */
  readonly many: boolean;
}

/** Command as completion knows it. */
export interface CompletedCommand {
  /** Name and alias. */
  readonly names: readonly string[];
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** Values of its arguments; the last one is that of all that follow. */
  readonly arguments: readonly Values[];
}

/** Command line as completion knows it. */
export interface CompletionTable {
  readonly commands: readonly CompletedCommand[];
  /** Options that may stand before the command. */
  readonly common: readonly CompletedOption[];
}

const LIFECYCLES = ['permanent', 'on-demand', 'ephemeral'];

const VALUES: Readonly<Record<string, Values>> = {
  '--environment': 'environments',
  '--confirm': 'environments',
  '--system': 'systems',
  '--parameters': 'parameters',
  '--exclude': 'stages',
  '--accept-state': 'stages',
  '--tag': 'tags',
  '--lifecycle': LIFECYCLES,
  '--output': 'files',
  '--out': 'files',
  '--plan': 'files',
  '--report': 'files',
  '--tier': ['shared', 'dedicated'],
};

/** Table of a command line. */
export function completionTable(program: Command): CompletionTable {
  const commands = program.commands.map(commandOf);
  const help: CompletedCommand = {
    names: ['help'],
    about: 'Show help for a command',
    options: [],
    arguments: [commands.flatMap(({ names: [name = ''] }) => [name]), ''],
  };
  return { commands: [...commands, help], common: appOptions(program.createCommand()).options.map(optionOf) };
}

function commandOf(command: Command): CompletedCommand {
  const help = { flags: ['-h', '--help'], about: 'Show help', many: false };
  const all = command.registeredArguments.map((argument) => argument.argChoices ?? valuesOf(argument.name()));
  const isOpen = command.registeredArguments.at(-1)?.variadic === true;
  return {
    names: [command.name(), ...command.aliases()],
    about: command.description(),
    options: [...command.options.map(optionOf), help],
    arguments: isOpen ? all : [...all, ''],
  };
}

function valuesOf(argument: string): Values {
  return /^stages?$/.test(argument) ? 'stages' : argument === 'directory' ? 'files' : '';
}

function optionOf(option: Option): CompletedOption {
  const { short, long, description: about, variadic: many, required, optional } = option;
  const flags = [short, long].filter((flag) => flag !== undefined);
  const values = option.argChoices ?? VALUES[long ?? ''] ?? '';
  return { flags, about, many, ...(required || optional ? { values } : {}) };
}
