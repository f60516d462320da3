import { type ConfigureCommand } from '../configure-command';
import { type DeployCommandOptions, deployOptions } from '../deploy-options';
import { examples } from '../examples';
import { runDeploy } from './deploy';

/** `azstage up`: all stages. */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  deployOptions(command)
    .addHelpText('after', examples('azstage up', 'azstage up --environment staging --yes'))
    .action((options: DeployCommandOptions) => runDeploy([], { ...options, all: true }, deps, outcome));
};
