import { Command, type CommanderError } from 'commander';
import { type CliDeps } from './cli-deps';
import { type ConfigureCommand } from './configure-command';
import { examples } from './examples';
import { type Outcome } from './outcome';
import { packageVersion } from '../toolkit/package-version';
import { Style } from './style';

/** Name, alias and description of each command; options and action are in the file of its name. */
const COMMANDS: readonly (readonly [string, string | undefined, string])[] = [
  ['list', 'ls', 'List the stages in the order in which they are deployed'],
  ['graph', undefined, 'Draw the stages with their dependencies'],
  ['synth', undefined, 'Write the Terraform JSON of the stages, and say what is in it'],
  ['plan', 'diff', 'Show what deploy would change'],
  ['deploy', undefined, 'Apply stages in the order of their dependencies'],
  ['up', undefined, 'Apply all stages: deploy --all'],
  ['down', 'destroy', 'Destroy stages, those that need others first'],
  ['show', undefined, 'Show what is deployed'],
  ['drift', undefined, 'Show what is deployed and not as it should be, and why'],
  ['outputs', undefined, 'Show the outputs of what is deployed'],
  ['locks', undefined, 'Show which states are locked, by whom, and whether they are still there'],
  ['unlock', undefined, 'Release the lock of a state whose holder is gone'],
  ['parameters', undefined, 'Show the parameters of the system, what they are set to, and by what'],
  ['doctor', undefined, 'Check Node.js, Terraform, the app, Azure, providers, backend and clock'],
  ['init', undefined, 'Write a new project that imports azstage'],
  ['completion', undefined, 'Print a script that completes commands, options and stages in your shell'],
];

/**
 * Declares the command line. Only the command that the arguments name is loaded, so that `--help` is instant; `completion` needs all.
 *
 * @param args the arguments that are about to be parsed
 */
export function createProgram(
  deps: CliDeps,
  args: readonly string[],
): { readonly program: Command; readonly outcome: Outcome } {
  const outcome: Outcome = { exitCode: 0 };
  const program = new Command('azstage')
    .description('Plans, applies and destroys the stages of an app of cdktf or cdktn, each on its own, in order.')
    .version(packageVersion(), '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .showSuggestionAfterError()
    .addHelpText('after', examples('azstage synth', 'azstage deploy stage-foundation'));
  program.hook('preAction', (_, command) => {
    outcome.command = command.name();
  });
  for (const [name, alias, description] of COMMANDS) {
    const command = program.command(name).description(description).helpOption('-h, --help', 'Show help');
    if (alias !== undefined) {
      command.alias(alias);
    }
    if ([name, alias, 'completion'].some((word) => word !== undefined && args.includes(word))) {
      load(name)(command, deps, outcome);
    }
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride(rethrow).configureOutput(outputOf(deps));
  }
  return { program, outcome };
}

function load(name: string): ConfigureCommand {
  // import() does not resolve TypeScript sources in a checkout.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { configure } = require(`./commands/${name}`) as { configure: ConfigureCommand };
  return configure;
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
