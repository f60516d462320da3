import { type Command, Option } from 'commander';
import { type StageSelection } from '../toolkit/unit/stage-filter';
import { type CliDeps } from './cli-deps';

/** Options of every command that takes stages. */
export interface SelectionOptions {
  readonly exclude?: readonly string[];
  readonly lifecycle?: readonly string[];
  readonly tag?: readonly string[];
}

/** Adds the options that select stages without an argument for their names, as for `up`. */
export function filterOptions(command: Command): Command {
  return command
    .addOption(filter('--exclude <stage...>', "Leave out these stages, by name or quoted pattern: 'tenant-*'"))
    .addOption(filter('--lifecycle <lifecycle...>', 'Only stages with the lifecycle permanent, on-demand or ephemeral'))
    .addOption(filter('--tag <name=value...>', 'Only stages with these tags, such as tenant=acme'));
}

/** Adds the argument and the options that select stages. */
export function selectionOptions(command: Command, argument: string): Command {
  return filterOptions(command.argument('[stages...]', `${argument}, by name or quoted pattern: 'tenant-*'`));
}

/** Translates the argument and the options of the command line into a selection. */
export function toSelection(stages: readonly string[], options: SelectionOptions, deps: CliDeps): StageSelection {
  const { exclude, lifecycle: lifecycles, tag: tags } = options;
  return { stages, exclude, lifecycles, tags, directory: deps.directory };
}

function filter(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup('Stages:');
}
