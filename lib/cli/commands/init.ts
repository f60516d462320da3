import { Option } from 'commander';
import path from 'node:path';
import { type Core, CORES } from '../../toolkit/assembly/project-template';
import { init } from '../../toolkit/actions/init';
import { Reporter } from '../../toolkit/io/io-host';
import { type ConfigureCommand } from '../configure-command';
import { ConsoleIoHost } from '../console-io-host';
import { examples } from '../examples';
import { formatInit } from '../views/init-view';
import { packageVersion } from '../../toolkit/package-version';

interface InitCommandOptions {
  readonly name?: string;
  readonly core: Core;
  readonly json?: boolean;
}

/** `azstage init` */
export const configure: ConfigureCommand = (command, deps) => {
  command
    .helpOption('-h, --help', 'Show help')
    .argument('[directory]', 'Directory of the project (default: the current one)')
    .option('--name <name>', 'Name of the system (default: that of package.json or the directory)')
    .addOption(
      new Option('--core <package>', 'Package with the classes of apps and stacks').choices(CORES).default('cdktf'),
    )
    .option('--json', 'Print every message as a line of JSON')
    .addHelpText(
      'after',
      examples('azstage init', 'azstage init platform --name my-platform', 'azstage init --core cdktn'),
    )
    .action((directory: string | undefined, options: InitCommandOptions) => {
      const target = path.resolve(deps.directory, directory ?? '.');
      const result = init(target, { name: options.name, core: options.core, version: packageVersion() });
      const text = formatInit(result, target === deps.directory ? undefined : directory);
      new Reporter(new ConsoleIoHost(deps, options), deps.clock).say('result', 'init.result', text, result);
    });
};
