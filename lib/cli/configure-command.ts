import { type Command } from 'commander';
import { type CliDeps } from './cli-deps';
import { type Outcome } from './outcome';

/** Adds options and action to a command; each file in `commands/` exports one as `configure`. */
export type ConfigureCommand = (command: Command, deps: CliDeps, outcome: Outcome) => void;
