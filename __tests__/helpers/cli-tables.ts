import { type Command, type Option } from 'commander';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { appOptions } from '../../lib/cli/common-options';
import { createProgram } from '../../lib/cli/create-program';
import { prettierTable } from './markdown';

/** The command line with the options of all its commands; completion loads them all. */
export function wholeProgram(): Command {
  return programFor(['completion']);
}

/** The command line that is about to parse some arguments, with an environment of its own. */
export function programFor(args: readonly string[]): Command {
  const deps = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    directory: process.cwd(),
    signals: new EventEmitter(),
  };
  return createProgram(deps, args).program;
}

/** Tables of docs/cli.md that the command line itself yields, by name, as prettier formats them. */
export function cliTables(): Readonly<Record<string, string>> {
  const program = wholeProgram();
  const common = appOptions(program.createCommand()).options;
  return {
    commands: table(['command', 'description'], program.commands.map(commandRow)),
    'common options': table(
      ['option', 'description'],
      common.map((option) => [flagsOf(option), textOf(program, option)]),
    ),
    'other options': table(['option', 'commands', 'description'], otherOptions(program, common)),
  };
}

function commandRow(command: Command): string[] {
  const [alias] = command.aliases();
  const words = ['azstage', command.name(), ...command.registeredArguments.map(argumentOf)];
  const name = `${code(words.join(' '))}${alias === undefined ? '' : ` (${code(alias)})`}`;
  return [name, command.description()];
}

function argumentOf(argument: Command['registeredArguments'][number]): string {
  const name = argument.argChoices?.join('|') ?? `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** Options of single commands with the commands that have them, in the order in which they are found. */
function otherOptions(program: Command, common: readonly Option[]): string[][] {
  const known = new Set(common.map((option) => option.flags));
  const rows = new Map<string, { readonly cells: readonly string[]; readonly commands: string[] }>();
  for (const command of program.commands) {
    for (const option of command.options.filter(({ flags }) => !known.has(flags))) {
      const cells = [flagsOf(option), textOf(command, option)];
      const row = rows.get(cells.join('\n')) ?? { cells, commands: [] };
      row.commands.push(code(command.name()));
      rows.set(cells.join('\n'), row);
    }
  }
  return [...rows.values()].map(({ cells: [flags = '', text = ''], commands }) => [flags, commands.join(' '), text]);
}

function flagsOf({ flags }: Option): string {
  const [, short, rest = flags] = /^(-\w), (.*)$/.exec(flags) ?? [];
  return short === undefined ? code(rest) : `${code(short)}, ${code(rest)}`;
}

function textOf(command: Command, option: Option): string {
  // Markdown takes what is in angle brackets or between asterisks as markup.
  return command.createHelp().optionDescription(option).replaceAll(/[<*]/g, '\\$&');
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return prettierTable([headings, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|'))));
}
