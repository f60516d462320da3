import { type Command } from 'commander';
import { type CliDeps } from './cli-deps';
import { type Outcome } from './outcome';

/** Gives a command its options and what it does; each file in `commands/` exports one as `configure`. */
export type ConfigureCommand = (command: Command, deps: CliDeps, outcome: Outcome) => void;
