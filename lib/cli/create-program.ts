import { Command, type CommanderError } from 'commander';
import { type CliDeps } from './cli-deps';
import { type ConfigureCommand } from './configure-command';
import { examples } from './examples';
import { type Outcome } from './outcome';
import { packageVersion } from '../toolkit/package-version';
import { Output } from './output';

/** Name, alias and description of each command; options and action are in the file of its name. */
const COMMANDS: readonly (readonly [string, string | undefined, string])[] = [
  ['list', 'ls', 'List the stages in deployment order'],
  ['graph', undefined, 'Draw the dependency graph of the stages'],
  ['synth', undefined, 'Synthesize the Terraform JSON of the stages, and print a summary'],
  ['cost', undefined, 'Estimate what the stages cost a month, before anything is deployed'],
  ['check', undefined, 'Check the stages against the policy rules, before anything is deployed'],
  ['plan', 'diff', 'Show the changes that deploy would make'],
  ['watch', undefined, 'Synthesize and plan at each change of the sources; nothing is applied'],
  ['deploy', undefined, 'Apply stages in the order of their dependencies'],
  ['up', undefined, 'Apply all stages: deploy --all'],
  ['down', 'destroy', 'Destroy stages in the reverse order of their dependencies'],
  ['import', undefined, 'Import existing Azure resources into the states of stages'],
  ['move', undefined, 'Move resources from the state of one stage to that of another'],
  ['rehearse', undefined, 'Deploy, change and destroy stages against an Azure on loopback'],
  ['show', undefined, 'Show the deployed stages'],
  ['logs', undefined, 'Show the logs of container apps, jobs and clusters, live or of the past'],
  ['verify', undefined, 'Check whether what is deployed works'],
  ['drift', undefined, 'Show the drift of the deployed stages, and its causes'],
  ['outputs', undefined, 'Show the outputs of the deployed stages'],
  ['locks', undefined, 'Show the state locks, their holders, and whether the holders are alive'],
  ['unlock', undefined, 'Release a state lock whose holder is dead'],
  ['parameters', undefined, 'Show the parameters of the system, with their values and sources'],
  ['secrets', undefined, 'List the key vault secrets of the stages, or set one'],
  ['images', undefined, 'List, build and push the images of the stages'],
  ['tenants', undefined, 'List, add and check the tenants of a platform'],
  ['doctor', undefined, 'Check Node.js, Terraform, the app, Azure, providers, backend and clock'],
  ['init', undefined, 'Create a project that uses azstage'],
  ['completion', undefined, 'Print a shell completion script for commands, options and stages'],
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
    .description(
      'Plans, applies and destroys the stages of a CDK for Terraform app (cdktf or cdktn) in the order of their dependencies.',
    )
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
    suggestWithValue(command);
  }
  return { program, outcome };
}

function load(name: string): ConfigureCommand {
  // import() does not resolve TypeScript sources in a checkout.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { configure } = require(`./commands/${name}`) as { configure: ConfigureCommand };
  return configure;
}

/** Suggests the nearest option also for one with its value in the same word: commander compares the whole word. */
function suggestWithValue(command: Command): void {
  const refusing = command as unknown as { unknownOption(flag: string): void };
  const refuse = refusing.unknownOption.bind(command);
  refusing.unknownOption = (flag) => refuse(flag.split('=', 1)[0] ?? flag);
}

function rethrow(error: CommanderError): never {
  throw error;
}

function outputOf(deps: CliDeps) {
  const out = new Output(deps.stdout, deps.env);
  const errors = new Output(deps.stderr, deps.env);
  return {
    writeOut: (text: string) => out.print(text),
    writeErr: (text: string) => errors.print(text),
    outputError: (text: string, write: (text: string) => void) => write(errors.style.bad(text)),
    getOutHelpWidth: () => out.columns ?? 100,
    getErrHelpWidth: () => errors.columns ?? 100,
  };
}
