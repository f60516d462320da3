import { type ConfigureCommand } from '../configure-command';
import { deployOptions, runDeploy, type DeployCommandOptions } from '../deploy-options';
import { examples } from '../examples';

/** `azstage deploy` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  deployOptions(
    command
      .argument('[stages...]', 'Stages to deploy')
      .option('--all', 'Deploy all stages')
      .option('--with-dependencies', 'Deploy what the stages need as well'),
  )
    .addHelpText(
      'after',
      examples('azstage deploy stage-foundation', 'azstage deploy --all --environment prod --parameters redisSku=E10'),
    )
    .action((stages: string[], options: DeployCommandOptions) => runDeploy(stages, options, deps, outcome));
};
