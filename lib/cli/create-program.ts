import { Command, type CommanderError } from 'commander';
import { type CliDeps } from './cli-deps';
import { type Outcome } from './outcome';
import { packageVersion } from './package-version';
import { Style } from './style';
import { examples } from './examples';
import { completionCommand } from './commands/completion';
import { deployCommand, upCommand } from './commands/deploy';
import { doctorCommand } from './commands/doctor';
import { downCommand } from './commands/down';
import { graphCommand } from './commands/graph';
import { initCommand } from './commands/init';
import { listCommand } from './commands/list';
import { outputsCommand } from './commands/outputs';
import { parametersCommand } from './commands/parameters';
import { planCommand } from './commands/plan';
import { showCommand } from './commands/show';
import { synthCommand } from './commands/synth';

/** One subcommand, ready to be added. */
export type CommandFactory = (deps: CliDeps, outcome: Outcome) => Command;

const COMMANDS: readonly CommandFactory[] = [
  listCommand,
  graphCommand,
  synthCommand,
  planCommand,
  deployCommand,
  upCommand,
  downCommand,
  showCommand,
  outputsCommand,
  parametersCommand,
  doctorCommand,
  initCommand,
  completionCommand,
];

/**
 * Declares the command line.
 */
export function createProgram(deps: CliDeps): { readonly program: Command; readonly outcome: Outcome } {
  const outcome: Outcome = { exitCode: 0 };
  const program = new Command('azstage')
    .description('Plans, applies and destroys the stages of an app of cdktf or cdktn, each on its own, in order.')
    .version(packageVersion(), '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .showSuggestionAfterError()
    .addHelpText('after', examples('azstage synth', 'azstage deploy stage-foundation'));
  for (const make of COMMANDS) {
    program.addCommand(make(deps, outcome));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride(rethrow).configureOutput(outputOf(deps));
  }
  return { program, outcome };
}

function rethrow(error: CommanderError): never {
  throw error;
}

function outputOf(deps: CliDeps) {
  const style = Style.of(deps.stderr, deps.env);
  return {
    writeOut: (text: string) => void deps.stdout.write(text),
    writeErr: (text: string) => void deps.stderr.write(text),
    outputError: (text: string, write: (text: string) => void) => write(style.bad(text)),
    getOutHelpWidth: () => deps.stdout.columns ?? 100,
    getErrHelpWidth: () => deps.stderr.columns ?? 100,
  };
}
