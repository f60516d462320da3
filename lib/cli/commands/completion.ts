import { Argument, type Command } from 'commander';
import { Reporter } from '../../toolkit/io/io-host';
import { type ConfigureCommand } from '../configure-command';
import { completionScript, SHELLS, type Shell } from '../completion-script';
import { ConsoleIoHost } from '../console-io-host';
import { examples } from '../examples';

/** `azstage completion` */
export const configure: ConfigureCommand = (command, deps) => {
  command
    .helpOption('-h, --help', 'Show help')
    .addArgument(new Argument('<shell>', 'Shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples('azstage completion bash > /etc/bash_completion.d/azstage', 'azstage completion fish | source'),
    )
    .action((shell: Shell, _options: unknown, command: Command) => {
      const script = completionScript(shell, command.parent ?? command);
      new Reporter(new ConsoleIoHost(deps), deps.clock).say('result', 'completion.result', script, { shell });
    });
};
