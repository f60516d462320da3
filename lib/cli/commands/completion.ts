import { Argument, Command } from 'commander';
import { Reporter } from '../../toolkit/io-host';
import { type CliDeps } from '../cli-deps';
import { completionScript, SHELLS, type Shell } from '../completion-script';
import { ConsoleIoHost } from '../console-io-host';
import { examples } from '../examples';

/** `azstage completion` */
export function completionCommand(deps: CliDeps): Command {
  return new Command('completion')
    .helpOption('-h, --help', 'Show help')
    .description('Print a script that completes commands, options and stages in your shell')
    .addArgument(new Argument('<shell>', 'Shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples('azstage completion bash > /etc/bash_completion.d/azstage', 'azstage completion fish | source'),
    )
    .action((shell: Shell, _options: unknown, command: Command) => {
      const script = completionScript(shell, command.parent?.commands ?? []);
      new Reporter(new ConsoleIoHost(deps)).say('result', 'completion.result', script, { shell });
    });
}
