import { type ConfigureCommand } from '../configure-command';
import { type DeployCommandOptions, deployOptions } from '../deploy-options';
import { examples } from '../examples';
import { filterOptions } from '../selection-options';
import { runDeploy } from './deploy';

/** `azstage up`: all stages. */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  deployOptions(filterOptions(command))
    .addHelpText(
      'after',
      examples('azstage up', 'azstage up --environment staging --yes', "azstage up --exclude 'tenant-*'"),
    )
    .action((options: DeployCommandOptions) => runDeploy([], { ...options, all: true }, deps, outcome));
};
